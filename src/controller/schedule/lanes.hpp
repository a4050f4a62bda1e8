// The lanes of a run: cells of a matrix of which only so many may stand in the
// run's line or run at a time. The others wait in their lane, in plan order.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "controller/plan/plan.hpp"
#include "shared/base/ids.hpp"

namespace aitherzero {

class Lanes {
 public:
  // The plan must outlive it.
  explicit Lanes(const Plan& plan) : plan_(&plan), lanes_(plan.lanes.size()) {}

  // Whether the job may stand in the run's line now; if not, it waits here.
  bool enter(JobIndex job);
  // The job has ended, or is dropped, or goes back to the beginning; another
  // that waits may stand in line instead.
  std::optional<JobIndex> leave(JobIndex job);
  bool waits(JobIndex job) const;

 private:
  struct Lane {
    std::set<JobIndex> entered;
    std::set<JobIndex> waiting;
  };

  // nullptr for a job whose number is not bounded.
  Lane* bounded(JobIndex job);
  const Lane* bounded(JobIndex job) const;
  std::size_t most(JobIndex job) const;

  const Plan* plan_;
  std::vector<Lane> lanes_;
};

}  // namespace aitherzero
