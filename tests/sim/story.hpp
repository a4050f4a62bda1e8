// Reads a journal after the world has ended and checks that what it tells
// obeys the rules: an outsider's view, from the durable record alone.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "controller/journal/journal.hpp"
#include "sim/simulation.hpp"

namespace aitherzero::sim {

// What the world saw of one attempt.
struct Execution {
  RunId run;
  JobIndex job;
  // Something happened that may end a lease: its agent or the controller
  // crashed, or the two could not talk.
  bool was_disturbed = false;
};

class Story {
 public:
  Story(const Store& store, Coverage& coverage)
      : store_(store), coverage_(coverage) {}

  // "" when everything is as it should be.
  std::string check(const std::map<AttemptId, Execution>& executions);

 private:
  struct Job {
    JobStatus status = JobStatus::pending;
    AttemptId attempt;
    bool has_ended = false;
    int failures = 0;
  };

  void check_run(RunId id, const RunRecord& record, const Journal& journal);
  void take(const JobChanged& change);
  void check_lease(const JobChanged& change);
  void check_lanes(JobIndex leased);
  void check_end(const JobChanged& change);
  void check_status(const RunRecord& record);
  void check_executions(const std::map<AttemptId, Execution>& executions);
  void fail(std::string what) {
    if (wrong_.empty()) wrong_ = std::move(what);
  }

  const Store& store_;
  Coverage& coverage_;
  std::string wrong_;
  std::set<AttemptId> tokens_;
  std::map<std::pair<RunId, JobIndex>, AttemptId> winners_;
  std::set<AttemptId> tries_;  // that failed and were followed by another

  // Of the run that is read.
  Plan plan_;
  std::vector<Job> jobs_;
  std::set<std::uint32_t> begun_cells_;
  bool stopped_by_cancel_ = false;
  std::size_t runs_ended_ = 0;
};

}  // namespace aitherzero::sim
