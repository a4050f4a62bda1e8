// The states of jobs and runs, as people, reports and the journal see them.
#pragma once

#include <string_view>

#include "protocol/message/job_result.hpp"

namespace aitherzero {

enum class JobStatus {  // in the journal: never renumber
  pending = 0,          // waits for its needs
  ready = 1,            // waits for a slot
  leased = 2,           // given to an agent, not known to have started
  running = 3,
  succeeded = 4,  // the states from here on are final
  failed = 5,
  timed_out = 6,
  skipped = 7,
  cancelled = 8,
  lost = 9,  // its agents went away too often
};
std::string_view to_string(JobStatus status);
// As people read it: "timed out".
std::string_view status_word(JobStatus status);
bool is_waiting(JobStatus status);  // pending or ready
bool is_active(JobStatus status);   // leased or running
bool has_ended(JobStatus status);
bool is_failure(JobStatus status);  // failed, timed out or lost
// Of a job whose last attempt ended so.
JobStatus status_of(Outcome outcome);

enum class RunStatus {  // in the journal: never renumber
  running = 0,
  succeeded = 1,
  partial = 2,  // only tolerated failures
  failed = 3,
  timed_out = 4,  // every untolerated failure was a timeout
  cancelled = 5,
};
std::string_view to_string(RunStatus status);

// What a run's end means for the command that waits for it; a public
// interface (docs/guide/running.md).
int exit_code_of(RunStatus status);

}  // namespace aitherzero
