// What a step of the scheduler changes: what the journal records, what
// followers are told, and all that is needed to put a run back after a crash.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "controller/schedule/status.hpp"
#include "protocol/message/job_result.hpp"
#include "shared/base/ids.hpp"

namespace aitherzero {

struct JobChanged {
  RunId run;
  JobIndex job;
  JobStatus status = JobStatus::pending;
  AttemptId attempt;  // of leased, running and ended attempts
  AgentId agent;
  std::uint32_t slot = 0;  // of running
  // Of ready or pending again: agents lost so far, and tries that failed.
  std::uint32_t losses = 0;
  std::uint32_t failures = 0;
  std::optional<JobResult> result;  // of an attempt that ended
  std::string reason;               // why skipped, cancelled or requeued

  friend bool operator==(const JobChanged&, const JobChanged&) = default;
};

enum class StopCause {  // in the journal: never renumber
  cancelled = 0,
  timed_out = 1,
};
// Nothing more of the run starts.
struct RunStopped {
  RunId run;
  StopCause cause = StopCause::cancelled;

  friend bool operator==(const RunStopped&, const RunStopped&) = default;
};
struct RunEnded {
  RunId run;
  RunStatus status = RunStatus::succeeded;
  std::string reason = {};  // the success criterion that decided, if any

  friend bool operator==(const RunEnded&, const RunEnded&) = default;
};
// A result that no longer counts (rule D2): its attempt was given up. Not
// recorded.
struct ResultRefused {
  AgentId agent;
  AttemptId attempt;

  friend bool operator==(const ResultRefused&, const ResultRefused&) = default;
};
using ScheduleChange =
    std::variant<JobChanged, RunStopped, RunEnded, ResultRefused>;

}  // namespace aitherzero
