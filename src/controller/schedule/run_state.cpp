#include "controller/schedule/run_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "controller/schedule/schedule.hpp"
#include "shared/base/assert.hpp"
#include "shared/base/text.hpp"

namespace aitherzero {
RunState::RunState(std::shared_ptr<const Plan> plan, Instant started,
                   const ClassOf& class_of)
    : plan_(std::move(plan)),
      started_(started),
      turns_(*plan_),
      jobs_(plan_->jobs.size()),
      lanes_(*plan_, turns_),
      nested_(plan_->nested.size()) {
  open_jobs_ = static_cast<std::uint32_t>(jobs_.size());
  connect_dependents();
  std::map<std::pair<std::vector<std::string>, bool>, std::uint16_t> classes;
  std::vector<JobIndex> ready;
  for (std::uint32_t i = 0; i < jobs_.size(); ++i) {
    const Job& job = plan_->jobs[i];
    const PlannedStep& step = plan_->step(job);
    const bool needs_secrets = !step.secrets.empty();
    const auto [entry, added] =
        classes.try_emplace({step.runs_on, needs_secrets},
                            static_cast<std::uint16_t>(ready_.size()));
    if (added)
      ready_.push_back({class_of(step.runs_on), needs_secrets, {}, {}});
    jobs_[i].ready_class = entry->second;
    has_exclusive_ = has_exclusive_ || !step.allow_parallel;
    jobs_[i].open_needs = static_cast<std::uint32_t>(job.needs.size());
    if (job.needs.empty()) ready.push_back({i});
  }
  make_all_ready(std::move(ready));
  if (plan_->timeout_seconds) {
    deadline_ = started + from_seconds(*plan_->timeout_seconds);
  }
}

std::vector<LabelClassId> RunState::label_classes() const {
  std::vector<LabelClassId> classes;
  for (const ReadyClass& ready : ready_) classes.push_back(ready.label_class);
  return classes;
}

void RunState::connect_dependents() {
  const std::size_t count = jobs_.size();
  offsets_.assign(count + 1, 0);
  for (const Job& job : plan_->jobs) {
    for (const Need& need : job.needs) ++offsets_[need.job.value + 1];
  }
  for (std::size_t i = 0; i < count; ++i) offsets_[i + 1] += offsets_[i];
  targets_.resize(offsets_.back());
  std::vector<std::uint32_t> filled(offsets_.begin(), offsets_.end() - 1);
  for (std::uint32_t i = 0; i < count; ++i) {
    for (const Need& need : plan_->jobs[i].needs) {
      AZ_ASSERT(need.job.value < i);
      targets_[filled[need.job.value]++] = {i};
    }
  }
}

void RunState::make_ready(JobIndex index) {
  JobState& job = jobs_[index.value];
  job.status = JobStatus::ready;
  if (!plan_->step(index).skip.empty()) return to_skip_.push_back(index);
  if (lanes_.enter(index)) line_up(index);
}

// Lanes let in who comes first, so they come in the order of their turns.
void RunState::make_all_ready(std::vector<JobIndex> jobs) {
  std::ranges::sort(jobs, {},
                    [&](JobIndex job) { return turns_.turn_of(job); });
  for (const JobIndex job : jobs) make_ready(job);
}

void RunState::line_up(JobIndex index) {
  ready_[jobs_[index.value].ready_class].jobs.push(turns_.turn_of(index));
}

void RunState::line_up_all(const std::vector<JobIndex>& jobs) {
  for (const JobIndex job : jobs) line_up(job);
}

RunStatus RunState::status() const {
  if (!has_ended()) return RunStatus::running;
  if (cancelled_) return RunStatus::cancelled;
  if (plan_->criteria.any() && !timed_out_) {
    if (!verdict().met) return RunStatus::failed;
    return failures_ + tolerated_failures_ > 0 ? RunStatus::partial
                                               : RunStatus::succeeded;
  }
  if (failures_ > timeouts_) return RunStatus::failed;
  if (timeouts_ > 0 || timed_out_) return RunStatus::timed_out;
  return tolerated_failures_ > 0 ? RunStatus::partial : RunStatus::succeeded;
}

Verdict RunState::verdict() const {
  return judge(*plan_, [this](JobIndex job) -> std::optional<JobStatus> {
    const JobState& state = jobs_[job.value];
    if (state.skipped_itself) return std::nullopt;
    return state.status;
  });
}

std::string RunState::reason() const {
  const bool judged = plan_->criteria.any() && !cancelled_ && !timed_out_;
  return judged ? verdict().reason : "";
}

std::optional<JobIndex> RunState::first_of(const ReadyClass& ready) const {
  Queue& jobs = ready.jobs;
  // What it holds of a job that was leased and came back may stand for one
  // that waits in its lane.
  while (!jobs.empty()) {
    const JobIndex first = turns_.job_of(jobs.top());
    if (job(first).status == JobStatus::ready && !lanes_.waits(first)) {
      return first;
    }
    jobs.pop();
  }
  return std::nullopt;
}

bool RunState::is_full() const {
  return plan_->max_concurrency > 0 &&
         active_jobs_ >= static_cast<std::uint32_t>(plan_->max_concurrency);
}

std::optional<JobIndex> RunState::next(const HasAgent& has_agent,
                                       const HasAgent& is_served) const {
  if (exclusive_active_ || is_full()) return std::nullopt;
  const bool alone = active_jobs_ == 0;
  if (!plan_->parallel && (!alone || !delayed_.empty())) return std::nullopt;
  std::optional<JobIndex> startable;  // the first that an agent could take
  for (const ReadyClass& ready : ready_) {
    const auto candidate = first_of(ready);
    if (!candidate || (ready.needs_secrets && lacks_secrets_)) continue;
    if (startable && turns_.turn_of(*startable) < turns_.turn_of(*candidate)) {
      continue;
    }
    if (has_agent(ready.label_class)) startable = candidate;
  }
  if (!startable) return std::nullopt;
  const auto first = holder(is_served);
  if (first && *startable != *first) return std::nullopt;
  if (!plan_->step(*startable).allow_parallel && !alone) return std::nullopt;
  return startable;
}

// The first in line where it holds the others back: always in a sequential run;
// else where it wants to be alone, or it might never find a quiet moment. But
// not while nobody could run it.
std::optional<JobIndex> RunState::holder(const HasAgent& is_served) const {
  if (plan_->parallel && !has_exclusive_) return std::nullopt;
  std::optional<JobIndex> first;
  for (const ReadyClass& ready : ready_) {
    const auto candidate = first_of(ready);
    if (!candidate) continue;
    if (first && turns_.turn_of(*first) < turns_.turn_of(*candidate)) continue;
    const bool can_run = !(ready.needs_secrets && lacks_secrets_) &&
                         is_served(ready.label_class);
    if (!plan_->parallel || can_run) first = candidate;
  }
  const bool holds =
      first && (!plan_->parallel || !plan_->step(*first).allow_parallel);
  return holds ? first : std::nullopt;
}

void RunState::lease(JobIndex index, AttemptId attempt, AgentId agent,
                     Instant now) {
  begin_playbooks(index, now);
  JobState& job = jobs_[index.value];
  AZ_ASSERT(job.status == JobStatus::ready);
  job.status = JobStatus::leased;
  job.attempt = attempt;
  job.agent = agent;
  ++active_jobs_;
  exclusive_active_ = !plan_->step(index).allow_parallel;
}

void RunState::started(JobIndex index) {
  AZ_ASSERT(jobs_[index.value].status == JobStatus::leased);
  jobs_[index.value].status = JobStatus::running;
}

void RunState::leave_active(JobIndex index) {
  JobState& job = jobs_[index.value];
  AZ_ASSERT(is_active(job.status));
  job.attempt = {};
  job.agent = {};
  --active_jobs_;
  // Whatever ran beside an exclusive job does not exist.
  exclusive_active_ = false;
}

JobStatus RunState::agent_lost(JobIndex index, bool counts,
                               std::vector<Dropped>& dropped) {
  JobState& job = jobs_[index.value];
  if (counts) ++job.losses;
  if (const auto reason = cancels(index)) {
    ended(index,
          *reason == CancelReason::cancelled ? JobStatus::cancelled
                                             : JobStatus::timed_out,
          dropped);
  } else if (job.losses >= k_max_losses) {
    ended(index, JobStatus::lost, dropped);
  } else {
    leave_active(index);
    line_up_all(lanes_.goes_back(index));
    make_ready(index);
  }
  return job.status;
}

bool RunState::is_satisfied_by(JobIndex index, JobStatus status) const {
  if (status == JobStatus::succeeded) return true;
  if (status == JobStatus::skipped) return jobs_[index.value].skipped_itself;
  return is_failure(status) && plan_->step(index).tolerated;
}

void RunState::count_end(JobIndex index, JobStatus status) {
  if (!is_failure(status)) return;
  if (plan_->step(index).tolerated) {
    ++tolerated_failures_;
    return;
  }
  ++failures_;
  if (status == JobStatus::timed_out) ++timeouts_;
}

void RunState::ended(JobIndex index, JobStatus status,
                     std::vector<Dropped>& dropped) {
  AZ_ASSERT(aitherzero::has_ended(status));
  leave_active(index);
  line_up_all(lanes_.ended(index));
  jobs_[index.value].status = status;
  jobs_[index.value].skipped_itself = status == JobStatus::skipped;
  --open_jobs_;
  if (!is_satisfied_by(index, status)) note_end(index);
  take_effect(index, dropped);
}

// What the end of a job means for the run and its other jobs.
void RunState::take_effect(JobIndex index, std::vector<Dropped>& dropped) {
  if (!settle(index, dropped)) stop_playbooks(index, dropped);
  skip_ready(dropped);
}

// What it means to all but the playbooks around it, which stop if this is
// false.
bool RunState::settle(JobIndex index, std::vector<Dropped>& dropped) {
  const JobStatus status = jobs_[index.value].status;
  count_end(index, status);
  if (is_satisfied_by(index, status)) {
    release_dependents(index);
    return true;
  }
  if (is_failure(status)) {
    fail_lanes(index, dropped);
    if (plan_->fail_fast && failures_ == 1) cancel_rest();
  }
  skip_dependents(index, dropped);
  return false;
}

// Whether it is one of those whose condition asks how its needs have ended:
// they run, or not, whatever that is.
bool RunState::waits_for_ends(JobIndex index) const {
  return plan_->step(index).waits_for_ends;
}

bool RunState::lets_start(JobIndex index, JobIndex need) const {
  const JobStatus status = jobs_[need.value].status;
  return waits_for_ends(index) ? aitherzero::has_ended(status)
                               : is_satisfied_by(need, status);
}

// Of a job that satisfies nobody: to those who wait for its end, that is all
// the same.
void RunState::note_end(JobIndex index) {
  for (std::uint32_t i = offsets_[index.value]; i < offsets_[index.value + 1];
       ++i) {
    const JobIndex dependent = targets_[i];
    JobState& state = jobs_[dependent.value];
    if (!waits_for_ends(dependent) || state.status != JobStatus::pending) {
      continue;
    }
    if (--state.open_needs == 0) make_ready(dependent);
  }
}

void RunState::release_dependents(JobIndex index) {
  std::vector<JobIndex> ready;
  for (std::uint32_t i = offsets_[index.value]; i < offsets_[index.value + 1];
       ++i) {
    JobState& dependent = jobs_[targets_[i].value];
    if (--dependent.open_needs > 0) continue;
    if (dependent.status == JobStatus::pending) ready.push_back(targets_[i]);
  }
  make_all_ready(std::move(ready));
}

void RunState::skip_dependents(JobIndex failed, std::vector<Dropped>& dropped) {
  std::vector<JobIndex> open{failed};
  while (!open.empty()) {
    const JobIndex cause = open.back();
    open.pop_back();
    const std::string reason =
        fmt::format("needs {}, which {}{}", plan_->jobs[cause.value].id,
                    jobs_[cause.value].status == JobStatus::timed_out ||
                            jobs_[cause.value].status == JobStatus::failed
                        ? ""
                        : "was ",
                    status_word(jobs_[cause.value].status));
    for (std::uint32_t i = offsets_[cause.value]; i < offsets_[cause.value + 1];
         ++i) {
      if (jobs_[targets_[i].value].status != JobStatus::pending ||
          waits_for_ends(targets_[i])) {
        continue;
      }
      drop(targets_[i], JobStatus::skipped, reason, dropped);
      open.push_back(targets_[i]);
    }
  }
}

void RunState::drop(JobIndex index, JobStatus status, std::string reason,
                    std::vector<Dropped>& dropped) {
  if (jobs_[index.value].failures > 0) {
    std::erase_if(delayed_,
                  [&](const auto& next) { return next.second == index; });
  }
  line_up_all(lanes_.ended(index));
  jobs_[index.value].status = status;
  --open_jobs_;
  if (!is_satisfied_by(index, status)) note_end(index);
  dropped.push_back({index, status, std::move(reason)});
}

void RunState::drop_waiting(JobStatus status, const std::string& reason,
                            const std::function<bool(JobIndex)>& which,
                            std::vector<Dropped>& dropped) {
  for (std::uint32_t i = 0; i < jobs_.size(); ++i) {
    if (is_waiting(jobs_[i].status) && which({i})) {
      drop({i}, status, reason, dropped);
    }
  }
}

bool RunState::stop(StopCause cause, std::vector<Dropped>& dropped) {
  bool& flag = cause == StopCause::cancelled ? cancelled_ : timed_out_;
  if (cause == StopCause::timed_out) deadline_.reset();
  if (std::exchange(flag, true)) return false;
  const auto all = [](JobIndex) { return true; };
  if (cause == StopCause::cancelled) {
    drop_waiting(JobStatus::cancelled, "the run was cancelled", all, dropped);
  } else {
    drop_waiting(JobStatus::skipped,
                 fmt::format("the run's timeout of {} s was over",
                             *plan_->timeout_seconds),
                 all, dropped);
  }
  return true;
}

std::optional<CancelReason> RunState::cancels(JobIndex index) const {
  if (in_failed_lane(index)) return CancelReason::cancelled;
  if (cancelled_) return CancelReason::cancelled;
  if (timed_out_) return CancelReason::run_timeout;
  if (is_overdue(index)) return CancelReason::playbook_timeout;
  if (plan_->fail_fast && failures_ > 0 && !waits_for_ends(index)) {
    return CancelReason::cancelled;
  }
  return std::nullopt;
}

// Of a run that is fail-fast, at its first failure; what waits is dropped.
void RunState::cancel_rest() {
  for (const JobIndex job : active()) {
    if (!waits_for_ends(job)) to_cancel_.push_back(job);
  }
}

void RunState::watch_service(Instant now, const HasAgent& is_served) {
  if (!plan_->wait_agents_seconds) return;
  for (ReadyClass& ready : ready_) {
    if (!first_of(ready) || is_served(ready.label_class)) {
      ready.unserved_since.reset();
    } else if (!ready.unserved_since) {
      ready.unserved_since = now;
    }
  }
}

std::optional<Instant> RunState::next_timer() const {
  std::optional<Instant> first;
  if (!delayed_.empty()) first = delayed_.begin()->first;
  if (!nested_deadlines_.empty()) {
    const Instant next = nested_deadlines_.begin()->first;
    if (!first || next < *first) first = next;
  }
  if (!plan_->wait_agents_seconds) return first;
  const Duration patience = from_seconds(*plan_->wait_agents_seconds);
  for (const ReadyClass& ready : ready_) {
    if (!ready.unserved_since) continue;
    const Instant until = *ready.unserved_since + patience;
    if (!first || until < *first) first = until;
  }
  return first;
}

void RunState::give_up_waiting(Instant now, std::vector<Dropped>& dropped) {
  if (!plan_->wait_agents_seconds) return;
  const Duration patience = from_seconds(*plan_->wait_agents_seconds);
  for (ReadyClass& ready : ready_) {
    if (!ready.unserved_since || *ready.unserved_since + patience > now) {
      continue;
    }
    ready.unserved_since.reset();
    while (const auto job = first_of(ready)) {
      const auto& labels = plan_->step(*job).runs_on;
      drop(*job, JobStatus::failed,
           fmt::format("no agent {} came within {} s",
                       labels.empty() ? "at all" : "with " + join(labels, ", "),
                       *plan_->wait_agents_seconds),
           dropped);
      take_effect(*job, dropped);
    }
  }
}

std::vector<JobIndex> RunState::active() const {
  std::vector<JobIndex> result;
  for (std::uint32_t i = 0; i < jobs_.size(); ++i) {
    if (is_active(jobs_[i].status)) result.push_back({i});
  }
  return result;
}

}  // namespace aitherzero
