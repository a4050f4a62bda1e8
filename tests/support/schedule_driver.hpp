// Drives a scheduler as an obedient agent would: every lease can be started
// and ended by the job's id, and the story so far can be read as text.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "controller/schedule/schedule.hpp"
#include "support/plan_builder.hpp"

namespace aitherzero::testing {

class ScheduleDriver {
 public:
  explicit ScheduleDriver(Plan test_plan, std::uint32_t slots = 8)
      : plan_(shared(std::move(test_plan))) {
    step(AgentJoined{AgentId{1}, slots});
    step(RunSubmitted{k_run, plan_});
  }

  static constexpr RunId k_run{1};

  // The jobs that hold a lease, in plan order: "a b".
  std::string active() const {
    std::string text;
    for (std::uint32_t i = 0; i < plan_->jobs.size(); ++i) {
      if (!leases_.contains(plan_->jobs[i].id)) continue;
      if (!text.empty()) text += ' ';
      text += plan_->jobs[i].id;
    }
    return text;
  }

  void end(const std::string& id, Outcome outcome = Outcome::succeeded) {
    const AttemptId attempt = leases_.at(id);
    leases_.erase(id);
    step(AttemptStartedOn{AgentId{1}, attempt, 0});
    JobResult result;
    result.outcome = outcome;
    result.exit_code = outcome == Outcome::succeeded ? 0 : 1;
    step(AttemptEndedOn{AgentId{1}, attempt, result});
  }

  void step(const ScheduleEvent& event) {
    const ScheduleActions actions = schedule_.step(event, now_);
    schedule_.check_invariants();
    for (const ScheduleChange& change : actions.changes) note(change);
    for (const ScheduleSend& send : actions.to_send) note(send);
  }

  void advance(Duration duration) {
    now_ += duration;
    const auto deadline = schedule_.next_deadline();
    if (deadline && *deadline <= now_) step(DeadlineReached{});
  }

  JobStatus status(const std::string& id) const { return statuses_.at(id); }
  std::string reason(const std::string& id) const { return reasons_.at(id); }
  // Why a job waits.
  std::string explain(const std::string& id) const {
    for (std::uint32_t i = 0; i < plan_->jobs.size(); ++i) {
      if (plan_->jobs[i].id == id) return schedule_.explain(k_run, {i});
    }
    return {};
  }
  bool has_lease(const std::string& id) const { return leases_.contains(id); }
  AttemptId attempt(const std::string& id) const { return leases_.at(id); }
  void forget_lease(const std::string& id) { leases_.erase(id); }

  std::optional<RunStatus> ended;
  std::vector<CancelAttempt> cancels;
  std::vector<AttemptId> acknowledged;
  std::vector<AttemptId> refused;

 private:
  void note(const ScheduleChange& change) {
    if (const auto* job = std::get_if<JobChanged>(&change)) {
      const std::string& id = plan_->jobs[job->job.value].id;
      statuses_[id] = job->status;
      reasons_[id] = job->reason;
    } else if (const auto* run = std::get_if<RunEnded>(&change)) {
      ended = run->status;
    } else if (const auto* late = std::get_if<ResultRefused>(&change)) {
      refused.push_back(late->attempt);
    }
  }

  void note(const ScheduleSend& send) {
    if (const auto* lease = std::get_if<LeaseJob>(&send)) {
      leases_[plan_->jobs[lease->job.value].id] = lease->attempt;
    } else if (const auto* cancel = std::get_if<SendCancel>(&send)) {
      cancels.push_back(cancel->message);
    } else if (const auto* acknowledge = std::get_if<SendAcknowledge>(&send)) {
      acknowledged.push_back(acknowledge->attempt);
    }
  }

  Schedule schedule_;
  std::shared_ptr<const Plan> plan_;
  Instant now_{};
  std::map<std::string, AttemptId> leases_;
  std::map<std::string, JobStatus> statuses_;
  std::map<std::string, std::string> reasons_;
};

}  // namespace aitherzero::testing
