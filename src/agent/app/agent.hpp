// The edge of an agent: connects its core to a link, a runner and the loop.
// Decides nothing itself.
#pragma once

#include <memory>

#include "agent/core/agent_core.hpp"
#include "agent/core/runner.hpp"
#include "shared/base/executor.hpp"
#include "shared/net/link.hpp"

namespace aitherzero {

class Agent {
 public:
  // All must outlive the agent.
  Agent(Executor& loop, ClientLink& link, Runner& runner,
        AgentIdentity identity);

  // Introduces itself to the controller.
  void connect();

 private:
  void step(AgentEvent event);
  void carry_out(AgentAction& action);
  void on_frame(const std::string& frame);
  void set_timer();

  Executor& loop_;
  ClientLink& link_;
  Runner& runner_;
  AgentCore core_;
  Executor::Handle timer_;
};

}  // namespace aitherzero
