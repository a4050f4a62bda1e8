// One struct with all that is known of a run. Every renderer (text, JSON,
// JUnit, Markdown) is a pure function of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "controller/schedule/status.hpp"
#include "protocol/message/job_result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

struct AttemptReport {
  std::uint32_t number = 1;  // counted from 1 within the job
  std::string agent;
  JobStatus status = JobStatus::succeeded;
  std::optional<int> exit_code;  // absent while it runs, and where it is lost
  double started_seconds = 0;    // since the run's start
  double duration_seconds = 0;
};

struct JobReport {
  std::string id;                     // unique in the run, stable: "0407"
  std::optional<std::string> number;  // "0407"; absent for a path step
  std::string script;                 // file name, or the path as written
  std::string script_path;            // absolute
  std::string name;                   // what people read: step name or script
  std::string stage;
  JobStatus status = JobStatus::pending;
  bool tolerated = false;                 // its failure does not fail the run
  std::optional<int> exit_code;           // absent when it never ran
  std::optional<double> started_seconds;  // since the run's start
  std::optional<double> duration_seconds;
  std::vector<AttemptReport> attempts;
  std::vector<std::string> needs;  // ids
  Value matrix;                    // the cell's values as a table, or null
  bool cached = false;
  std::string reason;  // why skipped or cancelled: "0407 failed"
  std::optional<JobError> error;
  std::optional<KillReceipt> kill_receipt;
  std::string note;
  std::string output;  // JSON of what a script wrote; empty: not kept
  // The last lines (bounded), for failure reports; and how many were cut.
  std::vector<OutputLine> last_lines;
  std::uint64_t lines_before = 0;
  std::string rerun_command;  // runs just this job again
};

struct RunSummary {
  std::uint32_t total = 0, succeeded = 0, failed = 0, timed_out = 0,
                skipped = 0, cancelled = 0, lost = 0, cached = 0;
};

struct RunReport {
  std::string id;          // "20261124-161622-3f2a"
  std::string name;        // playbook's name, or the sequence expression
  std::string started_at;  // ISO 8601 UTC, for people; from the edge
  RunStatus status = RunStatus::running;
  std::string reason;  // the success criterion that decided, if any
  int exit_code = 0;
  double duration_seconds = 0;
  std::uint32_t concurrency = 1;  // 0: as many as agents have slots
  std::vector<JobReport> jobs;    // in plan order
};

RunSummary summarize(const RunReport& run);

}  // namespace aitherzero
