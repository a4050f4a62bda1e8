#include "sim/story.hpp"

#include <fmt/format.h>

#include "controller/plan/plan_codec.hpp"
#include "shared/store/null_store.hpp"
#include "sim/timeline.hpp"

namespace aitherzero::sim {
std::string Story::check(const std::map<AttemptId, Execution>& executions) {
  Timeline timeline;
  SimProcess process(timeline);
  NullCommitter committer(process);
  Journal journal(const_cast<Store&>(store_), committer, [] { return 0; });
  const auto recovered = journal.recover();
  if (!recovered) return "the journal cannot be read";
  if (!recovered->runs.empty()) return "a run has not ended";
  for (const auto& [id, record] : journal.runs()) {
    check_run(id, record, journal);
  }
  check_executions(executions);
  return wrong_;
}

void Story::check_run(RunId id, const RunRecord& record,
                      const Journal& journal) {
  plan_ = unpack_plan(journal.read_plan(id).value()).value();
  jobs_.assign(plan_.jobs.size(), {});
  begun_cells_.clear();
  stopped_by_cancel_ = false;
  runs_ended_ = 0;
  std::uint64_t next = 1;
  const auto groups = journal.read_entries(id, 1, ~std::size_t{0}).value();
  for (const auto& group : groups) {
    if (group.sequence != next++) fail("a group of entries is missing");
    const auto entries = unpack_entries(group.packed, id).value();
    for (const JournalEntry& entry : entries.entries) {
      if (runs_ended_ > 0) fail("something came after a run's end");
      if (const auto* change = std::get_if<JobChanged>(&entry)) take(*change);
      if (const auto* stop = std::get_if<RunStopped>(&entry)) {
        stopped_by_cancel_ =
            stopped_by_cancel_ || stop->cause == StopCause::cancelled;
      }
      if (std::holds_alternative<RunEnded>(entry)) ++runs_ended_;
    }
  }
  check_status(record);
  for (std::uint32_t i = 0; i < jobs_.size(); ++i) {
    winners_[{id, {i}}] = jobs_[i].attempt;
  }
}

void Story::take(const JobChanged& change) {
  Job& job = jobs_[change.job.value];
  if (job.has_ended) return fail("a job changed after it had ended");
  if (change.status == JobStatus::leased) check_lease(change);
  const bool is_try = change.result && !has_ended(change.status);
  if (is_try) {
    tries_.insert(change.attempt);
    ++coverage_.tries;
  }
  if (is_try && ++job.failures > plan_.step(change.job).retries) {
    fail("a job was tried too often");
  }
  if (has_ended(change.status)) check_end(change);
  job.status = change.status;
}

// Rule D1, tokens, and the limits of the plan.
void Story::check_lease(const JobChanged& change) {
  if (!tokens_.insert(change.attempt).second) fail("a token was given twice");
  const aitherzero::Job& planned = plan_.jobs[change.job.value];
  for (const auto& [need, origin] : planned.needs) {
    const JobStatus status = jobs_[need.value].status;
    const bool tolerated =
        (plan_.step(need).tolerated && is_failure(status)) ||
        (status == JobStatus::skipped && !plan_.step(need).skip.empty());
    const bool ended_is_enough =
        plan_.step(planned).waits_for_ends && has_ended(status);
    if (status != JobStatus::succeeded && !tolerated && !ended_is_enough) {
      fail("a job was leased before its needs had ended");
    }
  }
  if (!plan_.step(planned).skip.empty()) fail("a skipped job was leased");
  std::size_t active = 1;
  bool exclusive = !plan_.step(planned).allow_parallel;
  for (std::size_t i = 0; i < jobs_.size(); ++i) {
    if (jobs_[i].status != JobStatus::leased &&
        jobs_[i].status != JobStatus::running) {
      continue;
    }
    ++active;
    exclusive = exclusive || !plan_.step(plan_.jobs[i]).allow_parallel;
  }
  const auto limit = static_cast<std::size_t>(plan_.max_concurrency);
  if (limit > 0 && active > limit) fail("too many jobs at a time");
  check_lanes(change.job);
  if (active > 1 && exclusive) fail("an exclusive job had company");
  if (active > 1 && !plan_.parallel) fail("a sequential run overlapped");
  jobs_[change.job.value].attempt = change.attempt;
}

// A job has a place in each lane around it, or its cell has, while any job of
// that is under way or still to come.
void Story::check_lanes(JobIndex leased) {
  std::vector<std::size_t> taken(plan_.lanes.size());
  const auto take_from = [&](std::uint32_t lane) {
    while (lane != k_no_lane) {
      ++taken[lane];
      lane = plan_.lanes[lane].is_cell ? k_no_lane : plan_.lanes[lane].within;
    }
  };
  std::set<std::uint32_t> open_cells;
  for (std::uint32_t i = 0; i < jobs_.size(); ++i) {
    const std::uint32_t own = plan_.step(JobIndex{i}).lane;
    if (JobIndex{i} == leased || is_active(jobs_[i].status)) take_from(own);
    for (std::uint32_t lane = own; lane != k_no_lane;
         lane = plan_.lanes[lane].within) {
      if (!plan_.lanes[lane].is_cell || jobs_[i].has_ended) continue;
      if (JobIndex{i} == leased) begun_cells_.insert(lane);
      open_cells.insert(lane);
    }
  }
  for (const std::uint32_t cell : open_cells) {
    if (begun_cells_.contains(cell)) take_from(plan_.lanes[cell].within);
  }
  for (std::size_t lane = 0; lane < taken.size(); ++lane) {
    const auto& most = plan_.lanes[lane].max_parallel;
    if (most && taken[lane] > static_cast<std::size_t>(*most)) {
      fail("too many jobs of a lane at a time");
    }
  }
}

// Rule D2: only the attempt that holds the lease ends its job.
void Story::check_end(const JobChanged& change) {
  Job& job = jobs_[change.job.value];
  job.has_ended = true;
  if (change.result && change.attempt != job.attempt) {
    fail("a job was ended by an attempt that had been given up");
  }
  if (change.status != JobStatus::timed_out) return;
  ++coverage_.job_timeouts;
  if (change.reason.starts_with("the timeout of outer")) {
    ++coverage_.playbook_timeouts;
  }
}

void Story::check_status(const RunRecord& record) {
  std::size_t untolerated = 0;
  std::size_t timeouts = 0;
  for (std::size_t i = 0; i < jobs_.size(); ++i) {
    if (!jobs_[i].has_ended) return fail("a run ended before its jobs");
    if (!is_failure(jobs_[i].status) || plan_.step(plan_.jobs[i]).tolerated)
      continue;
    ++untolerated;
    if (jobs_[i].status == JobStatus::timed_out) ++timeouts;
  }
  if (runs_ended_ != 1) return fail("a run has no end, or two");
  const RunStatus status = record.ended.value();
  ++coverage_.ends[static_cast<std::size_t>(status)];
  if (stopped_by_cancel_ != (status == RunStatus::cancelled)) {
    return fail("only a cancelled run ends as cancelled");
  }
  if (stopped_by_cancel_) return;
  if (status == RunStatus::succeeded && untolerated > 0) {
    fail("a run with a failure succeeded");
  }
  if ((status == RunStatus::failed) != (untolerated > timeouts)) {
    fail("a run fails when something failed that was no timeout");
  }
}

// Rules D4 and D5: only where an attempt was disturbed may its job have run
// again.
void Story::check_executions(const std::map<AttemptId, Execution>& executions) {
  for (const auto& [attempt, execution] : executions) {
    const AttemptId winner = winners_[{execution.run, execution.job}];
    const bool counted = attempt == winner || tries_.contains(attempt);
    if (!counted && !execution.was_disturbed) {
      fail(fmt::format("attempt {} ran undisturbed, and its job ran again",
                       attempt.value));
    }
  }
}

}  // namespace aitherzero::sim
