#include "controller/app/controller.hpp"

#include "protocol/codec/codec.hpp"
#include "shared/log/log.hpp"

namespace aitherzero {

Controller::Controller(Executor& loop, ServerLink& link, RunObserver& observer)
    : loop_(loop), link_(link), observer_(observer) {
  link_.on_frame(
      [this](PeerId peer, const std::string& frame) { on_frame(peer, frame); });
}

RunId Controller::submit(std::shared_ptr<const Plan> plan,
                         RunSettings settings) {
  const RunId run{++last_run_};
  runs_[run] = {plan, std::move(settings)};
  step(RunSubmitted{run, std::move(plan)});
  return run;
}

void Controller::cancel(RunId run, CancelMode mode) {
  step(RunCancelRequested{run, mode});
}

void Controller::step(const ScheduleEvent& event) {
  const ScheduleActions actions = schedule_.step(event, loop_.now());
  // Changes first: what is sent may rely on them (rule D1, D3).
  for (const ScheduleChange& change : actions.changes) {
    std::visit([&](const auto& c) { on_change(c); }, change);
  }
  for (const ScheduleSend& action : actions.to_send) carry_out(action);
  set_timer();
}

void Controller::on_change(const JobChanged& change) {
  if (change.status == JobStatus::leased) {
    attempts_[change.attempt] = {change.run, change.job};
  } else if (change.status != JobStatus::running) {
    attempts_.erase(change.attempt);
  }
  observer_.on_job_changed(change, agent_names_[change.agent]);
}

void Controller::on_change(const RunEnded& change) {
  observer_.on_run_ended(change);
  runs_.erase(change.run);
}

void Controller::on_change(const ResultRefused& change) {
  log_warning("refused a late result of attempt {} from agent {}",
              change.attempt.value, agent_names_[change.agent]);
}

void Controller::on_frame(PeerId peer, const std::string& frame) {
  const AgentId agent{peer.value};
  const auto message = decode_to_controller(frame);
  if (!message) {
    log_warning("refused a frame from agent {}: {}", agent.value,
                to_string(message.error()));
    return;
  }
  std::visit([&](const auto& m) { on_message(agent, m); }, *message);
}

void Controller::on_message(AgentId agent, const Hello& message) {
  if (message.protocol_version != k_protocol_version || message.slots == 0) {
    log_warning("refused agent {}: it speaks protocol {} with {} slots",
                message.agent, message.protocol_version, message.slots);
    return;
  }
  const bool known = agent_names_.contains(agent);
  agent_names_[agent] = message.agent;
  send(agent, Welcome{});
  if (known) step(AgentLeft{agent});
  step(AgentJoined{agent, message.slots});
}

void Controller::on_message(AgentId agent, const AttemptStarted& message) {
  step(AttemptStartedOn{agent, message.attempt, message.slot});
}

void Controller::on_message(AgentId agent, const AttemptOutput& message) {
  const auto attempt = attempts_.find(message.attempt);
  // Output of an attempt that was given up still gets its credit back.
  const std::uint64_t next = message.first + message.lines.size();
  if (attempt != attempts_.end() &&
      message.first == attempt->second.next_line) {
    attempt->second.next_line = next;
    observer_.on_output(attempt->second.run, attempt->second.job,
                        message.lines);
  }
  if (output_is_held_) {
    held_[{agent, message.attempt}] = next;
  } else {
    send(agent, AcknowledgeOutput{message.attempt, next});
  }
}

void Controller::release_output() {
  output_is_held_ = false;
  for (const auto& [sender, next] : std::exchange(held_, {})) {
    send(sender.first, AcknowledgeOutput{sender.second, next});
  }
}

void Controller::on_message(AgentId agent, const AttemptEnded& message) {
  step(AttemptEndedOn{agent, message.attempt, message.result});
}

void Controller::send(AgentId agent, const ToAgent& message) {
  link_.send(PeerId{agent.value}, encode(message));
}

void Controller::carry_out(const ScheduleSend& action) {
  struct Visitor {
    Controller& controller;
    void operator()(const LeaseJob& a) const {
      const auto run = controller.runs_.find(a.run);
      if (run == controller.runs_.end()) return;
      controller.send(
          a.agent,
          StartAttempt{a.attempt, controller.job_spec(run->second, a.job)});
    }
    void operator()(const SendCancel& a) const {
      controller.send(a.agent, a.message);
    }
    void operator()(const SendAcknowledge& a) const {
      controller.send(a.agent, AcknowledgeResult{a.attempt});
    }
  };
  std::visit(Visitor{*this}, action);
}

JobSpec Controller::job_spec(const Run& run, JobIndex index) const {
  const Job& job = run.plan->jobs[index.value];
  JobSpec spec;
  spec.label = job.name;
  spec.kind = job.kind == ScriptKind::powershell ? JobKind::powershell
                                                 : JobKind::executable;
  spec.isolation = run.settings.isolation;
  spec.script = job.script_path;
  spec.working_directory = run.settings.working_directory;
  spec.parameters = job.parameters;
  spec.arguments = job.arguments;
  spec.environment = job.environment;
  if (job.timeout_seconds) {
    spec.timeout = std::chrono::duration_cast<Milliseconds>(
        from_seconds(*job.timeout_seconds));
  }
  spec.grace = run.settings.grace;
  return spec;
}

void Controller::set_timer() {
  timer_.reset();
  if (const auto deadline = schedule_.next_deadline()) {
    timer_ = loop_.at(*deadline, [this] { step(DeadlineReached{}); });
  }
}

}  // namespace aitherzero
