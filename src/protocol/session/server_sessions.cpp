#include "protocol/session/server_sessions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace aitherzero {

ServerSessions::ServerSessions(std::uint64_t version, SessionTimes times,
                               std::function<std::uint64_t()> random,
                               std::function<std::string(PeerId)> key_of)
    : version_(version),
      times_(times),
      random_(std::move(random)),
      key_of_(std::move(key_of)),
      attention_(2 * times.heartbeat()) {}

ServerSessions::Events ServerSessions::receive(PeerId peer,
                                               std::string_view frame,
                                               Instant now) {
  attention_.note(now);
  Events events;
  auto packet = decode_packet(frame);
  if (!packet) {
    misbehaved(peer, packet.error().message, events);
  } else if (auto* open = std::get_if<OpenPacket>(&*packet)) {
    on(peer, std::move(*open), events);
  } else if (auto* data = std::get_if<DataPacket>(&*packet)) {
    on(peer, std::move(*data), now, events);
  } else if (auto* close = std::get_if<ClosePacket>(&*packet)) {
    on(peer, *close, events);
  } else {
    misbehaved(peer, "it speaks as a server", events);
  }
  return events;
}

void ServerSessions::misbehaved(PeerId peer, std::string reason,
                                Events& events) {
  for (auto& [id, session] : sessions_) {
    if (session.peer != peer) continue;
    events.push_back(Closed{id, Cause::misbehaved, reason});
    erase(id);
    break;
  }
  events.push_back(Misbehaved{peer, std::move(reason)});
}

void ServerSessions::on(PeerId peer, OpenPacket&& packet, Events& events) {
  const Opener& opener = packet.opener;
  if (packet.version != version_) {
    return refuse(peer, opener, true,
                  fmt::format("the controller speaks version {} of the "
                              "protocol, you speak {}",
                              version_, packet.version));
  }
  std::string key = key_of_(peer);
  if (const auto known = by_name_.find(opener.name); known != by_name_.end()) {
    const SessionId id = known->second;
    Session& session = sessions_.at(id);
    if (session.opener == opener && session.key == key) {
      session.peer = peer;  // it asks again: our answer was lost
      return send_accept(peer, id, session);
    }
    if (session.opener.identity != opener.identity || session.key != key) {
      return refuse(peer, opener, false,
                    fmt::format("'{}' is connected already, from another "
                                "place",
                                opener.name));
    }
    if (!opener.is_after(session.opener)) return;  // a late repeat
    events.push_back(Closed{id, Cause::replaced, "it came back"});
    erase(id);
  }
  events.push_back(OpenRequested{peer, std::move(key), packet.opener,
                                 std::move(packet.hello)});
}

SessionId ServerSessions::accept(const OpenRequested& request,
                                 std::string welcome, Instant now) {
  SessionId id{random_()};
  while (id.value == 0 || sessions_.contains(id)) id = {random_()};
  const auto [entry, added] = sessions_.emplace(
      id, Session{request.opener, request.key, request.peer, std::move(welcome),
                  Channel(id, times_, now), Instant::max()});
  by_name_[request.opener.name] = id;
  send_accept(request.peer, id, entry->second);
  schedule(id, entry->second);
  return id;
}

void ServerSessions::send_accept(PeerId peer, SessionId id,
                                 const Session& session) {
  answers_.push_back({peer, encode_packet(AcceptPacket{
                                session.opener.boot, session.opener.opening, id,
                                times_.lease, session.welcome})});
}

void ServerSessions::refuse(const OpenRequested& request, bool for_ever,
                            std::string reason) {
  refuse(request.peer, request.opener, for_ever, std::move(reason));
}

void ServerSessions::refuse(PeerId peer, const Opener& opener, bool for_ever,
                            std::string reason) {
  answers_.push_back(
      {peer, encode_packet(RefusePacket{opener.boot, opener.opening, for_ever,
                                        std::move(reason)})});
}

bool ServerSessions::speaks_for(const Session& session, PeerId peer) const {
  return session.peer == peer || key_of_(peer) == session.key;
}

void ServerSessions::on(PeerId peer, DataPacket&& packet, Instant now,
                        Events& events) {
  const SessionId id = packet.session;
  const auto found = sessions_.find(id);
  if (found == sessions_.end() || !speaks_for(found->second, peer)) {
    answers_.push_back({peer, encode_packet(ClosePacket{id})});
    return;
  }
  Session& session = found->second;
  session.peer = peer;
  auto messages = session.channel.receive(std::move(packet), now);
  schedule_flush(id, session);
  if (!messages.empty()) events.push_back(Delivered{id, std::move(messages)});
}

void ServerSessions::on(PeerId peer, const ClosePacket& packet,
                        Events& events) {
  const auto found = sessions_.find(packet.session);
  if (found == sessions_.end() || !speaks_for(found->second, peer)) return;
  events.push_back(Closed{packet.session, Cause::left, "it left"});
  erase(packet.session);
}

void ServerSessions::queue(SessionId id, std::string message) {
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return;
  found->second.channel.queue(std::move(message));
  schedule_flush(id, found->second);
}

void ServerSessions::schedule_flush(SessionId id, Session& session) {
  if (std::exchange(session.queued, true)) return;
  to_flush_.push_back(id);
}

void ServerSessions::close(SessionId id) {
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return;
  answers_.push_back({found->second.peer, encode_packet(ClosePacket{id})});
  erase(id);
}

void ServerSessions::erase(SessionId id) {
  const auto found = sessions_.find(id);
  due_.erase({found->second.due, id});
  by_name_.erase(found->second.opener.name);
  sessions_.erase(found);
}

Instant ServerSessions::end_of_patience(Instant since) const {
  const Instant end = since + times_.lease;
  const auto from = attention_.trusted_from();
  return from ? std::max(end, *from) : end;
}

ServerSessions::Events ServerSessions::expire(Instant now) {
  attention_.note(now);
  Events events;
  while (!due_.empty() && due_.begin()->first <= now) {
    const SessionId id = due_.begin()->second;
    Session& session = sessions_.at(id);
    if (end_of_patience(session.channel.heard_at()) <= now) {
      events.push_back(Closed{
          id, Cause::silent,
          fmt::format("not heard of for {} s", to_seconds(times_.lease))});
      erase(id);
      continue;
    }
    flush_session(id, session, now);
  }
  return events;
}

std::vector<ServerSessions::SendFrame> ServerSessions::flush(Instant now) {
  attention_.note(now);
  for (const SessionId id : std::exchange(to_flush_, {})) {
    const auto found = sessions_.find(id);
    if (found == sessions_.end()) continue;
    found->second.queued = false;
    flush_session(id, found->second, now);
  }
  return std::exchange(answers_, {});
}

void ServerSessions::flush_session(SessionId id, Session& session,
                                   Instant now) {
  for (const DataPacket& packet : session.channel.flush(now)) {
    answers_.push_back({session.peer, encode_packet(packet)});
  }
  schedule(id, session);
}

void ServerSessions::schedule(SessionId id, Session& session) {
  const Instant due = std::min(session.channel.next_deadline(),
                               end_of_patience(session.channel.heard_at()));
  if (due == session.due) return;
  due_.erase({session.due, id});
  session.due = due;
  due_.insert({due, id});
}

std::string ServerSessions::key_of(SessionId id) const {
  const auto found = sessions_.find(id);
  return found == sessions_.end() ? "" : found->second.key;
}

std::size_t ServerSessions::backlog_bytes(SessionId id) const {
  const auto found = sessions_.find(id);
  return found == sessions_.end() ? 0 : found->second.channel.backlog_bytes();
}

std::optional<Instant> ServerSessions::heard_at(SessionId id) const {
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return std::nullopt;
  return found->second.channel.heard_at();
}

std::optional<Instant> ServerSessions::next_deadline() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

}  // namespace aitherzero
