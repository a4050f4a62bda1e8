// What those who serve clients need of the controller.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "controller/app/submission.hpp"
#include "controller/schedule/schedule.hpp"
#include "protocol/message/client_message.hpp"
#include "protocol/session/packet.hpp"

namespace aitherzero {

class DeskHost {
 public:
  virtual ~DeskHost() = default;
  virtual void submit(Submission submission, Accepted accepted) = 0;
  // `recorded` is called when a crash cannot undo it any more.
  virtual void cancel(RunId run, CancelMode mode, Accepted recorded) = 0;
  virtual void supply_secrets(RunId run, const Secrets& secrets) = 0;
  // Names of secrets that waiting jobs of a run lack.
  virtual std::vector<std::string> lacking_secrets(RunId run) const = 0;
  // False for an agent that is not there.
  virtual bool drain_agent(const std::string& name) = 0;
  virtual std::vector<AgentInfo> agent_infos() const = 0;
  virtual const Schedule& schedule() const = 0;
  virtual const Journal& journal() const = 0;
  // Agents by their numbers, which journal entries name them by; they only
  // grow.
  virtual const std::map<AgentId, std::string>& agent_names() const = 0;
  virtual void send_to(SessionId session, const ToClient& message) = 0;
};

}  // namespace aitherzero
