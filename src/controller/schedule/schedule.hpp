// The scheduler: runs, jobs, leases, retry and cancel as one deterministic
// state machine. It does no I/O and reads no clock; the same events at the
// same times give the same actions, which is what makes simulation and crash
// recovery possible.
//
//   step(event, now) → changes (recorded before anything is sent), to_send
//
// An agent's free slots are its credit: a job is leased only to a free slot,
// so no queue grows on the way (rule D6).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "controller/plan/plan.hpp"
#include "controller/schedule/agent_pool.hpp"
#include "controller/schedule/changes.hpp"
#include "controller/schedule/status.hpp"
#include "protocol/message/message.hpp"
#include "shared/base/ids.hpp"
#include "shared/base/time.hpp"

namespace aitherzero {

class RunState;

// How often a job may lose its agent before it is given up as `lost`.
constexpr std::uint32_t k_max_losses = 3;

// --- events ---

// An agent that is new, or that came back with a new session.
struct AgentJoined {
  AgentId agent;
  std::uint32_t slots = 1;
  Labels labels = {};
  // The attempts that it still has: those that run, and those that ended and
  // are not acknowledged. What it does not have is given to others, what it
  // should not have it is told to forget.
  std::vector<AttemptId> held = {};
  bool draining = false;
};
// Its session is over, and it is waited for: it keeps its leases and gets no
// more.
struct AgentAway {
  AgentId agent;
};
// It will not come back in time: its leases are over.
struct AgentLeft {
  AgentId agent;
};
struct AgentDrained {
  AgentId agent;
  bool draining = true;
};
struct RunSubmitted {
  RunId run;  // never used before
  std::shared_ptr<const Plan> plan;
  std::string submitter = {};  // submitters take turns
  // Jobs that count as succeeded from the start, as an earlier run left them.
  std::vector<JobChanged> done = {};
  // Values of its secrets are not known: jobs that need some wait.
  bool lacks_secrets = false;
};
// The values are known now, or are not any more.
struct SecretsChanged {
  RunId run;
  bool lacking = false;
};
struct AttemptStartedOn {
  AgentId agent;
  AttemptId attempt;
  std::uint32_t slot = 0;
};
struct AttemptEndedOn {
  AgentId agent;
  AttemptId attempt;
  JobResult result;
};
struct RunCancelRequested {
  RunId run;
  CancelMode mode = CancelMode::graceful;
};
// Time has come to next_deadline().
struct DeadlineReached {};

using ScheduleEvent =
    std::variant<AgentJoined, AgentAway, AgentLeft, AgentDrained, RunSubmitted,
                 SecretsChanged, AttemptStartedOn, AttemptEndedOn,
                 RunCancelRequested, DeadlineReached>;

// --- what a step wants sent, once its changes are durable ---

// Becomes StartAttempt, with the JobSpec made from the plan.
struct LeaseJob {
  AgentId agent;
  AttemptId attempt;
  RunId run;
  JobIndex job;
};
struct SendCancel {
  AgentId agent;
  CancelAttempt message;
};
struct SendAcknowledge {
  AgentId agent;
  AttemptId attempt;
};
// The attempt was given up: the agent ends it and says no more of it.
struct SendForget {
  AgentId agent;
  AttemptId attempt;
};
using ScheduleSend =
    std::variant<LeaseJob, SendCancel, SendAcknowledge, SendForget>;

struct ScheduleActions {
  std::vector<ScheduleChange> changes;
  std::vector<ScheduleSend> to_send;
};

// Mistakes that tests make on purpose, to see that they would be found.
struct PlantedBugs {
  bool no_fencing = false;   // a result of an attempt that was given up counts
  bool lost_cancel = false;  // an agent that comes back is not told again
};

class Schedule {
 public:
  explicit Schedule(PlantedBugs bugs = {});
  ~Schedule();

  ScheduleActions step(const ScheduleEvent& event, Instant now);

  // Puts a run back after a restart, from all of its changes that were
  // recorded, and how long after its start each was; its time counts from
  // `started`. Agents that hold leases are
  // expected back: the caller sends AgentLeft for those that do not come.
  // Tokens of later attempts stay above all that were seen.
  void restore(RunId run, const std::shared_ptr<const Plan>& plan,
               const std::string& submitter, Instant started,
               const std::vector<ScheduleChange>& changes,
               const std::vector<Milliseconds>& times);
  // No attempt gets a token at or below this one.
  void reserve_attempts(AttemptId last);
  AttemptId last_attempt() const;

  // When to step with DeadlineReached at the latest, if ever.
  std::optional<Instant> next_deadline() const;

  // The agents that hold leases and are not there.
  std::vector<AgentId> expected_agents() const;
  const AgentPool& agents() const;
  // Jobs that have not ended, over all runs.
  std::size_t open_jobs() const;
  // Whether the attempt holds its job's lease on that agent (rule D2).
  bool holds_lease(AgentId agent, AttemptId attempt) const;
  // nullptr for a run that has ended or never was.
  const RunState* run(RunId run) const;
  // Why a job that waits does not run, in words.
  std::string explain(RunId run, JobIndex job) const;

  // Asserts what must hold between steps; tests call it after each.
  void check_invariants() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace aitherzero
