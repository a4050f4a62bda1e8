// How one attempt ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shared/base/time.hpp"
#include "shared/hash/digest.hpp"

namespace aitherzero {

enum class Stream {  // on the wire: never renumber
  output = 0,
  error = 1,
  warning = 2,
  verbose = 3,
  debug = 4,
  information = 5,
  progress = 6,
};

// Longest line of a process that is handed on whole, in bytes before what is
// not UTF-8 is replaced. Beyond it no person reads on, and a process that never
// ends its line must not grow memory. A longer one comes as several lines, cut
// there or at the start of the character that is there.
constexpr std::size_t k_longest_line_bytes = 64 * 1024;

// Longest `objects`, in bytes: what the worker keeps, where each of its 65,536
// characters takes the most.
constexpr std::size_t k_longest_objects_bytes = 3 * 64 * 1024 + 16;

// One line of output without its line end.
struct OutputLine {
  Stream stream = Stream::output;
  std::string text;

  friend bool operator==(const OutputLine&, const OutputLine&) = default;
};

enum class Outcome {  // on the wire: never renumber
  succeeded = 0,
  failed = 1,
  timed_out = 2,
  cancelled = 3,
  lost = 4,     // the agent ended while it ran, and knows no more of it
  skipped = 5,  // it decided itself not to run
};

// Why a job failed, as precisely as PowerShell or the system tells.
struct JobError {
  std::string message;
  std::string script;      // path, or empty
  std::uint32_t line = 0;  // from 1; 0 where unknown
  std::uint32_t column = 0;
  std::string position;  // "At path:12 char:3 …" as PowerShell shows it

  friend bool operator==(const JobError&, const JobError&) = default;
};

// Proof that a process tree is gone: `survivors` is 0 unless the system
// refused to let go of a process (uninterruptible sleep).
struct KillReceipt {
  std::uint32_t ended = 0;    // processes that were ended in all
  std::uint32_t by_stop = 0;  // … after the pipeline was stopped
  std::uint32_t by_term = 0;  // … after SIGTERM
  std::uint32_t by_kill = 0;  // … by SIGKILL
  std::uint32_t survivors = 0;
  std::string means;               // "cgroup", "subreaper", "job object"
  std::vector<std::string> names;  // "1234 sleep", the first few

  friend bool operator==(const KillReceipt&, const KillReceipt&) = default;
};

struct JobResult {
  Outcome outcome = Outcome::succeeded;
  int exit_code = 0;  // 124 when timed out, 1 for a terminating error
  Duration duration{};
  std::optional<JobError> error;
  // Present when processes were ended: on timeout and cancel always, after a
  // normal end when the job left processes behind.
  std::optional<KillReceipt> kill_receipt;
  std::string note;  // "left 2 processes behind", …; may be empty
  // The root of a tree of its declared outputs, which the controller has.
  std::optional<Digest> outputs;
  // What a PowerShell script that ran to its end wrote, as JSON: "null", the
  // one object, or an array. Empty: not kept, as it is too long, or of another
  // kind.
  std::string objects;

  friend bool operator==(const JobResult&, const JobResult&) = default;
};

// Of a job that failed for a reason that we tell, not the job.
inline JobResult failed_result(std::string message, int exit_code = 1) {
  JobResult result;
  result.outcome = Outcome::failed;
  result.exit_code = exit_code;
  result.error = JobError{std::move(message)};
  return result;
}

}  // namespace aitherzero
