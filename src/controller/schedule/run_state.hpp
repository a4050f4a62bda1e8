// One run inside the scheduler: which jobs wait, run and have ended, and what
// an end means for the others. Knows nothing of agents.
#pragma once

#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "controller/plan/plan.hpp"
#include "controller/schedule/status.hpp"
#include "protocol/message/message.hpp"

namespace aitherzero {

class RunState {
 public:
  struct JobState {
    JobStatus status = JobStatus::pending;
    std::uint32_t open_needs = 0;  // needs that have not ended
    std::uint32_t losses = 0;
    AttemptId attempt;  // while leased or running
    AgentId agent;
  };
  // A job that ended without running.
  struct Dropped {
    JobIndex job;
    JobStatus status;
    std::string reason;
  };

  RunState(std::shared_ptr<const Plan> plan, Instant now);

  const Plan& plan() const { return *plan_; }
  const JobState& job(JobIndex index) const { return jobs_[index.value]; }
  std::optional<Instant> deadline() const { return deadline_; }
  bool has_ended() const { return open_jobs_ == 0; }
  bool is_cancelled() const { return cancelled_; }
  // Its status once it has ended.
  RunStatus status() const;

  // The job to start next, if any may start now.
  std::optional<JobIndex> next() const;
  void lease(JobIndex index, AttemptId attempt, AgentId agent);
  void started(JobIndex index);
  // Its agent is gone: ready again, or `lost` after k_max_losses.
  JobStatus agent_lost(JobIndex index, std::vector<Dropped>& dropped);
  // A final status; `dropped` gets what will never run because of it.
  void ended(JobIndex index, JobStatus status, std::vector<Dropped>& dropped);

  // Nothing more of the run starts.
  void cancel_waiting(std::vector<Dropped>& dropped);
  void run_out_of_time(std::vector<Dropped>& dropped);

  // Jobs that are leased or running, ascending.
  std::vector<JobIndex> active() const;

  void check_invariants() const;

 private:
  bool is_satisfied_by(JobIndex index, JobStatus status) const;
  void release_dependents(JobIndex index);
  void skip_dependents(JobIndex index, std::vector<Dropped>& dropped);
  void drop(JobIndex index, JobStatus status, std::string reason,
            std::vector<Dropped>& dropped);
  void drop_waiting(JobStatus status, const std::string& reason,
                    std::vector<Dropped>& dropped);
  void leave_active(JobIndex index);

  std::shared_ptr<const Plan> plan_;
  std::vector<JobState> jobs_;
  // Dependents of job i: targets_[offsets_[i]] … targets_[offsets_[i + 1]).
  std::vector<std::uint32_t> offsets_;
  std::vector<JobIndex> targets_;
  // Plan order is the order of starting. May hold jobs that were dropped;
  // next() passes over them.
  mutable std::priority_queue<std::uint32_t, std::vector<std::uint32_t>,
                              std::greater<>>
      ready_;
  std::uint32_t open_jobs_ = 0;
  std::uint32_t active_jobs_ = 0;
  bool exclusive_active_ = false;
  std::optional<Instant> deadline_;
  bool cancelled_ = false;
  bool timed_out_ = false;
  std::uint32_t tolerated_failures_ = 0;
  std::uint32_t failures_ = 0;  // untolerated, timeouts too
  std::uint32_t timeouts_ = 0;  // untolerated
};

}  // namespace aitherzero
