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

// What an agent's session is called: one name, one agent.
inline std::string agent_session_name(const std::string& agent) {
  return "agent:" + agent;
}
inline bool is_agent_session_name(const std::string& name) {
  return name.starts_with("agent:");
}

// --- agent to controller ---

// The first message of an agent: who it is and what it offers.
struct Hello {
  std::string agent;  // its name
  std::map<std::string, std::string> labels;
  std::uint32_t slots = 1;
  std::string software;  // "aitherzero 0.1.0", for people
  friend bool operator==(const Hello&, const Hello&) = default;
};

// The first message of each session of an agent: the attempts that it has,
// running or ended and not acknowledged. What is not among them is not there
// any more. Then it tells again all that was not acknowledged.
struct AttemptsHeld {
  std::vector<AttemptId> attempts;
  bool draining = false;  // it wants no more work
  friend bool operator==(const AttemptsHeld&, const AttemptsHeld&) = default;
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

// The agent wants no more work (or does again).
struct AgentDraining {
  bool draining = true;
  friend bool operator==(const AgentDraining&, const AgentDraining&) = default;
};

using ToController = std::variant<Hello, AttemptsHeld, AttemptStarted,
                                  AttemptOutput, AttemptEnded, AgentDraining>;

// --- controller to agent ---

// Answers Hello.
struct Welcome {
  std::string software;
  std::uint32_t bulk_port = 0;  // where blobs travel; 0: nowhere
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
  playbook_timeout = 2,    // that of a nested playbook: likewise
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

// The attempt was given up and maybe given to another (rule D2): end it
// wherever it is, and say no more of it.
struct ForgetAttempt {
  AttemptId attempt;
  friend bool operator==(const ForgetAttempt&, const ForgetAttempt&) = default;
};

// Somebody asks the agent to take no more work, and to leave when it has none.
struct DrainAgent {
  friend bool operator==(const DrainAgent&, const DrainAgent&) = default;
};

using ToAgent =
    std::variant<Welcome, StartAttempt, CancelAttempt, AcknowledgeOutput,
                 AcknowledgeResult, ForgetAttempt, DrainAgent>;

}  // namespace aitherzero
