// Why jobs wait, and what must always hold.
#include <fmt/format.h>

#include <algorithm>

#include "controller/schedule/run_state.hpp"
#include "shared/base/assert.hpp"
#include "shared/base/text.hpp"

namespace aitherzero {

std::string RunState::why_waiting(JobIndex index,
                                  const HasAgent& is_served) const {
  const JobState& state = jobs_[index.value];
  if (state.status == JobStatus::pending) {
    std::vector<std::string> open;
    for (const auto& [need, origin] : plan_->jobs[index.value].needs) {
      const JobStatus status = jobs_[need.value].status;
      if (lets_start(index, need)) continue;
      open.push_back(fmt::format("{} ({})", plan_->jobs[need.value].id,
                                 to_string(status)));
    }
    if (open.empty()) return "it failed, and waits for its next try";
    return "waits for " + join(open, ", ");
  }
  if (lanes_.waits(index)) {
    return fmt::format(
        "its matrix or playbook has {} at a time, and as many are under way",
        lanes_.full_bound(index).value_or(1));
  }
  const std::vector<std::string>& secrets = plan_->step(index).secrets;
  if (lacks_secrets_ && !secrets.empty()) {
    return fmt::format("needs secret {}", join(secrets, ", "));
  }
  if (!plan_->parallel && !delayed_.empty()) {
    return fmt::format("the run is sequential, and {} waits for its next try",
                       plan_->jobs[delayed_.begin()->second.value].id);
  }
  for (const JobIndex other : active()) {
    if (!plan_->parallel) {
      return fmt::format("the run is sequential, and {} runs",
                         plan_->jobs[other.value].id);
    }
    if (exclusive_active_) {
      return fmt::format("{} runs and wants nothing beside it",
                         plan_->jobs[other.value].id);
    }
  }
  if (is_full()) {
    return fmt::format("the run has {} jobs at a time, and as many run",
                       plan_->max_concurrency);
  }
  if (!plan_->step(index).allow_parallel && active_jobs_ > 0) {
    return fmt::format(
        "it wants nothing beside it, and {} of the run's jobs "
        "run",
        active_jobs_);
  }
  if (const auto first = holder(is_served); first && *first != index) {
    return fmt::format(
        "{} is before it in line, and {}", plan_->jobs[first->value].id,
        plan_->parallel ? "wants nothing beside it" : "the run is sequential");
  }
  return {};
}

std::size_t RunState::place_in_line(JobIndex index) const {
  std::size_t before = 0;
  for (std::uint32_t turn = 0; turn < turns_.turn_of(index); ++turn) {
    if (job(turns_.job_of(turn)).status == JobStatus::ready) ++before;
  }
  return before + 1;
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
    if (!plan_->step(JobIndex{i}).allow_parallel) ++exclusive;
    // Rule D1: nothing starts before its needs have ended well enough.
    for (const Need& need : plan_->jobs[i].needs) {
      AZ_ASSERT(lets_start({i}, need.job));
    }
  }
  AZ_ASSERT(open == open_jobs_);
  AZ_ASSERT(active == active_jobs_);
  AZ_ASSERT(exclusive == 0 || active == 1);
  AZ_ASSERT(plan_->parallel || active <= 1);
  AZ_ASSERT(exclusive_active_ == (exclusive == 1));
}

}  // namespace aitherzero
