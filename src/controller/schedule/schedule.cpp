#include "controller/schedule/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "controller/schedule/run_state.hpp"
#include "controller/schedule/turns.hpp"
#include "shared/base/assert.hpp"

namespace aitherzero {
class Schedule::Impl {
 public:
  explicit Impl(PlantedBugs bugs) : bugs_(bugs) {}

  ScheduleActions step(const ScheduleEvent& event, Instant now) {
    now_ = now;
    actions_ = {};
    std::visit([&](const auto& e) { on(e); }, event);
    lease_ready_jobs();
    watch_service();
    return std::move(actions_);
  }

  void restore(RunId id, std::shared_ptr<const Plan> plan,
               const std::string& submitter, Instant started,
               const std::vector<ScheduleChange>& changes,
               const std::vector<Milliseconds>& times) {
    RunState& run = add_run(id, std::move(plan), submitter, started);
    run.restore(changes, times);
    update_deadline(id, run);
    for (const JobIndex job : run.active()) {
      const RunState::JobState& state = run.job(job);
      pool_.expect(state.agent);
      pool_.take_slot(state.agent);
      attempts_[state.attempt] = {state.agent, id, job};
      reserve_attempts(state.attempt);
    }
  }

  void reserve_attempts(AttemptId last) {
    last_attempt_ = std::max(last_attempt_, last.value);
  }
  AttemptId last_attempt() const { return {last_attempt_}; }

  std::optional<Instant> next_deadline() const {
    std::optional<Instant> next;
    if (!deadlines_.empty()) next = deadlines_.begin()->first;
    for (const RunId id : timed_) {
      const auto deadline = runs_.at(id).next_timer();
      if (deadline && (!next || *deadline < *next)) next = deadline;
    }
    return next;
  }

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

  std::string explain(RunId id, JobIndex job) const {
    const RunState* state = run(id);
    if (state == nullptr) return "its run has ended";
    const JobStatus status = state->job(job).status;
    if (status != JobStatus::pending && status != JobStatus::ready) {
      return std::string(to_string(status));
    }
    const auto is_served = [this](LabelClassId label_class) {
      return pool_.is_served(label_class);
    };
    if (std::string why = state->why_waiting(job, is_served); !why.empty()) {
      return why;
    }
    const std::string why = pool_.why_none(state->label_class(job));
    if (why.empty()) return "it is about to start";
    return fmt::format("{}; number {} in its run's line", why,
                       state->place_in_line(job));
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
    for (const auto& [id, agent] : pool_.agents()) {
      AZ_ASSERT(used[id] == agent.used);
      used.erase(id);
    }
    AZ_ASSERT(used.empty());
  }

 private:
  struct Lease {
    AgentId agent;
    RunId run;
    JobIndex job;
  };

  // --- agents ---

  void on(const AgentJoined& e) {
    pool_.join(e.agent, e.slots, e.labels);
    pool_.drain(e.agent, e.draining);
    const std::set<AttemptId> held(e.held.begin(), e.held.end());
    for (const AttemptId attempt : attempts_of(e.agent)) {
      if (!held.contains(attempt)) {
        // What never reached it is no loss of an agent.
        const Lease& lease = attempts_.at(attempt);
        lose(attempt,
             runs_.at(lease.run).job(lease.job).status == JobStatus::running);
      } else if (!bugs_.lost_cancel) {
        cancel_again(attempt);
      }
    }
    for (const AttemptId attempt : held) {
      if (current(e.agent, attempt) == nullptr) {
        actions_.to_send.push_back(SendForget{e.agent, attempt});
      }
    }
  }

  void on(const AgentAway& e) { pool_.away(e.agent); }

  void on(const AgentLeft& e) {
    if (!pool_.contains(e.agent)) return;
    const std::vector<AttemptId> gone = attempts_of(e.agent);
    for (const AttemptId attempt : gone) lose(attempt, true);
    pool_.leave(e.agent);
  }

  void on(const AgentDrained& e) { pool_.drain(e.agent, e.draining); }

  // Ascending, so that equal histories give equal actions.
  std::vector<AttemptId> attempts_of(AgentId agent) const {
    std::vector<AttemptId> found;
    for (const auto& [attempt, lease] : attempts_) {
      if (lease.agent == agent) found.push_back(attempt);
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  // A cancel that was sent to an earlier session may be lost.
  void cancel_again(AttemptId attempt) {
    const Lease& lease = attempts_.at(attempt);
    const auto reason = runs_.at(lease.run).cancels(lease.job);
    if (!reason) return;
    actions_.to_send.push_back(
        SendCancel{lease.agent, {attempt, *reason, CancelMode::graceful}});
  }

  // --- runs ---

  void on(const RunSubmitted& e) {
    RunState& run = add_run(e.run, e.plan, e.submitter, now_);
    for (JobChanged change : e.done) {
      change.run = e.run;
      actions_.changes.push_back(std::move(change));
    }
    if (!e.done.empty()) run.restore(actions_.changes);
    run.set_lacks_secrets(e.lacks_secrets);
    update_deadline(e.run, run);
    std::vector<RunState::Dropped> dropped;
    run.skip_ready(dropped);
    add(e.run, dropped);
    finish_if_ended(e.run);
  }

  void on(const SecretsChanged& e) {
    const auto run = runs_.find(e.run);
    if (run != runs_.end()) run->second.set_lacks_secrets(e.lacking);
  }

  RunState& add_run(RunId id, std::shared_ptr<const Plan> plan,
                    const std::string& submitter, Instant started) {
    const auto [entry, added] = runs_.try_emplace(
        id, std::move(plan), started,
        [this](const auto& labels) { return pool_.class_of(labels); });
    AZ_ASSERT(added);
    turns_.add(id, submitter);
    const Plan& known = entry->second.plan();
    if (known.wait_agents_seconds ||
        std::ranges::any_of(
            known.steps,
            [](const PlannedStep& step) { return step.retries > 0; }) ||
        std::ranges::any_of(known.nested, [](const NestedPlaybook& nested) {
          return nested.timeout_seconds.has_value();
        })) {
      timed_.insert(id);
    }
    return entry->second;
  }

  void update_deadline(RunId id, const RunState& run) {
    std::erase_if(deadlines_,
                  [&](const auto& entry) { return entry.second == id; });
    if (run.deadline()) deadlines_.insert({*run.deadline(), id});
  }

  void on(const RunCancelRequested& e) {
    const auto run = runs_.find(e.run);
    if (run == runs_.end()) return;
    stop(e.run, run->second, StopCause::cancelled, e.mode);
  }

  void on(const DeadlineReached&) {
    while (!deadlines_.empty() && deadlines_.begin()->first <= now_) {
      const RunId id = deadlines_.begin()->second;
      deadlines_.erase(deadlines_.begin());
      stop(id, runs_.at(id), StopCause::timed_out, CancelMode::graceful);
    }
    // A copy, since a run that ends is taken out.
    for (const RunId id : std::set(timed_)) {
      RunState& run = runs_.at(id);
      std::vector<RunState::Dropped> dropped;
      run.wake(now_);
      run.give_up_waiting(now_, dropped);
      run.end_overdue(now_, dropped);
      add(id, dropped);
      cancel_others(run);
      finish_if_ended(id);
    }
  }

  void watch_service() {
    for (const RunId id : timed_) {
      runs_.at(id).watch_service(now_, [this](LabelClassId label_class) {
        return pool_.is_served(label_class);
      });
    }
  }

  void stop(RunId id, RunState& run, StopCause cause, CancelMode mode) {
    std::vector<RunState::Dropped> dropped;
    if (run.stop(cause, dropped)) {
      actions_.changes.push_back(RunStopped{id, cause});
    }
    add(id, dropped);
    cancel_active(id,
                  cause == StopCause::cancelled ? CancelReason::cancelled
                                                : CancelReason::run_timeout,
                  mode);
    finish_if_ended(id);
  }

  void finish_if_ended(RunId id) {
    const auto run = runs_.find(id);
    if (run == runs_.end() || !run->second.has_ended()) return;
    actions_.changes.push_back(
        RunEnded{id, run->second.status(), run->second.reason()});
    if (run->second.deadline()) deadlines_.erase({*run->second.deadline(), id});
    turns_.remove(id);
    timed_.erase(id);
    runs_.erase(run);
    if (runs_.empty()) pool_.forget_classes();
  }

  // --- attempts ---

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
    if (found == nullptr && bugs_.no_fencing &&
        e.result.outcome != Outcome::lost) {
      found = take_over(e.attempt);
    }
    if (found == nullptr) {
      actions_.changes.push_back(ResultRefused{e.agent, e.attempt});
      return;
    }
    if (e.result.outcome == Outcome::lost) {
      return lose(e.attempt, true,
                  e.result.error ? e.result.error->message : "");
    }
    const Lease lease = *found;
    const AttemptId attempt = runs_.at(lease.run).job(lease.job).attempt;
    attempts_.erase(attempt);
    pool_.give_slot(lease.agent);
    record(lease, e);
  }

  void record(const Lease& lease, const AttemptEndedOn& e) {
    const JobStatus status = status_of(e.result.outcome);
    JobChanged change{lease.run, lease.job, status};
    change.attempt = e.attempt;
    change.agent = e.agent;
    change.result = e.result;
    if (status == JobStatus::skipped) change.reason = e.result.note;
    RunState& run = runs_.at(lease.run);
    if (const auto delay = run.try_again(lease.job, status, now_)) {
      return add_retry(std::move(change), *delay);
    }
    actions_.changes.push_back(std::move(change));
    std::vector<RunState::Dropped> dropped;
    run.ended(lease.job, status, dropped);
    add(lease.run, dropped);
    cancel_others(run);
    finish_if_ended(lease.run);
  }

  void add_retry(JobChanged change, Duration delay) {
    const RunState& run = runs_.at(change.run);
    const RunState::JobState& job = run.job(change.job);
    change.reason = fmt::format(
        "{}; try {} of {} follows",
        change.status == JobStatus::timed_out ? "timed out" : "failed",
        job.failures + 1, run.plan().step(change.job).retries + 1);
    if (delay > Duration{}) {
      change.reason += fmt::format(" in {:.1f} s", to_seconds(delay));
    }
    change.status = job.status;
    change.losses = job.losses;
    change.failures = job.failures;
    actions_.changes.push_back(std::move(change));
  }

  // What runs and need not go on, though the run does.
  void cancel_others(RunState& run) {
    for (const JobIndex job : run.take_cancels()) {
      const RunState::JobState& state = run.job(job);
      actions_.to_send.push_back(SendCancel{
          state.agent,
          {state.attempt, run.cancels(job).value(), CancelMode::graceful}});
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

  // PlantedBugs::no_fencing: whoever has the job now, this result counts.
  const Lease* take_over(AttemptId attempt) const {
    const auto old = given_up_.find(attempt);
    if (old == given_up_.end()) return nullptr;
    const auto run = runs_.find(old->second.run);
    if (run == runs_.end()) return nullptr;
    const auto now = attempts_.find(run->second.job(old->second.job).attempt);
    return now == attempts_.end() ? nullptr : &now->second;
  }

  // `why`: what its agent says of it, if anything.
  void lose(AttemptId attempt, bool counts, const std::string& why = {}) {
    const Lease lease = attempts_.at(attempt);
    attempts_.erase(attempt);
    pool_.give_slot(lease.agent);
    if (bugs_.no_fencing) given_up_[attempt] = lease;
    RunState& run = runs_.at(lease.run);
    std::vector<RunState::Dropped> dropped;
    const JobStatus status = run.agent_lost(lease.job, counts, dropped);
    JobChanged change{lease.run, lease.job, status};
    change.attempt = attempt;
    change.agent = lease.agent;
    change.losses = run.job(lease.job).losses;
    change.failures = run.job(lease.job).failures;
    change.reason =
        counts ? "its agent was lost" : "it never reached its agent";
    if (!why.empty()) change.reason = why;
    actions_.changes.push_back(std::move(change));
    add(lease.run, dropped);
    cancel_others(run);
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

  void lease_ready_jobs() {
    while (pool_.has_free_slot() &&
           turns_.take([this](RunId run) { return lease_from(run); })) {
    }
  }

  bool lease_from(RunId id) {
    RunState& run = runs_.at(id);
    const auto job = run.next(
        [this](LabelClassId wanted) {
          return pool_.freest(wanted).has_value();
        },
        [this](LabelClassId wanted) { return pool_.is_served(wanted); });
    if (!job) return false;
    const AgentId agent = pool_.freest(run.label_class(*job)).value();
    const AttemptId attempt{++last_attempt_};
    pool_.take_slot(agent);
    run.lease(*job, attempt, agent, now_);
    attempts_[attempt] = {agent, id, *job};
    JobChanged change{id, *job, JobStatus::leased};
    change.attempt = attempt;
    change.agent = agent;
    actions_.changes.push_back(std::move(change));
    actions_.to_send.push_back(LeaseJob{agent, attempt, id, *job});
    return true;
  }

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

Schedule::Schedule(PlantedBugs bugs) : impl_(std::make_unique<Impl>(bugs)) {}
Schedule::~Schedule() = default;

ScheduleActions Schedule::step(const ScheduleEvent& event, Instant now) {
  return impl_->step(event, now);
}

void Schedule::restore(RunId run, std::shared_ptr<const Plan> plan,
                       const std::string& submitter, Instant started,
                       const std::vector<ScheduleChange>& changes,
                       const std::vector<Milliseconds>& times) {
  impl_->restore(run, std::move(plan), submitter, started, changes, times);
}

void Schedule::reserve_attempts(AttemptId last) {
  impl_->reserve_attempts(last);
}

AttemptId Schedule::last_attempt() const { return impl_->last_attempt(); }

std::optional<Instant> Schedule::next_deadline() const {
  return impl_->next_deadline();
}

std::vector<AgentId> Schedule::expected_agents() const {
  return impl_->expected_agents();
}

const AgentPool& Schedule::agents() const { return impl_->agents(); }

std::size_t Schedule::open_jobs() const { return impl_->open_jobs(); }

bool Schedule::holds_lease(AgentId agent, AttemptId attempt) const {
  return impl_->holds_lease(agent, attempt);
}

const RunState* Schedule::run(RunId run) const { return impl_->run(run); }

std::string Schedule::explain(RunId run, JobIndex job) const {
  return impl_->explain(run, job);
}

void Schedule::check_invariants() const { impl_->check_invariants(); }

}  // namespace aitherzero
