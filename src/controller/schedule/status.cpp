#include "controller/schedule/status.hpp"

#include "shared/base/assert.hpp"

namespace aitherzero {

std::string_view to_string(JobStatus status) {
  switch (status) {
    case JobStatus::pending:
      return "pending";
    case JobStatus::ready:
      return "ready";
    case JobStatus::leased:
      return "leased";
    case JobStatus::running:
      return "running";
    case JobStatus::succeeded:
      return "succeeded";
    case JobStatus::failed:
      return "failed";
    case JobStatus::timed_out:
      return "timed_out";
    case JobStatus::skipped:
      return "skipped";
    case JobStatus::cancelled:
      return "cancelled";
    case JobStatus::lost:
      return "lost";
  }
  AZ_ASSERT(false);
}

std::string_view status_word(JobStatus status) {
  return status == JobStatus::timed_out ? "timed out" : to_string(status);
}

bool is_waiting(JobStatus status) {
  return status == JobStatus::pending || status == JobStatus::ready;
}

bool is_active(JobStatus status) {
  return status == JobStatus::leased || status == JobStatus::running;
}

bool is_failure(JobStatus status) {
  return status == JobStatus::failed || status == JobStatus::timed_out ||
         status == JobStatus::lost;
}

bool has_ended(JobStatus status) { return status >= JobStatus::succeeded; }

JobStatus status_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::succeeded:
      return JobStatus::succeeded;
    case Outcome::failed:
      return JobStatus::failed;
    case Outcome::timed_out:
      return JobStatus::timed_out;
    case Outcome::cancelled:
      return JobStatus::cancelled;
    case Outcome::skipped:
      return JobStatus::skipped;
    case Outcome::lost:
      return JobStatus::lost;
  }
  AZ_ASSERT(false);
}

std::string_view to_string(RunStatus status) {
  switch (status) {
    case RunStatus::running:
      return "running";
    case RunStatus::succeeded:
      return "succeeded";
    case RunStatus::partial:
      return "partial";
    case RunStatus::failed:
      return "failed";
    case RunStatus::timed_out:
      return "timed_out";
    case RunStatus::cancelled:
      return "cancelled";
  }
  AZ_ASSERT(false);
}

int exit_code_of(RunStatus status) {
  switch (status) {
    case RunStatus::running:
      return 3;
    case RunStatus::succeeded:
      return 0;
    case RunStatus::partial:
      return 10;
    case RunStatus::failed:
      return 1;
    case RunStatus::timed_out:
      return 124;
    case RunStatus::cancelled:
      return 130;
  }
  AZ_ASSERT(false);
}

}  // namespace aitherzero
