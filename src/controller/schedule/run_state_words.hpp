// Inside the schedule room: what the states of jobs mean to a run.
#pragma once

#include <string_view>

#include "controller/schedule/status.hpp"

namespace aitherzero {

inline std::string_view failure_word(JobStatus status) {
  return status == JobStatus::timed_out ? "timed out" : to_string(status);
}

inline bool is_waiting(JobStatus status) {
  return status == JobStatus::pending || status == JobStatus::ready;
}

inline bool is_active(JobStatus status) {
  return status == JobStatus::leased || status == JobStatus::running;
}

inline bool is_failure(JobStatus status) {
  return status == JobStatus::failed || status == JobStatus::timed_out ||
         status == JobStatus::lost;
}

}  // namespace aitherzero
