// What the controller does for clients, as its desk asks it.
#include <algorithm>

#include "controller/app/controller.hpp"
#include "controller/schedule/run_state.hpp"
#include "protocol/codec/client_codec.hpp"
#include "protocol/codec/codec.hpp"

namespace aitherzero {

void Controller::send_to(SessionId session, const ToClient& message) {
  sessions_.queue(session, encode(message));
  flush_soon();
}

void Controller::supply_secrets(RunId run, const Secrets& secrets) {
  const auto found = runs_.find(run);
  if (found == runs_.end()) return;
  for (const auto& [name, value] : secrets) {
    found->second.secrets[name] = value;
  }
  step(SecretsChanged{run, !lacking(found->second).empty()});
}

std::vector<std::string> Controller::lacking(const Run& run) {
  std::set<std::string> names;
  for (const PlannedStep& step : run.plan->steps) {
    for (const std::string& name : step.secrets) {
      if (!run.secrets.contains(name)) names.insert(name);
    }
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> Controller::lacking_secrets(RunId run) const {
  const auto found = runs_.find(run);
  return found == runs_.end() ? std::vector<std::string>{}
                              : lacking(found->second);
}

bool Controller::drain_agent(const std::string& name) {
  const auto agent = agent_ids_.find(name);
  if (agent == agent_ids_.end() || !agents_[agent->second].joined) return false;
  send(agent->second, DrainAgent{});
  flush_soon();
  return true;
}

// Those that are there, that hold leases, or that left a short while ago.
std::vector<AgentInfo> Controller::agent_infos() const {
  constexpr std::chrono::hours k_remembered{1};
  std::vector<AgentInfo> infos;
  for (const auto& [id, agent] : agents_) {
    const auto& pool = schedule_.agents().agents();
    const auto pooled = pool.find(id);
    const bool lately = agent.left_at && now() - *agent.left_at < k_remembered;
    if (pooled == pool.end() && agent.session.value == 0 && !lately) continue;
    AgentInfo info;
    info.name = agent.name;
    info.labels = agent.hello.labels;
    info.slots = agent.hello.slots;
    info.software = agent.hello.software;
    info.connected = agent.session.value != 0;
    if (pooled != pool.end()) {
      info.used = pooled->second.used;
      info.draining = pooled->second.draining;
    }
    const auto heard = sessions_.heard_at(agent.session);
    const Instant last = heard ? *heard : agent.left_at.value_or(now());
    info.silence = std::chrono::duration_cast<Milliseconds>(now() - last);
    infos.push_back(std::move(info));
  }
  return infos;
}

}  // namespace aitherzero
