// The agents inside the scheduler: their slots, and which of them has one free
// for a job with certain labels. Knows nothing of runs.
//
// Jobs that want the same labels are of one class; each class keeps its agents
// with a free slot in order, so that finding one costs the same with one agent
// and with a thousand.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "controller/schedule/labels.hpp"
#include "shared/base/ids.hpp"

namespace aitherzero {

using LabelClassId = StrongId<struct LabelClassTag, std::uint32_t>;

class AgentPool {
 public:
  struct Agent {
    Labels labels;
    std::uint32_t slots = 0;
    std::uint32_t used = 0;  // may pass `slots` when an agent comes back small
    bool present = false;    // false: it holds leases and may come back
    bool draining = false;

    bool has_free_slot() const { return present && !draining && used < slots; }
  };

  // Adds the agent or makes it present again. Its used slots stay.
  void join(AgentId agent, std::uint32_t slots, Labels labels);
  // An agent that is away and may still come back.
  void expect(AgentId agent);
  void away(AgentId agent);
  void leave(AgentId agent);
  void drain(AgentId agent, bool draining);
  void take_slot(AgentId agent);
  void give_slot(AgentId agent);

  // The class of jobs that want these labels; each call wants its release().
  LabelClassId class_of(const std::vector<std::string>& labels);
  void release(LabelClassId label_class);
  // The agent of a class with the most free slots, the oldest among equals.
  std::optional<AgentId> freest(LabelClassId label_class) const;
  // Whether there is an agent that could take jobs of the class once it has a
  // free slot.
  bool is_served(LabelClassId label_class) const;
  // Why no agent can take a job of the class now, in words; "" when one can.
  std::string why_none(LabelClassId label_class) const;

  bool has_free_slot() const { return free_agents_ > 0; }
  bool contains(AgentId agent) const { return agents_.contains(agent); }
  const std::map<AgentId, Agent>& agents() const { return agents_; }

 private:
  struct LabelClass {
    std::vector<std::string> labels;
    std::uint32_t users = 0;  // 0: its place may be taken by another
    // Most free slots first, then the oldest agent.
    std::set<std::pair<std::int64_t, AgentId>> free;
  };

  template <typename Change>
  void change(AgentId agent, const Change& change);

  // Ordered, so that equal histories give equal decisions.
  std::map<AgentId, Agent> agents_;
  std::size_t free_agents_ = 0;
  std::vector<LabelClass> classes_;
  std::map<std::vector<std::string>, LabelClassId> class_ids_;
};

}  // namespace aitherzero
