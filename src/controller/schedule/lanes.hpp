// The lanes of a run: cells of a matrix, and jobs of a nested playbook, of
// which only so many may stand in the run's line or run at a time. The others
// wait in their lane for their turn. A job in a lane that is within others has
// a place in all of them; but where one of them is a cell, all of the cell's
// jobs share one place in those around it, from the first until all have ended.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "controller/plan/plan.hpp"
#include "controller/schedule/job_turns.hpp"
#include "shared/base/ids.hpp"

namespace aitherzero {

class Lanes {
 public:
  // Both must outlive it.
  Lanes(const Plan& plan, const JobTurns& turns);

  // Whether the job may stand in the run's line now; if not, it waits here.
  bool enter(JobIndex job);
  // The job has ended for good, whether or not it ever entered, or goes back to
  // where it came from. Those that may stand in line instead.
  std::vector<JobIndex> ended(JobIndex job);
  std::vector<JobIndex> goes_back(JobIndex job);
  // After a restart: a job in these cells has started before. To be said before
  // anything else.
  void take_places(const std::set<std::uint32_t>& cells);

  bool waits(JobIndex job) const;
  // The bound for which the job would wait now; it is in no lane that is full
  // where there is none.
  std::optional<int> full_bound(JobIndex job) const;

 private:
  // A lane seen from the one around it: the turn of its first job that waits
  // for nothing but places further out, and which lane it is.
  using Candidate = std::pair<std::uint32_t, std::uint32_t>;
  struct State {
    std::size_t taken = 0;
    std::set<std::uint32_t> waiting;     // turns of jobs whose own lane it is
    std::set<Candidate> inner;           // lanes directly within it
    std::optional<std::uint32_t> shown;  // its own turn as a candidate
    // Of a cell.
    std::uint32_t open = 0;  // jobs that have not ended
    bool has_place = false;  // in the lanes around it
  };

  std::uint32_t lane_of(JobIndex job) const { return plan_->step(job).lane; }
  bool is_full(std::uint32_t lane) const;
  // Whether what happens in it is no matter of the lanes around it.
  bool is_apart(std::uint32_t lane) const;
  std::uint32_t full_lane(std::uint32_t lane) const;
  std::optional<std::uint32_t> first_turn(std::uint32_t lane) const;
  void take(std::uint32_t lane);
  void give_back(std::uint32_t lane);
  void leave(JobIndex job);
  void end_in_cells(std::uint32_t lane);
  void show(std::uint32_t lane);
  void let_in(std::uint32_t lane, std::vector<JobIndex>& let);
  std::vector<JobIndex> let_in_around(std::uint32_t lane);

  const Plan* plan_;
  const JobTurns* turns_;
  std::vector<State> lanes_;
  std::vector<bool> entered_;  // by job
};

}  // namespace aitherzero
