// All sessions of a server with its clients: who asks to be let in, what they
// say, who has fallen silent. One name is held by one client at a time.
//
// Pure: frames and time come in, frames to send and events come out. Sessions
// are bound to the public key that opened them, not to a connection, so that
// they go on over a new one.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "protocol/session/attention.hpp"
#include "protocol/session/channel.hpp"
#include "protocol/session/packet.hpp"
#include "protocol/session/times.hpp"
#include "shared/net/link.hpp"

namespace aitherzero {

class ServerSessions {
 public:
  // --- events ---
  // Someone asks to be let in: answer with accept() or refuse().
  struct OpenRequested {
    PeerId peer;
    std::string key;
    Opener opener;
    std::string hello;
  };
  struct Delivered {
    SessionId session;
    std::vector<std::string> messages;
  };
  // Nothing comes from this session any more.
  enum class Cause {
    silent,      // for a lease
    left,        // it said so
    replaced,    // the same client asks for a new one
    misbehaved,  // it talked nonsense
  };
  struct Closed {
    SessionId session;
    Cause cause;
    std::string reason;
  };
  // A peer that talks nonsense; nothing it sends is worth reading.
  struct Misbehaved {
    PeerId peer;
    std::string reason;
  };
  using Event = std::variant<OpenRequested, Delivered, Closed, Misbehaved>;
  using Events = std::vector<Event>;

  // --- what to do ---
  struct SendFrame {
    PeerId peer;
    std::string frame;
  };

  // Session ids are made of `random`, so that nobody guesses one. `key_of`
  // tells the key that a peer has proved.
  ServerSessions(std::uint64_t version, SessionTimes times,
                 std::function<std::uint64_t()> random,
                 std::function<std::string(PeerId)> key_of);

  Events receive(PeerId peer, std::string_view frame, Instant now);
  SessionId accept(const OpenRequested& request, std::string welcome,
                   Instant now);
  void refuse(const OpenRequested& request, bool for_ever, std::string reason);
  void queue(SessionId session, std::string message);
  // Ends a session; no event comes of it.
  void close(SessionId session);
  // Sessions that have been silent for a lease, while we listened.
  Events expire(Instant now);
  // When a silence that has lasted `since` then is long enough.
  Instant end_of_patience(Instant since) const;
  // Frames to be sent now: answers, what was queued, what is due.
  std::vector<SendFrame> flush(Instant now);

  // The key that opened it; "" for a session that has ended.
  std::string key_of(SessionId session) const;
  // 0 for a session that has ended.
  std::size_t backlog_bytes(SessionId session) const;
  std::optional<Instant> heard_at(SessionId session) const;
  std::size_t size() const { return sessions_.size(); }
  // When to expire() and flush() at the latest.
  std::optional<Instant> next_deadline() const;

 private:
  struct Session {
    Opener opener;
    std::string key;
    PeerId peer;
    std::string welcome;  // sent again when the client asks again
    Channel channel;
    Instant due;  // its entry in due_
    bool queued = false;
  };

  void on(PeerId peer, OpenPacket&& packet, Events& events);
  void on(PeerId peer, DataPacket&& packet, Instant now, Events& events);
  void on(PeerId peer, const ClosePacket& packet, Events& events);
  void misbehaved(PeerId peer, std::string reason, Events& events);
  void refuse(PeerId peer, const Opener& opener, bool for_ever,
              std::string reason);
  void send_accept(PeerId peer, SessionId id, const Session& session);
  void schedule(SessionId id, Session& session);
  void schedule_flush(SessionId id, Session& session);
  void flush_session(SessionId id, Session& session, Instant now);
  bool speaks_for(const Session& session, PeerId peer) const;
  void erase(SessionId id);

  std::uint64_t version_;
  SessionTimes times_;
  std::function<std::uint64_t()> random_;
  std::function<std::string(PeerId)> key_of_;
  Attention attention_;
  std::unordered_map<SessionId, Session> sessions_;
  std::unordered_map<std::string, SessionId> by_name_;
  // Each session at the time it wants to be looked at.
  std::set<std::pair<Instant, SessionId>> due_;
  std::vector<SessionId> to_flush_;
  std::vector<SendFrame> answers_;
};

}  // namespace aitherzero
