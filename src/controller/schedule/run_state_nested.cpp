// Nested playbooks: where a failure stops, and their time.
#include <fmt/format.h>

#include "controller/schedule/run_state.hpp"

namespace aitherzero {

// Each playbook around a failure that stops at the first one skips what waits
// in it, but for the one in it that the failure comes from: whether that goes
// on is its own choice.
void RunState::stop_playbooks(JobIndex failed, std::vector<Dropped>& dropped) {
  stop_playbooks(failed, plan_->step(failed).nested, std::nullopt, dropped);
}

// … from one playbook outwards, in which another one is spared.
void RunState::stop_playbooks(JobIndex failed, std::uint32_t stopping,
                              std::optional<std::uint32_t> spared,
                              std::vector<Dropped>& dropped) {
  const std::string reason =
      fmt::format("stopped after {} {}", plan_->jobs[failed.value].id,
                  status_word(jobs_[failed.value].status));
  for (;;) {
    if (plan_->fail_fast || stops_on_error(*plan_, stopping)) {
      const std::size_t first = dropped.size();
      drop_waiting(
          JobStatus::skipped, reason,
          [&](JobIndex job) {
            const std::uint32_t nested = plan_->step(job).nested;
            return !waits_for_ends(job) &&
                   is_within(*plan_, nested, stopping) &&
                   !(spared && is_within(*plan_, nested, *spared));
          },
          dropped);
      // Also what waits for them elsewhere.
      for (std::size_t i = first, last = dropped.size(); i < last; ++i) {
        skip_dependents(JobIndex(dropped[i].job), dropped);
      }
    }
    if (stopping == k_not_nested) return;
    spared = stopping;
    stopping = plan_->nested[stopping].within;
  }
}

// Its time begins with its first job.
void RunState::begin_playbooks(JobIndex leased, Instant now) {
  for (std::uint32_t nested = plan_->step(leased).nested;
       nested != k_not_nested; nested = plan_->nested[nested].within) {
    NestedTime& time = nested_[nested];
    const auto& timeout = plan_->nested[nested].timeout_seconds;
    if (!timeout || std::exchange(time.began, true)) continue;
    nested_deadlines_.insert({now + from_seconds(*timeout), nested});
  }
}

bool RunState::is_overdue(JobIndex index) const {
  for (std::uint32_t nested = plan_->step(index).nested; nested != k_not_nested;
       nested = plan_->nested[nested].within) {
    if (nested_[nested].is_over) return true;
  }
  return false;
}

void RunState::end_overdue(Instant now, std::vector<Dropped>& dropped) {
  while (!nested_deadlines_.empty() &&
         nested_deadlines_.begin()->first <= now) {
    const std::uint32_t nested = nested_deadlines_.begin()->second;
    nested_deadlines_.erase(nested_deadlines_.begin());
    nested_[nested].is_over = true;
    const NestedPlaybook& playbook = plan_->nested[nested];
    const std::size_t first = dropped.size();
    drop_waiting(
        JobStatus::timed_out,
        fmt::format("the timeout of {} ({} s) was over before it "
                    "started",
                    playbook.name, *playbook.timeout_seconds),
        [&](JobIndex job) {
          return is_within(*plan_, plan_->step(job).nested, nested);
        },
        dropped);
    std::optional<JobIndex> failed;
    for (std::size_t i = first, last = dropped.size(); i < last; ++i) {
      const JobIndex job = dropped[i].job;
      if (!settle(job, dropped) && !failed) failed = job;
    }
    // All of it has ended; those around it are stopped once for all its jobs.
    if (failed) stop_playbooks(*failed, playbook.within, nested, dropped);
    skip_ready(dropped);
    for (const JobIndex job : active()) {
      if (is_within(*plan_, plan_->step(job).nested, nested)) {
        to_cancel_.push_back(job);
      }
    }
  }
}

}  // namespace aitherzero
