// A client's session at work: messages in, messages out, whatever happens to
// the connection below.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "protocol/session/client_session.hpp"
#include "shared/base/executor.hpp"
#include "shared/base/lifetime.hpp"
#include "shared/net/link.hpp"

namespace aitherzero {

class Connection {
 public:
  struct Callbacks {
    std::function<void(std::string welcome)> on_opened;
    std::function<void(std::vector<std::string> messages)> on_messages;
    // What was not acknowledged may be lost; a new session is asked for.
    std::function<void()> on_closed;
    std::function<void(bool for_ever, const std::string& reason)> on_refused;
  };

  virtual ~Connection() = default;
  // Once, before open().
  virtual void set_callbacks(Callbacks callbacks) = 0;
  // `hello` is the first message of every session.
  virtual void open(std::string hello) = 0;
  // Sent with whatever else this turn of the loop queues. Dropped while there
  // is no session.
  virtual void queue(std::string message) = 0;
  // Says good-bye, after what was queued before.
  virtual void close() = 0;
};

// On the executor's own thread. Executor and link must outlive it.
class LoopConnection final : public Connection {
 public:
  LoopConnection(Executor& executor, ClientLink& link, std::uint64_t version,
                 Opener opener, SessionTimes times = {});

  void set_callbacks(Callbacks callbacks) override;
  void open(std::string hello) override;
  void queue(std::string message) override;
  void close() override;
  // The link has connected anew: what was on its way is sent again at once.
  void reconnected();

 private:
  void carry_out(ClientSession::Actions actions);
  void flush_soon();
  void set_timer();

  Executor& executor_;
  ClientLink& link_;
  ClientSession session_;
  Callbacks callbacks_;
  bool flush_is_posted_ = false;
  std::optional<Instant> timer_at_;
  Executor::Handle timer_;
  Lifetime lifetime_;
};

}  // namespace aitherzero
