#include "controller/schedule/run_state.hpp"

#include <fmt/format.h>

#include "controller/schedule/schedule.hpp"
#include "shared/base/assert.hpp"

namespace aitherzero {
namespace {

std::string_view failure_word(JobStatus status) {
  return status == JobStatus::timed_out ? "timed out" : to_string(status);
}

bool is_waiting(JobStatus status) {
  return status == JobStatus::pending || status == JobStatus::ready;
}

bool is_active(JobStatus status) {
  return status == JobStatus::leased || status == JobStatus::running;
}

bool is_failure(JobStatus status) {
  return status == JobStatus::failed || status == JobStatus::timed_out ||
         status == JobStatus::lost;
}

}  // namespace

RunState::RunState(std::shared_ptr<const Plan> plan, Instant now)
    : plan_(std::move(plan)), jobs_(plan_->jobs.size()) {
  const std::size_t count = jobs_.size();
  open_jobs_ = static_cast<std::uint32_t>(count);
  offsets_.assign(count + 1, 0);
  for (const Job& job : plan_->jobs) {
    for (const JobIndex need : job.needs) ++offsets_[need.value + 1];
  }
  for (std::size_t i = 0; i < count; ++i) offsets_[i + 1] += offsets_[i];
  targets_.resize(offsets_.back());
  std::vector<std::uint32_t> filled(offsets_.begin(), offsets_.end() - 1);
  for (std::uint32_t i = 0; i < count; ++i) {
    const Job& job = plan_->jobs[i];
    for (const JobIndex need : job.needs) {
      AZ_ASSERT(need.value < i);
      targets_[filled[need.value]++] = {i};
    }
    jobs_[i].open_needs = static_cast<std::uint32_t>(job.needs.size());
    if (job.needs.empty()) {
      jobs_[i].status = JobStatus::ready;
      ready_.push(i);
    }
  }
  if (plan_->timeout_seconds) {
    deadline_ = now + from_seconds(*plan_->timeout_seconds);
  }
}

RunStatus RunState::status() const {
  if (!has_ended()) return RunStatus::running;
  if (cancelled_) return RunStatus::cancelled;
  if (failures_ > timeouts_) return RunStatus::failed;
  if (timeouts_ > 0 || timed_out_) return RunStatus::timed_out;
  return tolerated_failures_ > 0 ? RunStatus::partial : RunStatus::succeeded;
}

std::optional<JobIndex> RunState::next() const {
  while (!ready_.empty() && jobs_[ready_.top()].status != JobStatus::ready) {
    ready_.pop();
  }
  if (ready_.empty() || exclusive_active_) return std::nullopt;
  const JobIndex first{ready_.top()};
  const bool alone = active_jobs_ == 0;
  if (!plan_->parallel && !alone) return std::nullopt;
  if (plan_->max_concurrency > 0 &&
      active_jobs_ >= static_cast<std::uint32_t>(plan_->max_concurrency)) {
    return std::nullopt;
  }
  // The first in line that wants to be alone holds the others back, or it
  // might never find a quiet moment.
  if (!plan_->jobs[first.value].allow_parallel && !alone) return std::nullopt;
  return first;
}

void RunState::lease(JobIndex index, AttemptId attempt, AgentId agent) {
  JobState& job = jobs_[index.value];
  AZ_ASSERT(job.status == JobStatus::ready);
  job.status = JobStatus::leased;
  job.attempt = attempt;
  job.agent = agent;
  ++active_jobs_;
  exclusive_active_ = !plan_->jobs[index.value].allow_parallel;
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

JobStatus RunState::agent_lost(JobIndex index, std::vector<Dropped>& dropped) {
  JobState& job = jobs_[index.value];
  ++job.losses;
  if (job.losses >= k_max_losses) {
    ended(index, JobStatus::lost, dropped);
  } else if (cancelled_ || timed_out_) {
    ended(index, cancelled_ ? JobStatus::cancelled : JobStatus::timed_out,
          dropped);
  } else {
    leave_active(index);
    job.status = JobStatus::ready;
    ready_.push(index.value);
  }
  return job.status;
}

bool RunState::is_satisfied_by(JobIndex index, JobStatus status) const {
  if (status == JobStatus::succeeded) return true;
  return is_failure(status) && plan_->jobs[index.value].tolerated;
}

void RunState::ended(JobIndex index, JobStatus status,
                     std::vector<Dropped>& dropped) {
  AZ_ASSERT(aitherzero::has_ended(status));
  leave_active(index);
  jobs_[index.value].status = status;
  --open_jobs_;
  if (is_satisfied_by(index, status)) {
    if (status != JobStatus::succeeded) ++tolerated_failures_;
    release_dependents(index);
    return;
  }
  if (is_failure(status)) {
    ++failures_;
    if (status == JobStatus::timed_out) ++timeouts_;
  }
  skip_dependents(index, dropped);
  if (plan_->stop_on_error || plan_->fail_fast) {
    drop_waiting(JobStatus::skipped,
                 fmt::format("stopped after {} {}", plan_->jobs[index.value].id,
                             failure_word(status)),
                 dropped);
  }
}

void RunState::release_dependents(JobIndex index) {
  for (std::uint32_t i = offsets_[index.value]; i < offsets_[index.value + 1];
       ++i) {
    JobState& dependent = jobs_[targets_[i].value];
    if (--dependent.open_needs > 0) continue;
    if (dependent.status != JobStatus::pending) continue;
    dependent.status = JobStatus::ready;
    ready_.push(targets_[i].value);
  }
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
                    failure_word(jobs_[cause.value].status));
    for (std::uint32_t i = offsets_[cause.value]; i < offsets_[cause.value + 1];
         ++i) {
      if (jobs_[targets_[i].value].status != JobStatus::pending) continue;
      drop(targets_[i], JobStatus::skipped, reason, dropped);
      open.push_back(targets_[i]);
    }
  }
}

void RunState::drop(JobIndex index, JobStatus status, std::string reason,
                    std::vector<Dropped>& dropped) {
  jobs_[index.value].status = status;
  --open_jobs_;
  dropped.push_back({index, status, std::move(reason)});
}

void RunState::drop_waiting(JobStatus status, const std::string& reason,
                            std::vector<Dropped>& dropped) {
  for (std::uint32_t i = 0; i < jobs_.size(); ++i) {
    if (is_waiting(jobs_[i].status)) drop({i}, status, reason, dropped);
  }
}

void RunState::cancel_waiting(std::vector<Dropped>& dropped) {
  cancelled_ = true;
  drop_waiting(JobStatus::cancelled, "the run was cancelled", dropped);
}

void RunState::run_out_of_time(std::vector<Dropped>& dropped) {
  deadline_.reset();
  timed_out_ = true;
  drop_waiting(JobStatus::skipped,
               fmt::format("the run's timeout of {} s was over",
                           *plan_->timeout_seconds),
               dropped);
}

std::vector<JobIndex> RunState::active() const {
  std::vector<JobIndex> result;
  for (std::uint32_t i = 0; i < jobs_.size(); ++i) {
    if (is_active(jobs_[i].status)) result.push_back({i});
  }
  return result;
}

void RunState::check_invariants() const {
  std::uint32_t open = 0;
  std::uint32_t active = 0;
  std::uint32_t exclusive = 0;
  for (std::uint32_t i = 0; i < jobs_.size(); ++i) {
    const JobState& job = jobs_[i];
    if (!aitherzero::has_ended(job.status)) ++open;
    AZ_ASSERT(is_active(job.status) == (job.attempt.value != 0));
    if (!is_active(job.status)) continue;
    ++active;
    if (!plan_->jobs[i].allow_parallel) ++exclusive;
    // Rule D1: nothing starts before its needs have ended well enough.
    for (const JobIndex need : plan_->jobs[i].needs) {
      AZ_ASSERT(is_satisfied_by(need, jobs_[need.value].status));
    }
  }
  AZ_ASSERT(open == open_jobs_);
  AZ_ASSERT(active == active_jobs_);
  AZ_ASSERT(exclusive == 0 || active == 1);
  AZ_ASSERT(plan_->parallel || active <= 1);
  AZ_ASSERT(exclusive_active_ == (exclusive == 1));
}

}  // namespace aitherzero
