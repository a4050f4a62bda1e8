// What a controller and an agent say to each other: one closed variant for
// each direction. Their encoding is protocol/codec; docs/design/protocol.md
// says what each means and in which order they may come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "protocol/message/job_result.hpp"
#include "protocol/message/job_spec.hpp"
#include "shared/base/ids.hpp"

namespace aitherzero {

// Rises when the meaning of an existing message changes. Sides that differ do
// not talk.
constexpr std::uint32_t k_protocol_version = 1;

// --- agent to controller ---

// The first message of an agent.
struct Hello {
  std::uint32_t protocol_version = k_protocol_version;
  std::string agent;  // its name
  std::map<std::string, std::string> labels;
  std::uint32_t slots = 1;
  friend bool operator==(const Hello&, const Hello&) = default;
};

struct AttemptStarted {
  AttemptId attempt;
  std::uint32_t slot = 0;  // counted from 0 on its agent
  friend bool operator==(const AttemptStarted&,
                         const AttemptStarted&) = default;
};

// What one message of output holds at most; more is sent as several messages.
// The bytes are a guide, which one last line may pass.
constexpr std::size_t k_max_output_lines = 4096;
constexpr std::size_t k_max_output_bytes = 1u << 20;

// Lines of output, numbered within the attempt: `first` is the number of the
// first line, from 0. The controller acknowledges them by number.
struct AttemptOutput {
  AttemptId attempt;
  std::uint64_t first = 0;
  std::vector<OutputLine> lines;
  friend bool operator==(const AttemptOutput&, const AttemptOutput&) = default;
};

// Sent after all output of the attempt, and again until acknowledged.
struct AttemptEnded {
  AttemptId attempt;
  JobResult result;
  friend bool operator==(const AttemptEnded&, const AttemptEnded&) = default;
};

using ToController =
    std::variant<Hello, AttemptStarted, AttemptOutput, AttemptEnded>;

// --- controller to agent ---

// Answers Hello: the agent may be given work now.
struct Welcome {
  std::uint32_t protocol_version = k_protocol_version;
  friend bool operator==(const Welcome&, const Welcome&) = default;
};

struct StartAttempt {
  AttemptId attempt;
  JobSpec spec;
  friend bool operator==(const StartAttempt&, const StartAttempt&) = default;
};

enum class CancelReason {  // on the wire: never renumber
  cancelled = 0,           // somebody asked
  run_timeout = 1,         // the run's time is over: the result is timed_out
};

enum class CancelMode {  // on the wire: never renumber
  graceful = 0,          // stop, then after the job's grace kill
  kill = 1,              // kill at once
};

struct CancelAttempt {
  AttemptId attempt;
  CancelReason reason = CancelReason::cancelled;
  CancelMode mode = CancelMode::graceful;
  friend bool operator==(const CancelAttempt&, const CancelAttempt&) = default;
};

// Output up to and without line `next` has arrived: credit for more.
struct AcknowledgeOutput {
  AttemptId attempt;
  std::uint64_t next = 0;
  friend bool operator==(const AcknowledgeOutput&,
                         const AcknowledgeOutput&) = default;
};

// The result is recorded (rule D3): the agent may forget the attempt.
struct AcknowledgeResult {
  AttemptId attempt;
  friend bool operator==(const AcknowledgeResult&,
                         const AcknowledgeResult&) = default;
};

using ToAgent = std::variant<Welcome, StartAttempt, CancelAttempt,
                             AcknowledgeOutput, AcknowledgeResult>;

}  // namespace aitherzero
