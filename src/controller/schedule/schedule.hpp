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
#include <unordered_map>
#include <variant>
#include <vector>

#include "controller/plan/plan.hpp"
#include "controller/schedule/status.hpp"
#include "protocol/message/message.hpp"
#include "shared/base/ids.hpp"
#include "shared/base/time.hpp"

namespace aitherzero {

// How often a job may lose its agent before it is given up as `lost`.
constexpr std::uint32_t k_max_losses = 3;

// --- events ---

struct AgentJoined {
  AgentId agent;
  std::uint32_t slots = 1;
};
struct AgentLeft {
  AgentId agent;
};
struct RunSubmitted {
  RunId run;  // never used before
  std::shared_ptr<const Plan> plan;
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
    std::variant<AgentJoined, AgentLeft, RunSubmitted, AttemptStartedOn,
                 AttemptEndedOn, RunCancelRequested, DeadlineReached>;

// --- what a step changes, in order ---

struct JobChanged {
  RunId run;
  JobIndex job;
  JobStatus status = JobStatus::pending;
  AttemptId attempt;  // of leased, running and ended attempts
  AgentId agent;
  std::uint32_t slot = 0;           // of running
  std::optional<JobResult> result;  // of an attempt that ended
  std::string reason;               // why skipped, cancelled or requeued
};
struct RunEnded {
  RunId run;
  RunStatus status = RunStatus::succeeded;
};
// A result that no longer counts (rule D2): its attempt was given up.
struct ResultRefused {
  AgentId agent;
  AttemptId attempt;
};
using ScheduleChange = std::variant<JobChanged, RunEnded, ResultRefused>;

// --- what a step wants sent ---

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
using ScheduleSend = std::variant<LeaseJob, SendCancel, SendAcknowledge>;

struct ScheduleActions {
  std::vector<ScheduleChange> changes;
  std::vector<ScheduleSend> to_send;
};

class Schedule {
 public:
  Schedule();
  ~Schedule();

  ScheduleActions step(const ScheduleEvent& event, Instant now);

  // When to step with DeadlineReached at the latest, if ever.
  std::optional<Instant> next_deadline() const;

  // Asserts what must hold between steps; tests call it after each.
  void check_invariants() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace aitherzero
