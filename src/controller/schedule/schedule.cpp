#include "controller/schedule/schedule.hpp"

#include <algorithm>
#include <map>

#include "controller/schedule/run_state.hpp"
#include "shared/base/assert.hpp"

namespace aitherzero {
namespace {

JobStatus status_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::succeeded:
      return JobStatus::succeeded;
    case Outcome::failed:
      return JobStatus::failed;
    case Outcome::timed_out:
      return JobStatus::timed_out;
    case Outcome::cancelled:
      return JobStatus::cancelled;
  }
  AZ_ASSERT(false);
}

}  // namespace

class Schedule::Impl {
 public:
  ScheduleActions step(const ScheduleEvent& event, Instant now) {
    now_ = now;
    actions_ = {};
    std::visit([&](const auto& e) { on(e); }, event);
    lease_ready_jobs();
    return std::move(actions_);
  }

  std::optional<Instant> next_deadline() const {
    std::optional<Instant> next;
    for (const auto& [id, run] : runs_) {
      const auto deadline = run.deadline();
      if (deadline && (!next || *deadline < *next)) next = deadline;
    }
    return next;
  }

  void check_invariants() const {
    std::size_t active = 0;
    for (const auto& [id, run] : runs_) {
      run.check_invariants();
      AZ_ASSERT(!run.has_ended());
      active += run.active().size();
    }
    AZ_ASSERT(active == attempts_.size());
    std::map<AgentId, std::uint32_t> used;
    for (const auto& [attempt, lease] : attempts_) {
      const auto& job = runs_.at(lease.run).job(lease.job);
      AZ_ASSERT(job.attempt == attempt && job.agent == lease.agent);
      ++used[lease.agent];
    }
    for (const auto& [id, agent] : agents_) {
      AZ_ASSERT(used[id] + agent.free_slots == agent.slots);
    }
  }

 private:
  struct Agent {
    std::uint32_t slots = 0;
    std::uint32_t free_slots = 0;
  };
  struct Lease {
    AgentId agent;
    RunId run;
    JobIndex job;
  };

  void on(const AgentJoined& e) {
    AZ_ASSERT(!agents_.contains(e.agent));
    agents_[e.agent] = {e.slots, e.slots};
  }

  void on(const AgentLeft& e) {
    agents_.erase(e.agent);
    std::vector<AttemptId> gone;
    for (const auto& [attempt, lease] : attempts_) {
      if (lease.agent == e.agent) gone.push_back(attempt);
    }
    for (const AttemptId attempt : gone) lose(attempt);
  }

  void on(const RunSubmitted& e) {
    const auto [entry, added] =
        runs_.try_emplace(e.run, RunState(e.plan, now_));
    AZ_ASSERT(added);
    finish_if_ended(e.run);
  }

  void on(const AttemptStartedOn& e) {
    const Lease* lease = current(e.agent, e.attempt);
    if (lease == nullptr) return;
    RunState& run = runs_.at(lease->run);
    if (run.job(lease->job).status != JobStatus::leased) return;
    run.started(lease->job);
    JobChanged change{lease->run, lease->job, JobStatus::running};
    change.attempt = e.attempt;
    change.agent = e.agent;
    change.slot = e.slot;
    actions_.changes.push_back(std::move(change));
  }

  void on(const AttemptEndedOn& e) {
    // Also for a result that does not count: its agent may forget it.
    actions_.to_send.push_back(SendAcknowledge{e.agent, e.attempt});
    const Lease* found = current(e.agent, e.attempt);
    if (found == nullptr) {
      actions_.changes.push_back(ResultRefused{e.agent, e.attempt});
      return;
    }
    const Lease lease = *found;
    attempts_.erase(e.attempt);
    ++agents_.at(e.agent).free_slots;
    const JobStatus status = status_of(e.result.outcome);
    JobChanged change{lease.run, lease.job, status};
    change.attempt = e.attempt;
    change.agent = e.agent;
    change.result = e.result;
    actions_.changes.push_back(std::move(change));
    RunState& run = runs_.at(lease.run);
    std::vector<RunState::Dropped> dropped;
    run.ended(lease.job, status, dropped);
    add(lease.run, dropped);
    const bool failed = status != JobStatus::succeeded &&
                        !run.plan().jobs[lease.job.value].tolerated;
    if (failed && run.plan().fail_fast) {
      cancel_active(lease.run, CancelReason::cancelled, CancelMode::graceful);
    }
    finish_if_ended(lease.run);
  }

  void on(const RunCancelRequested& e) {
    const auto run = runs_.find(e.run);
    if (run == runs_.end()) return;
    std::vector<RunState::Dropped> dropped;
    run->second.cancel_waiting(dropped);
    add(e.run, dropped);
    cancel_active(e.run, CancelReason::cancelled, e.mode);
    finish_if_ended(e.run);
  }

  void on(const DeadlineReached&) {
    std::vector<RunId> late;
    for (const auto& [id, run] : runs_) {
      if (run.deadline() && *run.deadline() <= now_) late.push_back(id);
    }
    for (const RunId id : late) {
      std::vector<RunState::Dropped> dropped;
      runs_.at(id).run_out_of_time(dropped);
      add(id, dropped);
      cancel_active(id, CancelReason::run_timeout, CancelMode::graceful);
      finish_if_ended(id);
    }
  }

  // The lease that this attempt still holds (rule D2), or nullptr.
  const Lease* current(AgentId agent, AttemptId attempt) const {
    const auto lease = attempts_.find(attempt);
    if (lease == attempts_.end() || lease->second.agent != agent) {
      return nullptr;
    }
    return &lease->second;
  }

  void lose(AttemptId attempt) {
    const Lease lease = attempts_.at(attempt);
    attempts_.erase(attempt);
    std::vector<RunState::Dropped> dropped;
    const JobStatus status = runs_.at(lease.run).agent_lost(lease.job, dropped);
    JobChanged change{lease.run, lease.job, status};
    change.attempt = attempt;
    change.agent = lease.agent;
    change.reason = "its agent was lost";
    actions_.changes.push_back(std::move(change));
    add(lease.run, dropped);
    finish_if_ended(lease.run);
  }

  void add(RunId run, std::vector<RunState::Dropped>& dropped) {
    std::sort(dropped.begin(), dropped.end(),
              [](const auto& a, const auto& b) { return a.job < b.job; });
    for (RunState::Dropped& job : dropped) {
      JobChanged change{run, job.job, job.status};
      change.reason = std::move(job.reason);
      actions_.changes.push_back(std::move(change));
    }
  }

  void cancel_active(RunId run, CancelReason reason, CancelMode mode) {
    for (const JobIndex job : runs_.at(run).active()) {
      const RunState::JobState& state = runs_.at(run).job(job);
      actions_.to_send.push_back(
          SendCancel{state.agent, {state.attempt, reason, mode}});
    }
  }

  void finish_if_ended(RunId id) {
    const auto run = runs_.find(id);
    if (run == runs_.end() || !run->second.has_ended()) return;
    actions_.changes.push_back(RunEnded{id, run->second.status()});
    runs_.erase(run);
  }

  // The agent with the most free slots, the oldest among equals.
  Agent* freest_agent(AgentId& id) {
    Agent* best = nullptr;
    for (auto& [candidate, agent] : agents_) {
      if (agent.free_slots == 0) continue;
      if (best != nullptr && agent.free_slots <= best->free_slots) continue;
      best = &agent;
      id = candidate;
    }
    return best;
  }

  // Runs take turns, one job each, so that a large run cannot starve a small
  // one.
  void lease_ready_jobs() {
    bool leased = true;
    while (leased) {
      leased = false;
      for (auto& [id, run] : runs_) {
        const auto job = run.next();
        if (!job) continue;
        AgentId agent_id;
        Agent* agent = freest_agent(agent_id);
        if (agent == nullptr) return;
        lease(id, run, *job, agent_id, *agent);
        leased = true;
      }
    }
  }

  void lease(RunId id, RunState& run, JobIndex job, AgentId agent_id,
             Agent& agent) {
    const AttemptId attempt{++last_attempt_};
    --agent.free_slots;
    run.lease(job, attempt, agent_id);
    attempts_[attempt] = {agent_id, id, job};
    JobChanged change{id, job, JobStatus::leased};
    change.attempt = attempt;
    change.agent = agent_id;
    actions_.changes.push_back(std::move(change));
    actions_.to_send.push_back(LeaseJob{agent_id, attempt, id, job});
  }

  Instant now_;
  ScheduleActions actions_;
  // Ordered, so that equal histories give equal actions.
  std::map<AgentId, Agent> agents_;
  std::map<RunId, RunState> runs_;
  std::map<AttemptId, Lease> attempts_;
  std::uint64_t last_attempt_ = 0;
};

Schedule::Schedule() : impl_(std::make_unique<Impl>()) {}
Schedule::~Schedule() = default;

ScheduleActions Schedule::step(const ScheduleEvent& event, Instant now) {
  return impl_->step(event, now);
}

std::optional<Instant> Schedule::next_deadline() const {
  return impl_->next_deadline();
}

void Schedule::check_invariants() const { impl_->check_invariants(); }

}  // namespace aitherzero
