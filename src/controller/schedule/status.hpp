// The states of jobs and runs, as people, reports and the journal see them.
#pragma once

#include <string_view>

namespace aitherzero {

enum class JobStatus {
  pending,  // waits for its needs
  ready,    // waits for a slot
  leased,   // given to an agent, not known to have started
  running,
  succeeded,  // the states from here on are final
  failed,
  timed_out,
  skipped,
  cancelled,
  lost,  // its agents went away too often
};
std::string_view to_string(JobStatus status);
bool has_ended(JobStatus status);

enum class RunStatus {
  running,
  succeeded,
  partial,  // only tolerated failures
  failed,
  timed_out,  // every untolerated failure was a timeout
  cancelled,
};
std::string_view to_string(RunStatus status);

// What a run's end means for the command that waits for it; a public
// interface (docs/guide/running.md).
int exit_code_of(RunStatus status);

}  // namespace aitherzero
