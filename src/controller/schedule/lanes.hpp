// The lanes of a run: cells of a matrix, and jobs of a nested playbook, of
// which only so many may stand in the run's line or run at a time. The others
// wait in their lane, in plan order. A job in a lane that is within others has
// a place in all of them.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "controller/plan/plan.hpp"
#include "shared/base/ids.hpp"

namespace aitherzero {

class Lanes {
 public:
  // The plan must outlive it.
  explicit Lanes(const Plan& plan);

  // Whether the job may stand in the run's line now; if not, it waits here.
  bool enter(JobIndex job);
  // The job has ended, or is dropped, or goes back to the beginning; another
  // that waits may stand in line instead.
  std::optional<JobIndex> leave(JobIndex job);
  bool waits(JobIndex job) const;
  // The bound for which the job would wait now; it is in no lane that is full
  // where there is none.
  std::optional<int> full_bound(JobIndex job) const;

 private:
  struct State {
    std::set<JobIndex> entered;         // where their number is bounded
    std::set<JobIndex> waiting;         // jobs whose own lane it is
    std::vector<std::uint32_t> inside;  // the lanes within it, itself first
  };

  std::uint32_t lane_of(JobIndex job) const { return plan_->step(job).lane; }
  // The innermost lane, from this one outwards, that has no place left.
  std::uint32_t full_lane(std::uint32_t lane) const;
  void take_places(JobIndex job);

  const Plan* plan_;
  std::vector<State> lanes_;
};

}  // namespace aitherzero
