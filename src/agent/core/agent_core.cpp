#include "agent/core/agent_core.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "shared/base/assert.hpp"

namespace aitherzero {
namespace {

constexpr int k_timeout_exit_code = 124;
constexpr int k_cancelled_exit_code = 130;
constexpr std::string_view k_told_to_end = "its agent was told to end";

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

AgentCore::AgentCore(AgentIdentity identity, std::vector<KeptAttempt> kept)
    : identity_(std::move(identity)), slot_in_use_(identity_.slots, false) {
  AZ_ASSERT(identity_.slots > 0);
  for (KeptAttempt& one : kept) {
    Attempt attempt;
    attempt.lines_acknowledged = one.first;
    for (const OutputLine& line : one.lines) {
      attempt.unacknowledged_bytes += line.text.size();
    }
    attempt.unacknowledged.assign(std::move_iterator(one.lines.begin()),
                                  std::move_iterator(one.lines.end()));
    JobResult lost;
    lost.outcome = Outcome::lost;
    lost.exit_code = 1;
    lost.error = JobError{"the agent ended while the job ran"};
    attempt.state = AwaitingAcknowledgement{one.result ? std::move(*one.result)
                                                       : std::move(lost)};
    attempts_.emplace(one.attempt, std::move(attempt));
  }
}

Hello AgentCore::hello() const {
  return {identity_.name, identity_.labels, identity_.slots,
          identity_.software};
}

std::vector<AgentAction> AgentCore::step(AgentEvent event, Instant now) {
  now_ = now;
  actions_.clear();
  std::visit([&](auto& e) { on(std::move(e)); }, event);
  return std::move(actions_);
}

// Without a session nothing is sent: the next one is told all of it.
void AgentCore::send(ToController message) {
  if (connected_) actions_.push_back(SendToController{std::move(message)});
}

void AgentCore::on(MessageReceived event) {
  std::visit([&](const auto& message) { on_message(message); }, event.message);
}

void AgentCore::on(SessionOpened) {
  connected_ = true;
  AttemptsHeld held;
  for (const auto& [id, attempt] : attempts_) {
    if (!is_forgotten(attempt)) held.attempts.push_back(id);
  }
  for (const StartAttempt& start : waiting_) {
    held.attempts.push_back(start.attempt);
  }
  held.draining = draining_;
  send(std::move(held));
  for (const auto& [id, attempt] : attempts_) tell_again(id, attempt);
}

void AgentCore::tell_again(AttemptId id, const Attempt& attempt) {
  if (is_forgotten(attempt)) return;
  if (attempt.started) send(AttemptStarted{id, attempt.slot});
  send_lines(id, attempt.lines_acknowledged,
             {attempt.unacknowledged.begin(), attempt.unacknowledged.end()});
  if (const auto* ended =
          std::get_if<AwaitingAcknowledgement>(&attempt.state)) {
    send(AttemptEnded{id, ended->result});
  }
}

void AgentCore::on(SessionClosed) { connected_ = false; }

void AgentCore::on(DrainRequested) {
  draining_ = true;
  send(AgentDraining{});
}

void AgentCore::on(AbandonRequested) {
  for (const StartAttempt& start : std::exchange(waiting_, {})) {
    refuse(start.attempt, std::string(k_told_to_end));
  }
  for (auto& [id, attempt] : attempts_) {
    stop(id, attempt, StopReason::abandoned, CancelMode::kill);
  }
}

void AgentCore::on_message(const Welcome&) {}

void AgentCore::on_message(const DrainAgent&) { on(DrainRequested{}); }

void AgentCore::on_message(const StartAttempt& message) {
  // At least once: a repeat of what is known is not a second execution.
  if (attempts_.contains(message.attempt)) return;
  const auto free = std::find(slot_in_use_.begin(), slot_in_use_.end(), false);
  if (free != slot_in_use_.end()) {
    return start(message.attempt, message.spec,
                 static_cast<std::uint32_t>(free - slot_in_use_.begin()));
  }
  // The slot is there as soon as what it was told to forget is gone.
  if (waiting_.size() < slot_in_use_.size()) {
    waiting_.push_back(message);
  } else {
    refuse(message.attempt, "the agent has no free slot for this job");
  }
}

void AgentCore::refuse(AttemptId id, std::string why) {
  JobResult refused;
  refused.outcome = Outcome::lost;
  refused.exit_code = 1;
  refused.error = JobError{std::move(why)};
  send(AttemptEnded{id, std::move(refused)});
}

void AgentCore::start(AttemptId id, const JobSpec& spec, std::uint32_t slot) {
  slot_in_use_[slot] = true;
  Attempt attempt;
  attempt.slot = slot;
  attempt.started_at = now_;
  attempt.timeout = spec.timeout;
  attempt.grace = spec.grace;
  attempt.state = Running{};
  actions_.push_back(KeepAttempt{id});
  actions_.push_back(StartRunner{id, slot, spec});
  attempts_.emplace(id, std::move(attempt));
}

void AgentCore::start_waiting() {
  if (waiting_.empty()) return;
  const StartAttempt next = std::move(waiting_.front());
  waiting_.pop_front();
  on_message(next);
}

void AgentCore::on_message(const ForgetAttempt& message) {
  std::erase_if(waiting_, [&](const StartAttempt& start) {
    return start.attempt == message.attempt;
  });
  const auto found = attempts_.find(message.attempt);
  if (found == attempts_.end()) return;
  Attempt& attempt = found->second;
  actions_.push_back(DropAttempt{message.attempt});
  if (std::holds_alternative<AwaitingAcknowledgement>(attempt.state)) {
    attempts_.erase(found);
    return;
  }
  stop(message.attempt, attempt, StopReason::forgotten, CancelMode::kill);
  std::get<Stopping>(attempt.state).reason = StopReason::forgotten;
}

void AgentCore::on_message(const CancelAttempt& message) {
  const auto waiting = std::find_if(waiting_.begin(), waiting_.end(),
                                    [&](const StartAttempt& start) {
                                      return start.attempt == message.attempt;
                                    });
  if (waiting != waiting_.end()) {
    waiting_.erase(waiting);
    return end_unstarted(message);
  }
  const auto found = attempts_.find(message.attempt);
  if (found == attempts_.end()) return;
  stop(found->first, found->second, to_stop_reason(message.reason),
       message.mode);
}

AgentCore::StopReason AgentCore::to_stop_reason(CancelReason reason) {
  switch (reason) {
    case CancelReason::run_timeout:
      return StopReason::run_timeout;
    case CancelReason::playbook_timeout:
      return StopReason::playbook_timeout;
    case CancelReason::cancelled:
      break;
  }
  return StopReason::cancelled;
}

void AgentCore::end_unstarted(const CancelAttempt& message) {
  Attempt attempt;
  attempt.started_at = now_;
  attempt.state = Stopping{to_stop_reason(message.reason), std::nullopt};
  actions_.push_back(KeepAttempt{message.attempt});
  end(message.attempt, attempt, {});
  attempts_.emplace(message.attempt, std::move(attempt));
}

void AgentCore::stop(AttemptId id, Attempt& attempt, StopReason reason,
                     CancelMode mode) {
  if (std::holds_alternative<AwaitingAcknowledgement>(attempt.state)) return;
  auto* stopping = std::get_if<Stopping>(&attempt.state);
  if (stopping == nullptr) {
    change(id, attempt, Stopping{reason, now_ + attempt.grace});
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
    change(id, attempt, Stopping{stopping->reason, std::nullopt});
    actions_.push_back(KillRunner{id});
  }
}

void AgentCore::on_message(const AcknowledgeOutput& message) {
  const auto found = attempts_.find(message.attempt);
  if (found == attempts_.end()) return;
  Attempt& attempt = found->second;
  const std::uint64_t next = std::min(message.next, attempt.lines_sent());
  if (next <= attempt.lines_acknowledged) return;
  while (attempt.lines_acknowledged < next) {
    attempt.unacknowledged_bytes -= attempt.unacknowledged.front().text.size();
    attempt.unacknowledged.pop_front();
    ++attempt.lines_acknowledged;
  }
  actions_.push_back(DropOutput{message.attempt, next});
  const bool half_is_free =
      attempt.unacknowledged.size() <= k_output_credit / 2 &&
      attempt.unacknowledged_bytes <= k_output_credit_bytes / 2;
  if (attempt.paused && half_is_free) {
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
  actions_.push_back(DropAttempt{message.attempt});
  attempts_.erase(found);
}

void AgentCore::on(RunnerStarted event) {
  const auto found = attempts_.find(event.attempt);
  if (found == attempts_.end()) return;
  Attempt& attempt = found->second;
  attempt.started = true;
  attempt.started_at = now_;
  if (!is_forgotten(attempt)) send(AttemptStarted{event.attempt, attempt.slot});
  // The timeout counts the job's own time, not the start of its worker.
  if (attempt.timeout && std::holds_alternative<Running>(attempt.state)) {
    change(event.attempt, attempt, Running{now_ + *attempt.timeout});
  }
}

void AgentCore::on(RunnerOutput event) {
  const auto found = attempts_.find(event.attempt);
  if (found == attempts_.end() || event.lines.empty()) return;
  Attempt& attempt = found->second;
  if (is_forgotten(attempt)) return;
  // A job that ends by itself hands on what is left in its pipes at once; that
  // is bounded, and nothing of it may be lost.
  if (std::holds_alternative<Stopping>(attempt.state) &&
      attempt.lacks_credit(k_output_credit + k_stopping_credit)) {
    attempt.lines_dropped += event.lines.size();
    return;
  }
  take_output(event.attempt, attempt, std::move(event.lines));
}

void AgentCore::take_output(AttemptId id, Attempt& attempt,
                            std::vector<OutputLine> lines) {
  const std::uint64_t first = attempt.lines_sent();
  for (const OutputLine& line : lines) {
    attempt.unacknowledged_bytes += line.text.size();
    attempt.unacknowledged.push_back(line);
  }
  actions_.push_back(KeepOutput{id, first, lines});
  send_lines(id, first, std::move(lines));
  if (!attempt.paused && attempt.lacks_credit(k_output_credit) &&
      std::holds_alternative<Running>(attempt.state)) {
    attempt.paused = true;
    actions_.push_back(PauseOutput{id});
  }
}

void AgentCore::send_lines(AttemptId id, std::uint64_t first,
                           std::vector<OutputLine> lines) {
  if (!connected_) return;
  for (auto next = lines.begin(); next != lines.end();) {
    const auto end = message_end(next, lines.end());
    const auto count = static_cast<std::uint64_t>(end - next);
    send(AttemptOutput{
        id, first, {std::move_iterator(next), std::move_iterator(end)}});
    first += count;
    next = end;
  }
}

void AgentCore::on(RunnerRan event) {
  const auto found = attempts_.find(event.attempt);
  if (found == attempts_.end()) return;
  Attempt& attempt = found->second;
  attempt.ran_at = now_;
  if (std::holds_alternative<Running>(attempt.state)) {
    change(event.attempt, attempt, Running{});
  }
}

void AgentCore::on(RunnerEnded event) {
  const auto found = attempts_.find(event.attempt);
  if (found == attempts_.end()) return;
  Attempt& attempt = found->second;
  AZ_ASSERT(!std::holds_alternative<AwaitingAcknowledgement>(attempt.state));
  slot_in_use_[attempt.slot] = false;
  if (is_forgotten(attempt)) {
    attempts_.erase(found);
    return start_waiting();
  }
  if (attempt.lines_dropped > 0) {
    take_output(event.attempt, attempt,
                {{Stream::warning,
                  fmt::format("({} more lines were dropped while it stopped)",
                              attempt.lines_dropped)}});
  }
  end(event.attempt, attempt, std::move(event.result));
  start_waiting();
}

void AgentCore::end(AttemptId id, Attempt& attempt, JobResult result) {
  result.duration = attempt.ran_at.value_or(now_) - attempt.started_at;
  result = final_result(attempt, std::move(result));
  actions_.push_back(KeepResult{id, result});
  send(AttemptEnded{id, result});
  change(id, attempt, AwaitingAcknowledgement{std::move(result)});
  attempt.paused = false;  // there is nothing left to resume
}

bool AgentCore::is_forgotten(const Attempt& attempt) {
  const auto* stopping = std::get_if<Stopping>(&attempt.state);
  return stopping != nullptr && stopping->reason == StopReason::forgotten;
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
    case StopReason::playbook_timeout:
      result.outcome = Outcome::timed_out;
      result.exit_code = k_timeout_exit_code;
      result.error = JobError{stopping->reason == StopReason::run_timeout
                                  ? "the run's timeout was over"
                                  : "the timeout of its playbook was over"};
      break;
    case StopReason::cancelled:
      result.outcome = Outcome::cancelled;
      result.exit_code = k_cancelled_exit_code;
      result.error.reset();
      break;
    case StopReason::abandoned:
    case StopReason::forgotten:
      result.outcome = Outcome::lost;
      result.error = JobError{std::string(k_told_to_end)};
      break;
  }
  return result;
}

void AgentCore::on(AgentDeadlineReached) {
  std::vector<AttemptId> due;
  for (const auto& [deadline, id] : deadlines_) {
    if (deadline > now_) break;
    due.push_back(id);
  }
  for (const AttemptId id : due) {
    Attempt& attempt = attempts_.at(id);
    if (const auto* stopping = std::get_if<Stopping>(&attempt.state)) {
      stop(id, attempt, stopping->reason, CancelMode::kill);
    } else {
      stop(id, attempt, StopReason::timeout, CancelMode::graceful);
    }
  }
}

void AgentCore::change(AttemptId id, Attempt& attempt, State state) {
  if (const auto before = deadline_of(attempt)) deadlines_.erase({*before, id});
  attempt.state = std::move(state);
  if (const auto after = deadline_of(attempt)) deadlines_.insert({*after, id});
}

std::optional<Instant> AgentCore::deadline_of(const Attempt& attempt) {
  if (const auto* running = std::get_if<Running>(&attempt.state)) {
    return running->times_out_at;
  }
  const auto* stopping = std::get_if<Stopping>(&attempt.state);
  return stopping == nullptr ? std::nullopt : stopping->kill_at;
}

std::optional<Instant> AgentCore::next_deadline() const {
  if (deadlines_.empty()) return std::nullopt;
  return deadlines_.begin()->first;
}

void AgentCore::check_invariants() const {
  std::vector<bool> used(slot_in_use_.size(), false);
  std::set<std::pair<Instant, AttemptId>> deadlines;
  for (const auto& [id, attempt] : attempts_) {
    if (const auto due = deadline_of(attempt)) deadlines.insert({*due, id});
    AZ_ASSERT(!attempt.paused ||
              std::holds_alternative<Running>(attempt.state));
    if (std::holds_alternative<AwaitingAcknowledgement>(attempt.state)) {
      continue;
    }
    AZ_ASSERT(!used[attempt.slot]);
    used[attempt.slot] = true;
  }
  AZ_ASSERT(used == slot_in_use_);
  AZ_ASSERT(deadlines == deadlines_);
}

}  // namespace aitherzero
