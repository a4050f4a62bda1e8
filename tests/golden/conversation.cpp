#include "golden/conversation.hpp"

#include <fmt/format.h>

#include <sstream>

#include "shared/base/text.hpp"

namespace aitherzero::testing {
namespace {

constexpr RunId k_run{1};

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

// The value of NAME=VALUE among the words.
std::optional<std::string> setting(const std::vector<std::string>& words,
                                   const std::string& name) {
  for (const std::string& word : words) {
    if (word.starts_with(name + "=")) return word.substr(name.size() + 1);
  }
  return std::nullopt;
}

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<double> seconds(const std::vector<std::string>& words,
                              const std::string& name) {
  const auto text = setting(words, name);
  if (!text) return std::nullopt;
  return std::stod(*text);
}

void read_job(const std::vector<std::string>& words, Plan& plan) {
  Job job;
  job.id = words[0];
  job.step = static_cast<std::uint32_t>(plan.steps.size());
  PlannedStep step;
  step.script = job.id + ".ps1";
  step.tolerated = has(words, "tolerated");
  step.allow_parallel = !has(words, "alone");
  step.timeout_seconds = seconds(words, "timeout");
  const std::string needs = setting(words, "needs").value_or("");
  for (const std::string_view need : split(needs, ',')) {
    for (std::uint32_t i = 0; i < plan.jobs.size(); ++i) {
      if (plan.jobs[i].id == need) job.needs.push_back({{i}});
    }
  }
  plan.steps.push_back(std::move(step));
  plan.jobs.push_back(std::move(job));
}

std::string_view word(Outcome outcome) {
  switch (outcome) {
    case Outcome::succeeded:
      return "succeeded";
    case Outcome::failed:
      return "failed";
    case Outcome::timed_out:
      return "timed out";
    case Outcome::cancelled:
      return "cancelled";
    case Outcome::skipped:
      return "skipped";
    case Outcome::lost:
      return "lost";
  }
  return "?";
}

std::string describe(const JobResult& result) {
  std::string text =
      fmt::format("{}, exit code {}", word(result.outcome), result.exit_code);
  if (result.error) text += ", " + result.error->message;
  return text;
}

}  // namespace

std::string Conversation::answer(const std::string& command,
                                 const std::vector<std::string>& input) {
  text_.clear();
  const Words words = words_of(command);
  if (words[0] == "run") {
    submit(words, input);
  } else if (words[0] == "agent") {
    join(words);
  } else if (words[0] == "agent-lost") {
    lose_agent();
  } else if (words[0] == "cancel") {
    cancel(words);
  } else if (words[0] == "advance") {
    advance(std::stod(words.at(1)));
  } else {
    runner_event(words);
  }
  deliver();
  return text_.empty() ? "(nothing)\n" : text_;
}

void Conversation::submit(const Words& words,
                          const std::vector<std::string>& input) {
  Plan plan;
  plan.name = "test";
  plan.parallel = setting(words, "parallel").value_or("true") == "true";
  plan.stop_on_error =
      setting(words, "stop-on-error").value_or("true") == "true";
  plan.max_concurrency =
      static_cast<int>(seconds(words, "max-concurrency").value_or(0));
  plan.fail_fast = has(words, "fail-fast");
  plan.timeout_seconds = seconds(words, "timeout");
  grace_ = std::chrono::duration_cast<Milliseconds>(
      from_seconds(seconds(words, "grace").value_or(5)));
  for (const std::string& line : input) {
    read_job(words_of(line), plan);
  }
  plan_ = std::make_shared<const Plan>(std::move(plan));
  step_schedule(RunSubmitted{k_run, plan_});
}

void Conversation::join(const Words& words) {
  const auto slots =
      static_cast<std::uint32_t>(seconds(words, "slots").value_or(1));
  agent_ = std::make_unique<AgentCore>(AgentIdentity{"box", {}, slots});
  ++agent_id_.value;
  tell(fmt::format("agent → controller: hello, {} slot{}", slots,
                   slots == 1 ? "" : "s"));
  step_schedule(AgentJoined{agent_id_, slots});
  step_agent(SessionOpened{});
}

void Conversation::lose_agent() {
  agent_.reset();
  running_.clear();
  to_agent_.clear();
  to_controller_.clear();
  step_schedule(AgentLeft{agent_id_});
}

void Conversation::cancel(const Words& words) {
  step_schedule(RunCancelRequested{
      k_run, has(words, "kill") ? CancelMode::kill : CancelMode::graceful});
}

void Conversation::advance(double seconds) {
  const Instant end = now_ + from_seconds(seconds);
  while (true) {
    const auto run = schedule_.next_deadline();
    const auto agent = agent_ ? agent_->next_deadline() : std::nullopt;
    if ((!run || *run > end) && (!agent || *agent > end)) break;
    const bool runs_first = run && (!agent || *run <= *agent);
    now_ = runs_first ? *run : *agent;
    tell(fmt::format("at {} s:", to_seconds(now_.time_since_epoch())));
    if (runs_first) {
      step_schedule(DeadlineReached{});
    } else {
      step_agent(AgentDeadlineReached{});
    }
    deliver();
  }
  now_ = end;
}

void Conversation::runner_event(const Words& words) {
  const auto found =
      words.size() > 1 ? running_.find(words[1]) : running_.end();
  if (found == running_.end()) {
    return tell(fmt::format("error: '{}' does not run", fmt::join(words, " ")));
  }
  const AttemptId attempt = found->second;
  if (words[0] == "starts") {
    step_agent(RunnerStarted{attempt});
  } else if (words[0] == "says") {
    const Words rest(words.begin() + 2, words.end());
    step_agent(RunnerOutput{
        attempt, {{Stream::output, fmt::format("{}", fmt::join(rest, " "))}}});
  } else if (words[0] == "ends") {
    JobResult result;
    result.exit_code = static_cast<int>(seconds(words, "exit").value_or(0));
    if (result.exit_code != 0) result.outcome = Outcome::failed;
    running_.erase(found);
    step_agent(RunnerEnded{attempt, result});
  } else {
    tell(fmt::format("error: unknown command '{}'", words[0]));
  }
}

void Conversation::step_schedule(const ScheduleEvent& event) {
  const ScheduleActions actions = schedule_.step(event, now_);
  schedule_.check_invariants();
  for (const ScheduleChange& change : actions.changes) {
    std::visit([&](const auto& c) { note(c); }, change);
  }
  for (const ScheduleSend& send : actions.to_send) {
    std::visit([&](const auto& s) { carry_out(s); }, send);
  }
}

void Conversation::step_agent(AgentEvent event) {
  std::vector<AgentAction> actions = agent_->step(std::move(event), now_);
  agent_->check_invariants();
  for (AgentAction& action : actions) {
    std::visit([&](auto& a) { carry_out(a); }, action);
  }
}

void Conversation::deliver() {
  while (!to_agent_.empty() || !to_controller_.empty()) {
    if (!to_controller_.empty()) {
      const ToController message = std::move(to_controller_.front());
      to_controller_.pop_front();
      receive(message);
      continue;
    }
    ToAgent message = std::move(to_agent_.front());
    to_agent_.pop_front();
    step_agent(MessageReceived{std::move(message)});
  }
}

// As the controller's edge does it.
void Conversation::receive(const ToController& message) {
  if (const auto* started = std::get_if<AttemptStarted>(&message)) {
    step_schedule(AttemptStartedOn{agent_id_, started->attempt, started->slot});
  } else if (const auto* ended = std::get_if<AttemptEnded>(&message)) {
    step_schedule(AttemptEndedOn{agent_id_, ended->attempt, ended->result});
  } else if (const auto* output = std::get_if<AttemptOutput>(&message)) {
    const std::uint64_t next = output->first + output->lines.size();
    tell(fmt::format("controller → agent: has {} line{} of {}", next,
                     next == 1 ? "" : "s", name(output->attempt)));
    to_agent_.push_back(AcknowledgeOutput{output->attempt, next});
  }
}

void Conversation::note(const JobChanged& change) {
  const std::string& id = plan_->jobs[change.job.value].id;
  if (change.status == JobStatus::leased) jobs_[change.attempt] = change.job;
  tell(fmt::format("schedule: {} is {}{}{}", id, to_string(change.status),
                   change.reason.empty() ? "" : ": ", change.reason));
}

void Conversation::note(const RunStopped&) {}

void Conversation::note(const RunEnded& change) {
  tell(fmt::format("schedule: the run has ended: {}, exit code {}",
                   to_string(change.status), exit_code_of(change.status)));
}

void Conversation::note(const ResultRefused& change) {
  tell(fmt::format("schedule: refuses the result of {}", name(change.attempt)));
}

void Conversation::carry_out(const LeaseJob& send) {
  tell(fmt::format("controller → agent: start {}", name(send.attempt)));
  const PlannedStep& step = plan_->step(send.job);
  JobSpec spec;
  spec.label = plan_->jobs[send.job.value].id;
  spec.grace = grace_;
  if (step.timeout_seconds) {
    spec.timeout = std::chrono::duration_cast<Milliseconds>(
        from_seconds(*step.timeout_seconds));
  }
  to_agent_.push_back(StartAttempt{send.attempt, spec});
}

namespace {

std::string_view because(CancelReason reason) {
  switch (reason) {
    case CancelReason::run_timeout:
      return ", the run's time is over";
    case CancelReason::playbook_timeout:
      return ", its playbook's time is over";
    case CancelReason::cancelled:
      break;
  }
  return "";
}

}  // namespace

void Conversation::carry_out(const SendCancel& send) {
  const CancelAttempt& message = send.message;
  tell(fmt::format("controller → agent: {} {}{}",
                   message.mode == CancelMode::kill ? "kill" : "stop",
                   name(message.attempt), because(message.reason)));
  to_agent_.push_back(message);
}

void Conversation::carry_out(const SendAcknowledge& send) {
  tell(fmt::format("controller → agent: has the result of {}",
                   name(send.attempt)));
  to_agent_.push_back(AcknowledgeResult{send.attempt});
}

void Conversation::carry_out(const SendForget& send) {
  tell("controller → agent: forget " + name(send.attempt));
  to_agent_.push_back(ForgetAttempt{send.attempt});
}

void Conversation::carry_out(SendToController& action) {
  if (const auto* started = std::get_if<AttemptStarted>(&action.message)) {
    tell(fmt::format("agent → controller: {} started on slot {}",
                     name(started->attempt), started->slot));
  } else if (const auto* ended = std::get_if<AttemptEnded>(&action.message)) {
    tell(fmt::format("agent → controller: {} {} after {} s",
                     name(ended->attempt), describe(ended->result),
                     to_seconds(ended->result.duration)));
  } else if (const auto* output = std::get_if<AttemptOutput>(&action.message)) {
    for (std::size_t i = 0; i < output->lines.size(); ++i) {
      tell(fmt::format("agent → controller: {} line {}: {}",
                       name(output->attempt), output->first + i,
                       output->lines[i].text));
    }
  }
  to_controller_.push_back(std::move(action.message));
}

void Conversation::carry_out(const StartRunner& action) {
  tell(fmt::format("agent: runs {} on slot {}", name(action.attempt),
                   action.slot));
  running_[action.spec.label] = action.attempt;
}

void Conversation::carry_out(const StopRunner& action) {
  tell("agent: stops " + name(action.attempt));
}

void Conversation::carry_out(const KillRunner& action) {
  tell("agent: kills " + name(action.attempt));
}

void Conversation::carry_out(const PauseOutput& action) {
  tell("agent: pauses the output of " + name(action.attempt));
}

void Conversation::carry_out(const ResumeOutput& action) {
  tell("agent: resumes the output of " + name(action.attempt));
}

std::string Conversation::name(AttemptId attempt) const {
  const auto job = jobs_.find(attempt);
  return fmt::format(
      "{} (attempt {})",
      job == jobs_.end() ? "?" : plan_->jobs[job->second.value].id,
      attempt.value);
}

}  // namespace aitherzero::testing
