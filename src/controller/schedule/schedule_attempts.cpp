// The attempts of a schedule: leases, results, and what was lost.
#include <fmt/format.h>

#include <algorithm>

#include "controller/schedule/schedule_impl.hpp"

namespace aitherzero {

void Schedule::Impl::on(const AttemptStartedOn& e) {
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

void Schedule::Impl::on(const AttemptEndedOn& e) {
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
    return lose(e.attempt, true, e.result.error ? e.result.error->message : "");
  }
  const Lease lease = *found;
  const AttemptId attempt = runs_.at(lease.run).job(lease.job).attempt;
  attempts_.erase(attempt);
  pool_.give_slot(lease.agent);
  record(lease, e);
}

void Schedule::Impl::record(const Lease& lease, const AttemptEndedOn& e) {
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

void Schedule::Impl::add_retry(JobChanged change, Duration delay) {
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

void Schedule::Impl::cancel_others(RunState& run) {
  for (const JobIndex job : run.take_cancels()) {
    const RunState::JobState& state = run.job(job);
    actions_.to_send.push_back(SendCancel{
        state.agent,
        {state.attempt, run.cancels(job).value(), CancelMode::graceful}});
  }
}

const Schedule::Impl::Lease* Schedule::Impl::current(AgentId agent,
                                                     AttemptId attempt) const {
  const auto lease = attempts_.find(attempt);
  if (lease == attempts_.end() || lease->second.agent != agent) {
    return nullptr;
  }
  return &lease->second;
}

const Schedule::Impl::Lease* Schedule::Impl::take_over(
    AttemptId attempt) const {
  const auto old = given_up_.find(attempt);
  if (old == given_up_.end()) return nullptr;
  const auto run = runs_.find(old->second.run);
  if (run == runs_.end()) return nullptr;
  const auto now = attempts_.find(run->second.job(old->second.job).attempt);
  return now == attempts_.end() ? nullptr : &now->second;
}

void Schedule::Impl::lose(AttemptId attempt, bool counts,
                          const std::string& why) {
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
  change.reason = counts ? "its agent was lost" : "it never reached its agent";
  if (!why.empty()) change.reason = why;
  actions_.changes.push_back(std::move(change));
  add(lease.run, dropped);
  cancel_others(run);
  finish_if_ended(lease.run);
}

void Schedule::Impl::add(RunId run, std::vector<RunState::Dropped>& dropped) {
  std::sort(dropped.begin(), dropped.end(),
            [](const auto& a, const auto& b) { return a.job < b.job; });
  for (RunState::Dropped& job : dropped) {
    JobChanged change{run, job.job, job.status};
    change.reason = std::move(job.reason);
    actions_.changes.push_back(std::move(change));
  }
}

void Schedule::Impl::cancel_active(RunId run, CancelReason reason,
                                   CancelMode mode) {
  for (const JobIndex job : runs_.at(run).active()) {
    const RunState::JobState& state = runs_.at(run).job(job);
    actions_.to_send.push_back(
        SendCancel{state.agent, {state.attempt, reason, mode}});
  }
}

void Schedule::Impl::lease_ready_jobs() {
  while (pool_.has_free_slot() &&
         turns_.take([this](RunId run) { return lease_from(run); })) {
  }
}

bool Schedule::Impl::lease_from(RunId id) {
  RunState& run = runs_.at(id);
  const auto job = run.next(
      [this](LabelClassId wanted) { return pool_.freest(wanted).has_value(); },
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

}  // namespace aitherzero
