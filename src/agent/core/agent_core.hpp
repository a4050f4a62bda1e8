// What an agent decides, as one deterministic state machine: accept a job on
// a free slot, enforce its timeout whether or not the controller can be
// reached, stop and then kill, number output and hold it back without credit,
// keep output and result until they are acknowledged (rule D3), tell a new
// session all of it again. No I/O, no clock.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
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
// And in bytes of text, whichever is reached first.
constexpr std::size_t k_output_credit_bytes = 4u << 20;

// --- events ---

struct MessageReceived {
  ToAgent message;
};
// A new session: what an earlier one carried may be lost.
struct SessionOpened {};
struct SessionClosed {};
// No more work is wanted here: somebody asked this process to end.
struct DrainRequested {};
// Nor is what runs: it is killed and reported as lost, so that it runs
// elsewhere.
struct AbandonRequested {};
// The job's own code is about to run (its worker is ready).
struct RunnerStarted {
  AttemptId attempt;
};
struct RunnerOutput {
  AttemptId attempt;
  std::vector<OutputLine> lines;
};
// The job's own code has ended; its time is over.
struct RunnerRan {
  AttemptId attempt;
};
// The job and everything it started are gone.
struct RunnerEnded {
  AttemptId attempt;
  JobResult result;
};
// Time has come to next_deadline().
struct AgentDeadlineReached {};

using AgentEvent =
    std::variant<MessageReceived, SessionOpened, SessionClosed, DrainRequested,
                 AbandonRequested, RunnerStarted, RunnerOutput, RunnerRan,
                 RunnerEnded, AgentDeadlineReached>;

// --- actions, to be done in order ---

struct SendToController {
  ToController message;
};
// What must survive this process, in an outbox (rule D3). Each comes before
// what it keeps is sent.
struct KeepAttempt {
  AttemptId attempt;
};
struct KeepOutput {
  AttemptId attempt;
  std::uint64_t first = 0;
  std::vector<OutputLine> lines;
};
struct KeepResult {
  AttemptId attempt;
  JobResult result;
};
// All output up to and without `next` has arrived.
struct DropOutput {
  AttemptId attempt;
  std::uint64_t next = 0;
};
struct DropAttempt {
  AttemptId attempt;
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

using AgentAction =
    std::variant<SendToController, KeepAttempt, KeepOutput, KeepResult,
                 DropOutput, DropAttempt, StartRunner, StopRunner, KillRunner,
                 PauseOutput, ResumeOutput>;

// An attempt as an outbox kept it. Without a result its process ended while
// the attempt ran.
struct KeptAttempt {
  AttemptId attempt;
  std::uint64_t first = 0;  // number of the first line
  std::vector<OutputLine> lines;
  std::optional<JobResult> result;
};

struct AgentIdentity {
  std::string name;
  std::map<std::string, std::string> labels;
  std::uint32_t slots = 1;
  std::string software = {};
};

class AgentCore {
 public:
  explicit AgentCore(AgentIdentity identity,
                     std::vector<KeptAttempt> kept = {});

  // What it says when it asks for a session.
  Hello hello() const;

  std::vector<AgentAction> step(AgentEvent event, Instant now);

  // When to step with AgentDeadlineReached at the latest, if ever.
  std::optional<Instant> next_deadline() const;

  // Nothing runs, and everything was acknowledged.
  bool is_idle() const { return attempts_.empty() && waiting_.empty(); }
  bool is_draining() const { return draining_; }

  void check_invariants() const;

 private:
  struct Running {
    std::optional<Instant> times_out_at;
  };
  enum class StopReason {
    timeout,
    cancelled,
    run_timeout,
    playbook_timeout,
    abandoned,
    forgotten
  };
  static StopReason to_stop_reason(CancelReason reason);
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
    bool started = false;           // its own code has begun
    std::optional<Instant> ran_at;  // … and ended
    std::optional<Milliseconds> timeout;
    Milliseconds grace{};
    std::deque<OutputLine> unacknowledged;
    std::size_t unacknowledged_bytes = 0;
    std::uint64_t lines_acknowledged = 0;  // the number of the first above
    bool paused = false;
    std::uint64_t lines_dropped = 0;

    std::uint64_t lines_sent() const {
      return lines_acknowledged + unacknowledged.size();
    }
    bool lacks_credit(std::uint64_t lines) const {
      return unacknowledged.size() >= lines ||
             unacknowledged_bytes >= k_output_credit_bytes;
    }
  };

  void on(MessageReceived event);
  void on(SessionOpened event);
  void on(SessionClosed event);
  void on(DrainRequested event);
  void on(AbandonRequested event);
  void on(RunnerStarted event);
  void on(RunnerOutput event);
  void on(RunnerRan event);
  void on(RunnerEnded event);
  void on(AgentDeadlineReached event);

  void on_message(const Welcome& message);
  void on_message(const StartAttempt& message);
  void on_message(const CancelAttempt& message);
  void on_message(const AcknowledgeOutput& message);
  void on_message(const AcknowledgeResult& message);
  void on_message(const ForgetAttempt& message);
  void on_message(const DrainAgent& message);

  void start(AttemptId id, const JobSpec& spec, std::uint32_t slot);
  void start_waiting();
  void refuse(AttemptId id, std::string why);
  void stop(AttemptId id, Attempt& attempt, StopReason reason, CancelMode mode);
  // The one way to a state that has a deadline, or from one.
  void change(AttemptId id, Attempt& attempt, State state);
  static std::optional<Instant> deadline_of(const Attempt& attempt);
  void send(ToController message);
  void tell_again(AttemptId id, const Attempt& attempt);
  void send_lines(AttemptId id, std::uint64_t first,
                  std::vector<OutputLine> lines);
  void take_output(AttemptId id, Attempt& attempt,
                   std::vector<OutputLine> lines);
  void end(AttemptId id, Attempt& attempt, JobResult result);
  void end_unstarted(const CancelAttempt& message);
  static bool is_forgotten(const Attempt& attempt);
  static JobResult final_result(const Attempt& attempt, JobResult result);

  AgentIdentity identity_;
  std::vector<bool> slot_in_use_;
  std::map<AttemptId, Attempt> attempts_;
  // Of all attempts that have one, so that the next costs the same to find
  // with one slot and with thousands.
  std::set<std::pair<Instant, AttemptId>> deadlines_;
  // Accepted while the slots were not all free yet of what was given up.
  std::deque<StartAttempt> waiting_;
  bool connected_ = false;
  bool draining_ = false;
  Instant now_;
  std::vector<AgentAction> actions_;
};

}  // namespace aitherzero
