// Puts a run back to where its recorded changes had brought it.
#include "controller/schedule/run_state.hpp"
#include "shared/base/assert.hpp"

namespace aitherzero {

void RunState::restore(const std::vector<ScheduleChange>& changes,
                       const std::vector<Milliseconds>& times) {
  std::set<std::uint32_t> begun_cells;
  std::map<JobIndex, Instant> next_tries;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const ScheduleChange& change = changes[i];
    if (const auto* stopped = std::get_if<RunStopped>(&change)) {
      cancelled_ = cancelled_ || stopped->cause == StopCause::cancelled;
      timed_out_ = timed_out_ || stopped->cause == StopCause::timed_out;
    }
    const auto* changed = std::get_if<JobChanged>(&change);
    if (changed == nullptr) continue;
    AZ_ASSERT(changed->job.value < jobs_.size());
    JobState& job = jobs_[changed->job.value];
    job.status = changed->status;
    next_tries.erase(changed->job);
    if (i < times.size()) {
      const auto next = next_try(*changed, started_ + times[i]);
      if (next) next_tries.emplace(changed->job, *next);
    }
    if (job.status == JobStatus::leased) {
      if (i < times.size()) {
        begin_playbooks(changed->job, started_ + times[i]);
      }
      for (std::uint32_t lane = plan_->step(changed->job).lane;
           lane != k_no_lane; lane = plan_->lanes[lane].within) {
        if (plan_->lanes[lane].is_cell) begun_cells.insert(lane);
      }
    }
    const bool active = is_active(changed->status);
    job.attempt = active ? changed->attempt : AttemptId{};
    job.agent = active ? changed->agent : AgentId{};
    if (!active && !aitherzero::has_ended(changed->status)) {
      job.losses = static_cast<std::uint8_t>(changed->losses);
      job.failures = static_cast<std::uint16_t>(changed->failures);
    }
    const PlannedStep& step = plan_->step(changed->job);
    job.skipped_itself = changed->status == JobStatus::skipped &&
                         (changed->result.has_value() || !step.skip.empty());
    if (is_failure(changed->status) && !step.tolerated) {
      note_failed_lanes(changed->job);
    }
  }
  if (timed_out_) deadline_.reset();
  restore_counts(begun_cells, next_tries);
}

// Everything that follows from the jobs' states.
void RunState::restore_counts(const std::set<std::uint32_t>& begun_cells,
                              const std::map<JobIndex, Instant>& next_tries) {
  for (ReadyClass& ready : ready_) ready.jobs = {};
  lanes_ = Lanes(*plan_, turns_);
  lanes_.take_places(begun_cells);
  to_skip_.clear();
  std::vector<JobIndex> ready;
  for (std::uint32_t i = 0; i < jobs_.size(); ++i) {
    JobState& job = jobs_[i];
    if (aitherzero::has_ended(job.status)) {
      --open_jobs_;
      count_end({i}, job.status);
      lanes_.ended({i});
      continue;
    }
    job.open_needs = 0;
    for (const Need& need : plan_->jobs[i].needs) {
      if (!lets_start({i}, need.job)) ++job.open_needs;
    }
    if (is_active(job.status)) {
      ++active_jobs_;
      exclusive_active_ = !plan_->step(JobIndex{i}).allow_parallel;
      lanes_.enter({i});
    } else if (const auto next = next_tries.find({i});
               next != next_tries.end()) {
      delayed_.insert({next->second, JobIndex{i}});
      lanes_.enter({i});
    } else if (job.open_needs == 0) {
      ready.push_back({i});
    }
  }
  // Behind those that hold a place in their lanes.
  make_all_ready(std::move(ready));
}

}  // namespace aitherzero
