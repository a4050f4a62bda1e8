// Inside the schedule room: what a Schedule holds, and its parts. schedule.cpp
// has the door and the agents, schedule_runs.cpp the runs,
// schedule_attempts.cpp leases and results.
#pragma once

#include <map>
#include <set>
#include <unordered_map>

#include "controller/schedule/run_state.hpp"
#include "controller/schedule/schedule.hpp"
#include "controller/schedule/turns.hpp"

namespace aitherzero {

class Schedule::Impl {
 public:
  explicit Impl(PlantedBugs bugs) : bugs_(bugs) {}

  ScheduleActions step(const ScheduleEvent& event, Instant now);
  void restore(RunId id, const std::shared_ptr<const Plan>& plan,
               const std::string& submitter, Instant started,
               const std::vector<ScheduleChange>& changes,
               const std::vector<Milliseconds>& times);
  void reserve_attempts(AttemptId last) {
    last_attempt_ = std::max(last_attempt_, last.value);
  }
  AttemptId last_attempt() const { return {last_attempt_}; }

  std::optional<Instant> next_deadline() const;
  std::vector<AgentId> expected_agents() const {
    std::vector<AgentId> expected;
    for (const auto& [id, agent] : pool_.agents()) {
      if (!agent.present) expected.push_back(id);
    }
    return expected;
  }
  const AgentPool& agents() const { return pool_; }
  std::size_t open_jobs() const {
    std::size_t open = 0;
    for (const auto& [id, run] : runs_) open += run.open_jobs();
    return open;
  }
  const RunState* run(RunId id) const {
    const auto found = runs_.find(id);
    return found == runs_.end() ? nullptr : &found->second;
  }

  bool holds_lease(AgentId agent, AttemptId attempt) const {
    return current(agent, attempt) != nullptr;
  }

  std::string explain(RunId id, JobIndex job) const;
  void check_invariants() const;

 private:
  struct Lease {
    AgentId agent;
    RunId run;
    JobIndex job;
  };

  // --- agents ---
  void on(const AgentJoined& e);
  void on(const AgentAway& e) { pool_.away(e.agent); }
  void on(const AgentLeft& e);
  void on(const AgentDrained& e) { pool_.drain(e.agent, e.draining); }
  std::vector<AttemptId> attempts_of(AgentId agent) const;
  void cancel_again(AttemptId attempt);

  // --- runs ---
  void on(const RunSubmitted& e);
  void on(const SecretsChanged& e);
  RunState& add_run(RunId id, const std::shared_ptr<const Plan>& plan,
                    const std::string& submitter, Instant started);
  void update_deadline(RunId id, const RunState& run);
  void on(const RunCancelRequested& e);
  void on(const DeadlineReached&);
  void watch_service();
  void stop(RunId id, RunState& run, StopCause cause, CancelMode mode);
  void finish_if_ended(RunId id);

  // --- attempts ---
  void on(const AttemptStartedOn& e);
  void on(const AttemptEndedOn& e);
  void record(const Lease& lease, const AttemptEndedOn& e);
  void add_retry(JobChanged change, Duration delay);
  // What runs and need not go on, though the run does.
  void cancel_others(RunState& run);
  // The lease that this attempt still holds (rule D2), or nullptr.
  const Lease* current(AgentId agent, AttemptId attempt) const;
  // PlantedBugs::no_fencing: whoever has the job now, this result counts.
  const Lease* take_over(AttemptId attempt) const;
  // `why`: what its agent says of it, if anything.
  void lose(AttemptId attempt, bool counts, const std::string& why = {});
  void add(RunId run, std::vector<RunState::Dropped>& dropped);
  void cancel_active(RunId run, CancelReason reason, CancelMode mode);
  void lease_ready_jobs();
  bool lease_from(RunId id);

  PlantedBugs bugs_;
  Instant now_;
  ScheduleActions actions_;
  AgentPool pool_;
  std::map<RunId, RunState> runs_;
  Turns turns_;
  std::set<std::pair<Instant, RunId>> deadlines_;
  // Runs with jobs whose time comes: that wait for agents or for their next
  // try, or that a nested playbook bounds.
  std::set<RunId> timed_;
  std::unordered_map<AttemptId, Lease> attempts_;
  std::unordered_map<AttemptId, Lease> given_up_;  // for no_fencing only
  std::uint64_t last_attempt_ = 0;
};

}  // namespace aitherzero
