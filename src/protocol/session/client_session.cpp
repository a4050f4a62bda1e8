#include "protocol/session/client_session.hpp"

#include <algorithm>

namespace aitherzero {
namespace {

constexpr Milliseconds k_longest_between_openings{5'000};

}  // namespace

ClientSession::ClientSession(std::uint64_t version, Opener opener,
                             SessionTimes times)
    : version_(version),
      opener_(std::move(opener)),
      times_(times),
      ask_again_after_(times.open_again_after) {}

ClientSession::Actions ClientSession::open(MakeHello hello, Instant now) {
  make_hello_ = std::move(hello);
  heard_at_ = now;
  begin_opening(now);
  return flush(now);
}

void ClientSession::begin_opening(Instant now) {
  channel_.reset();
  ++opener_.opening;
  hello_ = make_hello_();
  ask_again_after_ = times_.open_again_after;
  ask_at_ = now;
}

ClientSession::Actions ClientSession::receive(std::string_view frame,
                                              Instant now) {
  Actions actions;
  auto packet = decode_packet(frame);
  // Only the server that was connected to can be heard; what it garbles is
  // sent again.
  if (!packet) return actions;
  if (auto* accept = std::get_if<AcceptPacket>(&*packet)) {
    on(*accept, now, actions);
  } else if (auto* refuse = std::get_if<RefusePacket>(&*packet)) {
    on(*refuse, actions);
  } else if (auto* data = std::get_if<DataPacket>(&*packet)) {
    on(std::move(*data), now, actions);
  } else if (auto* close = std::get_if<ClosePacket>(&*packet)) {
    on(*close, now, actions);
  }
  flush_into(actions, now);
  return actions;
}

void ClientSession::on(const AcceptPacket& packet, Instant now,
                       Actions& actions) {
  // An answer to an earlier question says nothing.
  if (!ask_at_ || packet.boot != opener_.boot ||
      packet.opening != opener_.opening) {
    return;
  }
  ask_at_.reset();
  heard_at_ = now;
  times_.lease = packet.lease;
  channel_.emplace(packet.session, times_, now);
  actions.push_back(Opened{packet.welcome});
}

void ClientSession::on(const RefusePacket& packet, Actions& actions) {
  if (!ask_at_ || packet.boot != opener_.boot ||
      packet.opening != opener_.opening) {
    return;
  }
  if (packet.for_ever) ask_at_.reset();
  actions.push_back(Refused{packet.for_ever, packet.reason});
}

void ClientSession::on(DataPacket&& packet, Instant now, Actions& actions) {
  if (!channel_ || packet.session != channel_->session()) return;
  heard_at_ = now;
  auto messages = channel_->receive(std::move(packet), now);
  if (!messages.empty()) actions.push_back(Delivered{std::move(messages)});
}

void ClientSession::on(const ClosePacket& packet, Instant now,
                       Actions& actions) {
  if (!channel_ || packet.session != channel_->session()) return;
  heard_at_ = now;
  actions.push_back(Closed{});
  begin_opening(now);
}

void ClientSession::queue(std::string message) {
  if (channel_) channel_->queue(std::move(message));
}

ClientSession::Actions ClientSession::flush(Instant now) {
  Actions actions;
  flush_into(actions, now);
  return actions;
}

void ClientSession::flush_into(Actions& actions, Instant now) {
  if (ask_at_ && *ask_at_ <= now) {
    actions.push_back(
        SendFrame{encode_packet(OpenPacket{version_, opener_, hello_})});
    ask_at_ = now + ask_again_after_;
    ask_again_after_ =
        std::min(2 * ask_again_after_, k_longest_between_openings);
  }
  if (!channel_) return;
  for (const DataPacket& packet : channel_->flush(now)) {
    actions.push_back(SendFrame{encode_packet(packet)});
  }
}

ClientSession::Actions ClientSession::reconnected(Instant now) {
  if (channel_) channel_->send_again();
  if (ask_at_) ask_at_ = now;
  return flush(now);
}

ClientSession::Actions ClientSession::close(Instant now) {
  Actions actions;
  ask_at_.reset();
  flush_into(actions, now);
  if (channel_) {
    actions.push_back(
        SendFrame{encode_packet(ClosePacket{channel_->session()})});
  }
  channel_.reset();
  return actions;
}

std::size_t ClientSession::backlog_bytes() const {
  return channel_ ? channel_->backlog_bytes() : 0;
}

std::optional<Instant> ClientSession::next_deadline() const {
  if (ask_at_) return ask_at_;
  if (channel_) return channel_->next_deadline();
  return std::nullopt;
}

}  // namespace aitherzero
