#include "controller/schedule/agent_pool.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "shared/base/assert.hpp"
#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

// Ascending order puts the agent with the most free slots first.
std::pair<std::int64_t, AgentId> rank(AgentId id,
                                      const AgentPool::Agent& agent) {
  return {static_cast<std::int64_t>(agent.used) -
              static_cast<std::int64_t>(agent.slots),
          id};
}

}  // namespace

// Changes an agent and puts it in its new place in every class.
template <typename Change>
void AgentPool::change(AgentId id, const Change& change) {
  Agent& agent = agents_[id];
  const bool was_free = agent.has_free_slot();
  const auto before = rank(id, agent);
  change(agent);
  const bool is_free = agent.has_free_slot();
  const auto after = rank(id, agent);
  if (was_free) --free_agents_;
  if (is_free) ++free_agents_;
  for (LabelClass& label_class : classes_) {
    if (label_class.users == 0) continue;
    if (was_free) label_class.free.erase(before);
    if (is_free && lacking(agent.labels, label_class.labels).empty()) {
      label_class.free.insert(after);
    }
  }
}

void AgentPool::join(AgentId id, std::uint32_t slots, Labels labels) {
  change(id, [&](Agent& agent) {
    agent.slots = slots;
    agent.labels = std::move(labels);
    agent.present = true;
    agent.draining = false;
  });
}

void AgentPool::expect(AgentId id) { agents_.try_emplace(id); }

void AgentPool::away(AgentId id) {
  if (!agents_.contains(id)) return;
  change(id, [](Agent& agent) { agent.present = false; });
}

void AgentPool::leave(AgentId id) {
  away(id);
  agents_.erase(id);
}

void AgentPool::drain(AgentId id, bool draining) {
  if (!agents_.contains(id)) return;
  change(id, [&](Agent& agent) { agent.draining = draining; });
}

void AgentPool::take_slot(AgentId id) {
  change(id, [](Agent& agent) { ++agent.used; });
}

void AgentPool::give_slot(AgentId id) {
  AZ_ASSERT(agents_.at(id).used > 0);
  change(id, [](Agent& agent) { --agent.used; });
}

LabelClassId AgentPool::class_of(const std::vector<std::string>& labels) {
  if (const auto known = class_ids_.find(labels); known != class_ids_.end()) {
    ++classes_[known->second.value].users;
    return known->second;
  }
  auto unused = std::ranges::find(classes_, 0u, &LabelClass::users);
  if (unused == classes_.end()) unused = classes_.insert(unused, LabelClass{});
  *unused = {labels, 1, {}};
  for (const auto& [agent_id, agent] : agents_) {
    if (agent.has_free_slot() && lacking(agent.labels, labels).empty()) {
      unused->free.insert(rank(agent_id, agent));
    }
  }
  const LabelClassId id{static_cast<std::uint32_t>(unused - classes_.begin())};
  class_ids_[labels] = id;
  return id;
}

void AgentPool::release(LabelClassId id) {
  LabelClass& label_class = classes_[id.value];
  AZ_ASSERT(label_class.users > 0);
  if (--label_class.users > 0) return;
  class_ids_.erase(label_class.labels);
  label_class = {};
}

std::optional<AgentId> AgentPool::freest(LabelClassId id) const {
  const LabelClass& label_class = classes_[id.value];
  if (label_class.free.empty()) return std::nullopt;
  return label_class.free.begin()->second;
}

bool AgentPool::is_served(LabelClassId id) const {
  const LabelClass& label_class = classes_[id.value];
  if (!label_class.free.empty()) return true;
  return std::ranges::any_of(agents_, [&](const auto& entry) {
    const Agent& agent = entry.second;
    return agent.present && !agent.draining &&
           lacking(agent.labels, label_class.labels).empty();
  });
}

std::string AgentPool::why_none(LabelClassId id) const {
  const LabelClass& label_class = classes_[id.value];
  if (!label_class.free.empty()) return {};
  std::vector<std::string> nowhere = label_class.labels;
  std::size_t present = 0;
  std::size_t fitting = 0;
  std::size_t draining = 0;
  for (const auto& [agent_id, agent] : agents_) {
    if (!agent.present) continue;
    ++present;
    std::erase_if(nowhere, [&](const std::string& label) {
      return has_label(agent.labels, label);
    });
    if (!lacking(agent.labels, label_class.labels).empty()) continue;
    ++fitting;
    if (agent.draining) ++draining;
  }
  if (present == 0) return "no agent is connected";
  if (!nowhere.empty()) {
    return fmt::format("no agent has label {}",
                       aitherzero::join(nowhere, ", "));
  }
  if (fitting == 0) {
    return fmt::format("no agent has all of the labels {}",
                       aitherzero::join(label_class.labels, ", "));
  }
  if (draining == fitting) return "every agent that could run it is draining";
  return "all slots are busy";
}

}  // namespace aitherzero
