// The edge of an agent: connects its core to a connection, a runner, an outbox
// and the executor. Decides nothing itself.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "agent/app/outbox.hpp"
#include "agent/core/agent_core.hpp"
#include "agent/core/runner.hpp"
#include "protocol/session/connection.hpp"
#include "shared/base/crash_points.hpp"
#include "shared/base/executor.hpp"

namespace aitherzero {

struct AgentOptions {
  AgentIdentity identity;
  std::vector<KeptAttempt> kept;  // what the outbox had
  CrashPoints crash_points;       // for tests
};

class Agent {
 public:
  // All must outlive the agent; without an outbox (nullptr) nothing survives
  // this process.
  Agent(Executor& executor, Connection& connection, Runner& runner,
        Outbox* outbox, AgentOptions options);

  // Introduces itself to the controller.
  void connect();

  // No more work; `on_idle` is called once nothing runs and everything is
  // acknowledged.
  void drain();
  // What runs is killed and reported as lost.
  void abandon();
  void on_idle(std::function<void()> callback) {
    on_idle_ = std::move(callback);
  }
  // The controller does not want this agent, for ever.
  void on_refused(std::function<void(const std::string& reason)> callback) {
    on_refused_ = std::move(callback);
  }

  // A session was opened; what the controller says of itself.
  void on_welcome(std::function<void(const Welcome&)> callback) {
    on_welcome_ = std::move(callback);
  }
  // It has nothing to do any more, or has something again.
  void on_rest(std::function<void(bool resting)> callback) {
    on_rest_ = std::move(callback);
  }

  const AgentCore& core() const { return core_; }

 private:
  void on_opened(const std::string& welcome);
  void on_messages(const std::vector<std::string>& messages);
  void step(AgentEvent event);
  void carry_out(AgentAction& action);
  template <typename Action>
  void keep(const Action& action);
  template <typename Action>
  void drop(const Action& action);
  void note(const Status& kept);
  void set_timer();

  Executor& executor_;
  Connection& connection_;
  Runner& runner_;
  Outbox* outbox_;
  CrashPoints crash_points_;
  AgentCore core_;
  std::function<void()> on_idle_;
  std::function<void(const std::string&)> on_refused_;
  std::function<void(const Welcome&)> on_welcome_;
  std::function<void(bool)> on_rest_;
  bool resting_ = true;
  bool idle_was_told_ = false;
  std::optional<Instant> timer_at_;
  Executor::Handle timer_;
};

}  // namespace aitherzero
