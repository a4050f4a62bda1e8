#include "agent/core/agent_core.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "shared/base/assert.hpp"

namespace aitherzero {
namespace {

constexpr int k_timeout_exit_code = 124;
constexpr int k_cancelled_exit_code = 130;

using Lines = std::vector<OutputLine>;

// The end of what one message may hold of the lines from `first` on.
Lines::iterator message_end(Lines::iterator first, Lines::iterator last) {
  std::size_t lines = 0;
  std::size_t bytes = 0;
  while (first != last && lines < k_max_output_lines &&
         bytes < k_max_output_bytes) {
    ++lines;
    bytes += first->text.size();
    ++first;
  }
  return first;
}

}  // namespace

AgentCore::AgentCore(AgentIdentity identity)
    : identity_(std::move(identity)), slot_in_use_(identity_.slots, false) {
  AZ_ASSERT(identity_.slots > 0);
}

Hello AgentCore::hello() const {
  return {k_protocol_version, identity_.name, identity_.labels,
          identity_.slots};
}

std::vector<AgentAction> AgentCore::step(AgentEvent event, Instant now) {
  now_ = now;
  actions_.clear();
  std::visit([&](auto& e) { on(std::move(e)); }, event);
  return std::move(actions_);
}

void AgentCore::send(ToController message) {
  actions_.push_back(SendToController{std::move(message)});
}

void AgentCore::on(MessageReceived event) {
  std::visit([&](const auto& message) { on_message(message); }, event.message);
}

void AgentCore::on_message(const Welcome&) {}

void AgentCore::on_message(const StartAttempt& message) {
  // At least once: a repeat of what is known is not a second execution.
  if (attempts_.contains(message.attempt)) return;
  const auto free = std::find(slot_in_use_.begin(), slot_in_use_.end(), false);
  if (free == slot_in_use_.end()) {
    JobResult refused;
    refused.outcome = Outcome::failed;
    refused.exit_code = 1;
    refused.error = JobError{"the agent has no free slot for this job"};
    send(AttemptEnded{message.attempt, std::move(refused)});
    return;
  }
  *free = true;
  Attempt attempt;
  attempt.slot = static_cast<std::uint32_t>(free - slot_in_use_.begin());
  attempt.started_at = now_;
  attempt.timeout = message.spec.timeout;
  attempt.grace = message.spec.grace;
  attempt.state = Running{};
  actions_.push_back(StartRunner{message.attempt, attempt.slot, message.spec});
  attempts_.emplace(message.attempt, std::move(attempt));
}

void AgentCore::on_message(const CancelAttempt& message) {
  const auto found = attempts_.find(message.attempt);
  if (found == attempts_.end()) return;
  const StopReason reason = message.reason == CancelReason::run_timeout
                                ? StopReason::run_timeout
                                : StopReason::cancelled;
  stop(found->first, found->second, reason, message.mode);
}

void AgentCore::stop(AttemptId id, Attempt& attempt, StopReason reason,
                     CancelMode mode) {
  if (std::holds_alternative<AwaitingAcknowledgement>(attempt.state)) return;
  auto* stopping = std::get_if<Stopping>(&attempt.state);
  if (stopping == nullptr) {
    attempt.state = Stopping{reason, now_ + attempt.grace};
    stopping = std::get_if<Stopping>(&attempt.state);
    if (mode == CancelMode::graceful) {
      actions_.push_back(StopRunner{id});
      // What the job says while it stops should still arrive.
      if (attempt.paused) actions_.push_back(ResumeOutput{id});
      attempt.paused = false;
      return;
    }
  }
  if (mode == CancelMode::kill && stopping->kill_at) {
    stopping->kill_at.reset();
    actions_.push_back(KillRunner{id});
  }
}

void AgentCore::on_message(const AcknowledgeOutput& message) {
  const auto found = attempts_.find(message.attempt);
  if (found == attempts_.end()) return;
  Attempt& attempt = found->second;
  attempt.lines_acknowledged = std::max(
      attempt.lines_acknowledged, std::min(message.next, attempt.lines_sent));
  const std::uint64_t open = attempt.lines_sent - attempt.lines_acknowledged;
  if (attempt.paused && open <= k_output_credit / 2) {
    attempt.paused = false;
    actions_.push_back(ResumeOutput{message.attempt});
  }
}

void AgentCore::on_message(const AcknowledgeResult& message) {
  const auto found = attempts_.find(message.attempt);
  if (found == attempts_.end()) return;
  if (!std::holds_alternative<AwaitingAcknowledgement>(found->second.state)) {
    return;
  }
  attempts_.erase(found);
}

void AgentCore::on(RunnerStarted event) {
  const auto found = attempts_.find(event.attempt);
  if (found == attempts_.end()) return;
  Attempt& attempt = found->second;
  attempt.started_at = now_;
  send(AttemptStarted{event.attempt, attempt.slot});
  // The timeout counts the job's own time, not the start of its worker.
  if (auto* running = std::get_if<Running>(&attempt.state)) {
    if (attempt.timeout) running->times_out_at = now_ + *attempt.timeout;
  }
}

void AgentCore::on(RunnerOutput event) {
  const auto found = attempts_.find(event.attempt);
  if (found == attempts_.end() || event.lines.empty()) return;
  Attempt& attempt = found->second;
  // A job that ends by itself hands on what is left in its pipes at once; that
  // is bounded, and nothing of it may be lost.
  if (std::holds_alternative<Stopping>(attempt.state) &&
      attempt.lines_sent - attempt.lines_acknowledged >=
          k_output_credit + k_stopping_credit) {
    attempt.lines_dropped += event.lines.size();
    return;
  }
  send_output(event.attempt, attempt, std::move(event.lines));
}

void AgentCore::send_output(AttemptId id, Attempt& attempt,
                            std::vector<OutputLine> lines) {
  for (auto next = lines.begin(); next != lines.end();) {
    const auto end = message_end(next, lines.end());
    const std::uint64_t first = attempt.lines_sent;
    attempt.lines_sent += static_cast<std::uint64_t>(end - next);
    send(AttemptOutput{
        id, first, {std::move_iterator(next), std::move_iterator(end)}});
    next = end;
  }
  const std::uint64_t open = attempt.lines_sent - attempt.lines_acknowledged;
  if (!attempt.paused && open >= k_output_credit &&
      std::holds_alternative<Running>(attempt.state)) {
    attempt.paused = true;
    actions_.push_back(PauseOutput{id});
  }
}

void AgentCore::on(RunnerEnded event) {
  const auto found = attempts_.find(event.attempt);
  if (found == attempts_.end()) return;
  Attempt& attempt = found->second;
  AZ_ASSERT(!std::holds_alternative<AwaitingAcknowledgement>(attempt.state));
  slot_in_use_[attempt.slot] = false;
  if (attempt.lines_dropped > 0) {
    send_output(event.attempt, attempt,
                {{Stream::warning,
                  fmt::format("({} more lines were dropped while it stopped)",
                              attempt.lines_dropped)}});
  }
  event.result.duration = now_ - attempt.started_at;
  JobResult result = final_result(attempt, std::move(event.result));
  send(AttemptEnded{event.attempt, result});
  attempt.state = AwaitingAcknowledgement{std::move(result)};
  attempt.paused = false;  // there is nothing left to resume
}

// A job that was told to stop has not succeeded, whatever it says.
JobResult AgentCore::final_result(const Attempt& attempt, JobResult result) {
  const auto* stopping = std::get_if<Stopping>(&attempt.state);
  if (stopping == nullptr) return result;
  switch (stopping->reason) {
    case StopReason::timeout:
      result.outcome = Outcome::timed_out;
      result.exit_code = k_timeout_exit_code;
      result.error = JobError{fmt::format("timed out after {} s",
                                          to_seconds(attempt.timeout.value()))};
      break;
    case StopReason::run_timeout:
      result.outcome = Outcome::timed_out;
      result.exit_code = k_timeout_exit_code;
      result.error = JobError{"the run's timeout was over"};
      break;
    case StopReason::cancelled:
      result.outcome = Outcome::cancelled;
      result.exit_code = k_cancelled_exit_code;
      result.error.reset();
      break;
  }
  return result;
}

void AgentCore::on(AgentDeadlineReached) {
  for (auto& [id, attempt] : attempts_) {
    if (const auto* running = std::get_if<Running>(&attempt.state)) {
      if (running->times_out_at && *running->times_out_at <= now_) {
        stop(id, attempt, StopReason::timeout, CancelMode::graceful);
      }
    } else if (const auto* stopping = std::get_if<Stopping>(&attempt.state)) {
      if (stopping->kill_at && *stopping->kill_at <= now_) {
        stop(id, attempt, stopping->reason, CancelMode::kill);
      }
    }
  }
}

std::optional<Instant> AgentCore::next_deadline() const {
  std::optional<Instant> next;
  const auto consider = [&](const std::optional<Instant>& deadline) {
    if (deadline && (!next || *deadline < *next)) next = deadline;
  };
  for (const auto& [id, attempt] : attempts_) {
    if (const auto* running = std::get_if<Running>(&attempt.state)) {
      consider(running->times_out_at);
    } else if (const auto* stopping = std::get_if<Stopping>(&attempt.state)) {
      consider(stopping->kill_at);
    }
  }
  return next;
}

void AgentCore::check_invariants() const {
  std::vector<bool> used(slot_in_use_.size(), false);
  for (const auto& [id, attempt] : attempts_) {
    AZ_ASSERT(attempt.lines_acknowledged <= attempt.lines_sent);
    if (std::holds_alternative<AwaitingAcknowledgement>(attempt.state)) {
      continue;
    }
    AZ_ASSERT(!used[attempt.slot]);
    used[attempt.slot] = true;
  }
  AZ_ASSERT(used == slot_in_use_);
}

}  // namespace aitherzero
