// A client's session with a server: asks to be let in, again and again, and
// then carries messages both ways. A session survives lost connections; it
// ends when the server does not know it any more (it restarted, or gave the
// client up), and the client then asks for a new one by itself.
//
//   step(event, now) → actions. No I/O, no clock, no thread.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "protocol/session/channel.hpp"
#include "protocol/session/packet.hpp"
#include "protocol/session/times.hpp"

namespace aitherzero {

class ClientSession {
 public:
  // --- actions ---
  struct SendFrame {
    std::string frame;
  };
  // A new session: nothing that an earlier one carried is on its way any more.
  struct Opened {
    std::string welcome;
  };
  struct Delivered {
    std::vector<std::string> messages;
  };
  struct Closed {};
  // The server does not want this client: for ever, or it asks again later.
  struct Refused {
    bool for_ever = false;
    std::string reason;
  };
  using Action = std::variant<SendFrame, Opened, Delivered, Closed, Refused>;
  using Actions = std::vector<Action>;

  // `opener` says who this is; its `opening` is counted here.
  ClientSession(std::uint64_t version, Opener opener, SessionTimes times);

  // Begins to ask. `hello` makes the first message of each session that is
  // asked for, so that it says how things are then.
  using MakeHello = std::function<std::string()>;
  Actions open(MakeHello hello, Instant now);

  Actions receive(std::string_view frame, Instant now);
  // Queues a message; only while the session is open, else it is dropped.
  void queue(std::string message);
  // Sends what was queued and what is due. Call after queueing, and at
  // next_deadline().
  Actions flush(Instant now);
  // The connection below is new.
  Actions reconnected(Instant now);
  // Sends what was queued, as far as the window allows, and tells the server
  // that this client leaves.
  Actions close(Instant now);

  bool is_open() const { return channel_.has_value(); }
  std::size_t backlog_bytes() const;
  // How long nothing was heard of the server.
  Duration silence(Instant now) const { return now - heard_at_; }
  std::optional<Instant> next_deadline() const;

 private:
  void on(const AcceptPacket& packet, Instant now, Actions& actions);
  void on(const RefusePacket& packet, Actions& actions);
  void on(DataPacket&& packet, Instant now, Actions& actions);
  void on(const ClosePacket& packet, Instant now, Actions& actions);
  void begin_opening(Instant now);
  void flush_into(Actions& actions, Instant now);

  std::uint64_t version_;
  Opener opener_;
  SessionTimes times_;
  MakeHello make_hello_;
  std::string hello_;
  // Present while it asks to be let in.
  std::optional<Instant> ask_at_;
  Milliseconds ask_again_after_;
  std::optional<Channel> channel_;
  Instant heard_at_;
};

}  // namespace aitherzero
