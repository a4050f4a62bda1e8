// The edge of an agent: connects its core to a link, a runner and the loop.
// Decides nothing itself.
#pragma once

#include <memory>

#include "agent/core/agent_core.hpp"
#include "agent/core/runner.hpp"
#include "shared/net/link.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero {

class Agent {
 public:
  // All must outlive the agent.
  Agent(EventLoop& loop, ClientLink& link, Runner& runner,
        AgentIdentity identity);

  // Introduces itself to the controller.
  void connect();

 private:
  void step(AgentEvent event);
  void carry_out(AgentAction& action);
  void on_frame(const std::string& frame);
  void set_timer();

  EventLoop& loop_;
  ClientLink& link_;
  Runner& runner_;
  AgentCore core_;
  EventLoop::Handle timer_;
};

}  // namespace aitherzero
