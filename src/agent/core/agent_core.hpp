// What an agent decides, as one deterministic state machine: accept a job on
// a free slot, enforce its timeout whether or not the controller can be
// reached, stop and then kill, number output and hold it back without credit,
// keep a result until it is acknowledged (rule D3). No I/O, no clock.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "protocol/message/message.hpp"
#include "shared/base/ids.hpp"
#include "shared/base/time.hpp"

namespace aitherzero {

// Lines of one attempt that may be on their way unacknowledged before its
// output is held back.
constexpr std::uint64_t k_output_credit = 4096;
// A job that is being stopped must not wait for anyone to take its output, so
// it gets this much on top; what it says beyond that is dropped and counted.
constexpr std::uint64_t k_stopping_credit = 4096;

// --- events ---

struct MessageReceived {
  ToAgent message;
};
// The job's own code is about to run (its worker is ready).
struct RunnerStarted {
  AttemptId attempt;
};
struct RunnerOutput {
  AttemptId attempt;
  std::vector<OutputLine> lines;
};
// The job and everything it started are gone.
struct RunnerEnded {
  AttemptId attempt;
  JobResult result;
};
// Time has come to next_deadline().
struct AgentDeadlineReached {};

using AgentEvent = std::variant<MessageReceived, RunnerStarted, RunnerOutput,
                                RunnerEnded, AgentDeadlineReached>;

// --- actions, to be done in order ---

struct SendToController {
  ToController message;
};
struct StartRunner {
  AttemptId attempt;
  std::uint32_t slot = 0;
  JobSpec spec;
};
// Ask the job to end by itself: stop its pipeline, or SIGTERM.
struct StopRunner {
  AttemptId attempt;
};
// Kill the whole tree now.
struct KillRunner {
  AttemptId attempt;
};
struct PauseOutput {
  AttemptId attempt;
};
struct ResumeOutput {
  AttemptId attempt;
};

using AgentAction = std::variant<SendToController, StartRunner, StopRunner,
                                 KillRunner, PauseOutput, ResumeOutput>;

struct AgentIdentity {
  std::string name;
  std::map<std::string, std::string> labels;
  std::uint32_t slots = 1;
};

class AgentCore {
 public:
  explicit AgentCore(AgentIdentity identity);

  // The first message of a session.
  Hello hello() const;

  std::vector<AgentAction> step(AgentEvent event, Instant now);

  // When to step with AgentDeadlineReached at the latest, if ever.
  std::optional<Instant> next_deadline() const;

  void check_invariants() const;

 private:
  struct Running {
    std::optional<Instant> times_out_at;
  };
  enum class StopReason { timeout, cancelled, run_timeout };
  struct Stopping {
    StopReason reason;
    std::optional<Instant> kill_at;  // absent once the kill was asked for
  };
  struct AwaitingAcknowledgement {
    JobResult result;
  };
  using State = std::variant<Running, Stopping, AwaitingAcknowledgement>;

  struct Attempt {
    State state;
    std::uint32_t slot = 0;
    Instant started_at;
    std::optional<Milliseconds> timeout;
    Milliseconds grace{};
    std::uint64_t lines_sent = 0;
    std::uint64_t lines_acknowledged = 0;
    bool paused = false;
    std::uint64_t lines_dropped = 0;
  };

  void on(MessageReceived event);
  void on(RunnerStarted event);
  void on(RunnerOutput event);
  void on(RunnerEnded event);
  void on(AgentDeadlineReached event);

  void on_message(const Welcome& message);
  void on_message(const StartAttempt& message);
  void on_message(const CancelAttempt& message);
  void on_message(const AcknowledgeOutput& message);
  void on_message(const AcknowledgeResult& message);

  void stop(AttemptId id, Attempt& attempt, StopReason reason, CancelMode mode);
  void send(ToController message);
  void send_output(AttemptId id, Attempt& attempt,
                   std::vector<OutputLine> lines);
  static JobResult final_result(const Attempt& attempt, JobResult result);

  AgentIdentity identity_;
  std::vector<bool> slot_in_use_;
  std::map<AttemptId, Attempt> attempts_;
  Instant now_;
  std::vector<AgentAction> actions_;
};

}  // namespace aitherzero
