// Tries after failures, bounds of matrices, and skips.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "controller/schedule/run_state.hpp"

namespace aitherzero {
namespace {

// Between two tries, however many there were.
constexpr double k_longest_delay = 3600;

// Twice as long after each failure, and up to a quarter more, so that jobs
// which failed together do not all come back together.
Duration delay_before_next(const PlannedStep& step, int failures,
                           AttemptId failed) {
  const double longer = std::ldexp(1.0, std::min(failures, 20) - 1);
  const double jitter =
      1 + static_cast<double>(failed.value * 2654435761u % 1024) / 4096;
  return from_seconds(
      std::min(step.retry_delay_seconds * longer * jitter, k_longest_delay));
}

}  // namespace

std::optional<Duration> RunState::try_again(JobIndex index, JobStatus status,
                                            Instant now) {
  JobState& job = jobs_[index.value];
  const PlannedStep& step = plan_->step(index);
  if ((status != JobStatus::failed && status != JobStatus::timed_out) ||
      job.failures >= step.retries || cancels(index)) {
    return std::nullopt;
  }
  const AttemptId failed = job.attempt;
  leave_active(index);
  ++job.failures;
  const Duration delay = delay_before_next(step, job.failures, failed);
  if (delay == Duration{}) {
    stand_again(index);
  } else {
    job.status = JobStatus::pending;
    delayed_.insert({now + delay, index});
  }
  return delay;
}

// It has kept its places in its lanes, so that what runs one after the other
// does not go on in between.
void RunState::stand_again(JobIndex index) {
  jobs_[index.value].status = JobStatus::ready;
  line_up(index);
}

std::optional<Instant> RunState::next_try(const JobChanged& change,
                                          Instant recorded) const {
  if (change.status != JobStatus::pending || change.failures == 0) {
    return std::nullopt;
  }
  const auto failures = static_cast<int>(change.failures);
  return recorded +
         delay_before_next(plan_->step(change.job), failures, change.attempt);
}

void RunState::wake(Instant now) {
  while (!delayed_.empty() && delayed_.begin()->first <= now) {
    const JobIndex index = delayed_.begin()->second;
    delayed_.erase(delayed_.begin());
    if (jobs_[index.value].status == JobStatus::pending) stand_again(index);
  }
}

// --- matrices and skips ---

// Whether two jobs in a lane belong to one cell of its matrix.
bool RunState::shares_cell(std::uint32_t lane, JobIndex a, JobIndex b) const {
  std::uint32_t cell = k_no_lane;
  for (std::uint32_t inner = plan_->step(a).lane; inner != lane;
       inner = plan_->lanes[inner].within) {
    if (plan_->lanes[inner].is_cell) cell = inner;
  }
  if (cell != k_no_lane) return is_in_lane(*plan_, plan_->step(b).lane, cell);
  const std::uint32_t values = plan_->jobs[a.value].cell;
  return values != k_no_cell && values == plan_->jobs[b.value].cell;
}

bool RunState::in_failed_lane(JobIndex index) const {
  if (failed_lanes_.empty()) return false;
  for (std::uint32_t lane = plan_->step(index).lane; lane != k_no_lane;
       lane = plan_->lanes[lane].within) {
    const auto entry = failed_lanes_.find(lane);
    if (entry == failed_lanes_.end()) continue;
    if (!shares_cell(lane, entry->second, index)) return true;
  }
  return false;
}

// The lanes for which this is the first failure, where they are fail-fast.
std::vector<std::uint32_t> RunState::note_failed_lanes(JobIndex failed) {
  std::vector<std::uint32_t> lanes;
  for (std::uint32_t lane = plan_->step(failed).lane; lane != k_no_lane;
       lane = plan_->lanes[lane].within) {
    if (plan_->lanes[lane].fail_fast &&
        failed_lanes_.try_emplace(lane, failed).second) {
      lanes.push_back(lane);
    }
  }
  return lanes;
}

// The first failure in a matrix that is fail-fast cancels its other cells.
void RunState::fail_lanes(JobIndex failed, std::vector<Dropped>& dropped) {
  const std::vector<std::uint32_t> lanes = note_failed_lanes(failed);
  if (lanes.empty()) return;
  const std::string reason = fmt::format(
      "{} {}, and its matrix is fail-fast", plan_->jobs[failed.value].id,
      status_word(jobs_[failed.value].status));
  for (std::uint32_t i = 0; i < jobs_.size(); ++i) {
    const std::uint32_t own = plan_->step(JobIndex{i}).lane;
    const bool is_other =
        std::ranges::any_of(lanes,
                            [&](std::uint32_t lane) {
                              return is_in_lane(*plan_, own, lane);
                            }) &&
        in_failed_lane({i});
    if (!is_other) continue;
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
