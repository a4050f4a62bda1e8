// One run inside the scheduler: which jobs wait, run and have ended, and what
// an end means for the others. Knows nothing of agents but their ids.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "controller/plan/plan.hpp"
#include "controller/schedule/agent_pool.hpp"
#include "controller/schedule/changes.hpp"
#include "controller/schedule/criteria.hpp"
#include "controller/schedule/job_turns.hpp"
#include "controller/schedule/lanes.hpp"
#include "controller/schedule/status.hpp"
#include "protocol/message/message.hpp"

namespace aitherzero {

class RunState {
 public:
  struct JobState {
    JobStatus status = JobStatus::pending;
    std::uint8_t losses = 0;
    std::uint16_t failures = 0;     // tries that failed and were not the last
    bool skipped_itself = false;    // by its plan or its condition
    std::uint16_t ready_class = 0;  // its place in ready_
    std::uint32_t open_needs = 0;   // needs that have not ended
    AttemptId attempt;              // while leased or running
    AgentId agent;
  };
  // A job that ended without running.
  struct Dropped {
    JobIndex job;
    JobStatus status;
    std::string reason;
  };
  // Finds the class of jobs that want these labels.
  using ClassOf = std::function<LabelClassId(const std::vector<std::string>&)>;
  // Whether an agent could take a job of this class: now, or (`is_served`) now
  // or later.
  using HasAgent = std::function<bool(LabelClassId)>;

  // The run's time counts from `started`.
  RunState(std::shared_ptr<const Plan> plan, Instant started,
           const ClassOf& class_of);
  RunState(const RunState&) = delete;
  RunState& operator=(const RunState&) = delete;

  // Puts the run back to where its recorded changes had brought it. Once,
  // before anything else. `times` tells for each how long after the run's start
  // it was recorded; empty where none of its jobs has been leased.
  void restore(const std::vector<ScheduleChange>& changes,
               const std::vector<Milliseconds>& times = {});

  const Plan& plan() const { return *plan_; }
  const JobState& job(JobIndex index) const { return jobs_[index.value]; }
  LabelClassId label_class(JobIndex index) const {
    return ready_[jobs_[index.value].ready_class].label_class;
  }
  // All that it asked class_of for.
  std::vector<LabelClassId> label_classes() const;
  std::optional<Instant> deadline() const { return deadline_; }
  std::uint32_t open_jobs() const { return open_jobs_; }
  bool has_ended() const { return open_jobs_ == 0; }
  // Its status once it has ended.
  RunStatus status() const;
  // The success criterion that decided it, in words; "" without criteria.
  std::string reason() const;

  // The job to start next, if any may start now.
  std::optional<JobIndex> next(const HasAgent& has_agent,
                               const HasAgent& is_served) const;
  void lease(JobIndex index, AttemptId attempt, AgentId agent, Instant now);
  void started(JobIndex index);
  // Its agent is gone, or never got it (`counts` is false then): ready again,
  // or `lost` after k_max_losses.
  JobStatus agent_lost(JobIndex index, bool counts,
                       std::vector<Dropped>& dropped);
  // An attempt has failed, and its step asks for another try: the job waits
  // for it, for so long. Nothing where this was the last.
  std::optional<Duration> try_again(JobIndex index, JobStatus status,
                                    Instant now);
  // Jobs whose next try is due may start.
  void wake(Instant now);
  // A final status; `dropped` gets what will never run because of it.
  void ended(JobIndex index, JobStatus status, std::vector<Dropped>& dropped);

  // Nothing more of the run starts. False when that was so already.
  bool stop(StopCause cause, std::vector<Dropped>& dropped);
  bool is_stopped() const { return cancelled_ || timed_out_; }
  // What an active job was told because of that, or of the failure of another,
  // if anything: to be told again to an agent that comes back.
  std::optional<CancelReason> cancels(JobIndex index) const;
  // Active jobs that a failure in their matrix, or in a fail-fast run, cancels,
  // or that a nested playbook has no more time for; to be told once.
  std::vector<JobIndex> take_cancels() { return std::exchange(to_cancel_, {}); }
  // Jobs that their plan skips end as soon as they could start. After the run
  // was made or restored; later it happens by itself.
  void skip_ready(std::vector<Dropped>& dropped);

  // When wake(), give_up_waiting() or end_overdue() has something to do, if
  // ever.
  std::optional<Instant> next_timer() const;

  // Nested playbooks whose time is over: what waits in them has timed out, and
  // so will what is active.
  void end_overdue(Instant now, std::vector<Dropped>& dropped);

  // --- waiting for agents, where the plan bounds it ---
  // Notes since when jobs of a class that could run have no agent that could
  // take them, now or later; nothing where there is no bound.
  void watch_service(Instant now, const HasAgent& is_served);
  // Jobs that have waited for an agent for too long fail.
  void give_up_waiting(Instant now, std::vector<Dropped>& dropped);

  // Jobs that are leased or running, ascending.
  std::vector<JobIndex> active() const;

  // Why a job that waits does not run, as far as the run itself knows: its
  // needs, the run's limits. "" when it only lacks an agent.
  std::string why_waiting(JobIndex index, const HasAgent& is_served) const;
  // While it is so, jobs that need secrets do not start.
  void set_lacks_secrets(bool lacks) { lacks_secrets_ = lacks; }
  bool lacks_secrets() const { return lacks_secrets_; }

  // Its place among the run's jobs that are ready, from 1.
  std::size_t place_in_line(JobIndex index) const;

  void check_invariants() const;

 private:
  // Turns of jobs: the order of starting. May hold jobs that were dropped;
  // next() passes over them.
  using Queue = std::priority_queue<std::uint32_t, std::vector<std::uint32_t>,
                                    std::greater<>>;
  struct ReadyClass {
    LabelClassId label_class;
    bool needs_secrets;
    mutable Queue jobs;
    std::optional<Instant> unserved_since;
  };

  Verdict verdict() const;
  void connect_dependents();
  void make_ready(JobIndex index);
  void make_all_ready(std::vector<JobIndex> jobs);
  void line_up(JobIndex index);
  void stand_again(JobIndex index);
  void line_up_all(const std::vector<JobIndex>& jobs);
  std::vector<std::uint32_t> note_failed_lanes(JobIndex failed);
  void fail_lanes(JobIndex failed, std::vector<Dropped>& dropped);
  bool in_failed_lane(JobIndex index) const;
  bool shares_cell(std::uint32_t lane, JobIndex a, JobIndex b) const;
  void cancel_rest();
  void restore_counts(const std::set<std::uint32_t>& begun_cells,
                      const std::map<JobIndex, Instant>& next_tries);
  std::optional<JobIndex> first_of(const ReadyClass& ready) const;
  std::optional<JobIndex> holder(const HasAgent& is_served) const;
  bool is_satisfied_by(JobIndex index, JobStatus status) const;
  void count_end(JobIndex index, JobStatus status);
  void take_effect(JobIndex index, std::vector<Dropped>& dropped);
  bool settle(JobIndex index, std::vector<Dropped>& dropped);
  void release_dependents(JobIndex index);
  void skip_dependents(JobIndex index, std::vector<Dropped>& dropped);
  void note_end(JobIndex index);
  bool waits_for_ends(JobIndex index) const;
  void drop(JobIndex index, JobStatus status, std::string reason,
            std::vector<Dropped>& dropped);
  void drop_waiting(JobStatus status, const std::string& reason,
                    const std::function<bool(JobIndex)>& which,
                    std::vector<Dropped>& dropped);
  void stop_playbooks(JobIndex failed, std::vector<Dropped>& dropped);
  void stop_playbooks(JobIndex failed, std::uint32_t stopping,
                      std::optional<std::uint32_t> spared,
                      std::vector<Dropped>& dropped);
  void begin_playbooks(JobIndex leased, Instant now);
  bool is_overdue(JobIndex index) const;
  // Whether a need is no reason for the job to wait any more.
  bool lets_start(JobIndex index, JobIndex need) const;
  void leave_active(JobIndex index);
  bool is_full() const;
  // When the job that was recorded as failed, to be tried again, may start.
  std::optional<Instant> next_try(const JobChanged& change,
                                  Instant recorded) const;

  // The time of a nested playbook that has a timeout.
  struct NestedTime {
    bool began = false;
    bool is_over = false;
  };

  std::shared_ptr<const Plan> plan_;
  Instant started_;
  JobTurns turns_;
  std::vector<JobState> jobs_;
  // Dependents of job i: targets_[offsets_[i]] … targets_[offsets_[i + 1]).
  std::vector<std::uint32_t> offsets_;
  std::vector<JobIndex> targets_;
  // One for each set of labels in the plan, with and without secrets.
  std::vector<ReadyClass> ready_;
  bool lacks_secrets_ = false;
  std::uint32_t open_jobs_ = 0;
  std::uint32_t active_jobs_ = 0;
  bool has_exclusive_ = false;  // a job that wants nothing beside it
  bool exclusive_active_ = false;
  std::optional<Instant> deadline_;
  bool cancelled_ = false;
  bool timed_out_ = false;
  std::uint32_t tolerated_failures_ = 0;
  std::uint32_t failures_ = 0;  // untolerated, timeouts too
  std::uint32_t timeouts_ = 0;  // untolerated
  Lanes lanes_;
  std::vector<NestedTime> nested_;  // of each in the plan
  std::set<std::pair<Instant, std::uint32_t>> nested_deadlines_;  // ahead
  // Those that are fail-fast, with the first that failed in each.
  std::map<std::uint32_t, JobIndex> failed_lanes_;
  std::vector<JobIndex> to_cancel_;
  std::vector<JobIndex> to_skip_;
  std::set<std::pair<Instant, JobIndex>> delayed_;  // next tries
};

}  // namespace aitherzero
