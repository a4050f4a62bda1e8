// Tries after failures, bounds of matrices, and skips.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "controller/schedule/run_state.hpp"

namespace aitherzero {
namespace {

// Between two tries, however many there were.
constexpr double k_longest_delay = 3600;

}  // namespace

std::optional<Duration> RunState::try_again(JobIndex index, JobStatus status,
                                            Instant now) {
  JobState& job = jobs_[index.value];
  const PlannedStep& step = plan_->step(index);
  if ((status != JobStatus::failed && status != JobStatus::timed_out) ||
      job.failures >= step.retries || cancels(index)) {
    return std::nullopt;
  }
  // Twice as long each time, and up to a quarter more, so that jobs which
  // failed together do not all come back together.
  const double longer = std::ldexp(1.0, std::min<int>(job.failures, 20));
  const double jitter =
      1 + static_cast<double>(job.attempt.value * 2654435761u % 1024) / 4096;
  const double seconds =
      std::min(step.retry_delay_seconds * longer * jitter, k_longest_delay);
  leave_active(index);
  ++job.failures;
  const Duration delay = from_seconds(seconds);
  if (delay == Duration{}) {
    make_ready(index);
  } else {
    job.status = JobStatus::pending;
    delayed_.insert({now + delay, index});
  }
  return delay;
}

void RunState::wake(Instant now) {
  while (!delayed_.empty() && delayed_.begin()->first <= now) {
    const JobIndex index = delayed_.begin()->second;
    delayed_.erase(delayed_.begin());
    if (jobs_[index.value].status == JobStatus::pending) make_ready(index);
  }
}

// --- matrices and skips ---

bool RunState::in_failed_lane(JobIndex index) const {
  return failed_lanes_.contains(plan_->step(index).lane);
}

// The first failure in a matrix that is fail-fast cancels its other jobs.
void RunState::fail_lane(JobIndex failed, std::vector<Dropped>& dropped) {
  const std::uint32_t lane = plan_->step(failed).lane;
  if (lane == k_no_lane || !plan_->lanes[lane].fail_fast ||
      !failed_lanes_.insert(lane).second) {
    return;
  }
  const std::string reason = fmt::format(
      "{} {}, and its matrix is fail-fast", plan_->jobs[failed.value].id,
      status_word(jobs_[failed.value].status));
  for (std::uint32_t i = 0; i < jobs_.size(); ++i) {
    if (plan_->step(JobIndex{i}).lane != lane) continue;
    if (is_active(jobs_[i].status)) to_cancel_.push_back({i});
    if (!is_waiting(jobs_[i].status)) continue;
    drop({i}, JobStatus::cancelled, reason, dropped);
    skip_dependents({i}, dropped);
  }
}

void RunState::skip_ready(std::vector<Dropped>& dropped) {
  while (!to_skip_.empty()) {
    const JobIndex index = to_skip_.back();
    to_skip_.pop_back();
    if (jobs_[index.value].status != JobStatus::ready) continue;
    jobs_[index.value].skipped_itself = true;
    drop(index, JobStatus::skipped, plan_->step(index).skip, dropped);
    release_dependents(index);
  }
}

}  // namespace aitherzero
