#include "agent/app/agent.hpp"

#include "protocol/codec/codec.hpp"
#include "shared/log/log.hpp"

namespace aitherzero {

Agent::Agent(Executor& executor, Connection& connection, Runner& runner,
             Outbox* outbox, AgentOptions options)
    : executor_(executor),
      connection_(connection),
      runner_(runner),
      outbox_(outbox),
      crash_points_(std::move(options.crash_points)),
      core_(std::move(options.identity), std::move(options.kept)) {
  runner_.set_callbacks(
      {[this](AttemptId attempt) { step(RunnerStarted{attempt}); },
       [this](AttemptId attempt, std::vector<OutputLine> lines) {
         step(RunnerOutput{attempt, std::move(lines)});
       },
       [this](AttemptId attempt) { step(RunnerRan{attempt}); },
       [this](AttemptId attempt, JobResult result) {
         step(RunnerEnded{attempt, std::move(result)});
       }});
  connection_.set_callbacks(
      {[this](const std::string& welcome) { on_opened(welcome); },
       [this](const std::vector<std::string>& messages) {
         on_messages(messages);
       },
       [this] {
         log_info("the controller does not know this agent any more");
         step(SessionClosed{});
       },
       [this](bool for_ever, const std::string& reason) {
         log_warning("the controller refuses this agent: {}", reason);
         if (for_ever && on_refused_) on_refused_(reason);
       }});
}

void Agent::connect() { connection_.open(encode(ToController{core_.hello()})); }

void Agent::drain() { step(DrainRequested{}); }

void Agent::abandon() { step(AbandonRequested{}); }

void Agent::on_opened(const std::string& welcome) {
  const auto message = decode_to_agent(welcome);
  const Welcome* said = message ? std::get_if<Welcome>(&*message) : nullptr;
  if (said != nullptr && on_welcome_) on_welcome_(*said);
  step(SessionOpened{});
}

void Agent::on_messages(const std::vector<std::string>& messages) {
  for (const std::string& bytes : messages) {
    auto message = decode_to_agent(bytes);
    if (message) {
      step(MessageReceived{std::move(*message)});
      continue;
    }
    const std::string why = to_string(message.error());
    log_warning("the controller sent what cannot be read: {}", why);
    // Its lease would never end if nobody answered.
    if (const auto attempt = attempt_to_start(bytes)) {
      JobSpec spec;
      spec.refusal = "its agent cannot read this job: " + why;
      step(MessageReceived{StartAttempt{*attempt, std::move(spec)}});
    }
  }
}

void Agent::step(AgentEvent event) {
  auto actions = core_.step(std::move(event), executor_.now());
  for (AgentAction& action : actions) carry_out(action);
  set_timer();
  if (std::exchange(resting_, core_.is_idle()) != resting_ && on_rest_) {
    on_rest_(resting_);
  }
  if (core_.is_draining() && core_.is_idle() && on_idle_ && !idle_was_told_) {
    idle_was_told_ = true;
    executor_.post(on_idle_);
  }
}

// An outbox that cannot be written (a full disk) does not stop the work: what
// is not kept is lost only if this process ends before it is acknowledged.
void Agent::note(const Status& kept) {
  if (!kept) {
    log_error("the outbox cannot be written: {}", to_string(kept.error()));
  }
}

template <typename Action>
void Agent::keep(const Action& action) {
  if (outbox_ != nullptr) note(outbox_->keep(action));
}

template <typename Action>
void Agent::drop(const Action& action) {
  if (outbox_ != nullptr) note(outbox_->drop(action));
}

void Agent::carry_out(AgentAction& action) {
  struct Visitor {
    Agent& agent;
    void operator()(const SendToController& a) const {
      agent.connection_.queue(encode(a.message));
      agent.crash_points_.reach("agent: when it has sent");
    }
    void operator()(const KeepAttempt& a) const {
      agent.keep(a);
      agent.crash_points_.reach("agent: when it has accepted");
    }
    void operator()(const KeepOutput& a) const { agent.keep(a); }
    void operator()(const KeepResult& a) const {
      agent.crash_points_.reach("agent: before it keeps a result");
      agent.keep(a);
      agent.crash_points_.reach("agent: when it has kept a result");
    }
    void operator()(const DropOutput& a) const { agent.drop(a); }
    void operator()(const DropAttempt& a) const {
      agent.crash_points_.reach("agent: before it forgets an attempt");
      agent.drop(a);
    }
    void operator()(const StartRunner& a) const {
      agent.runner_.start(a.attempt, a.slot, a.spec);
    }
    void operator()(const StopRunner& a) const {
      agent.runner_.stop(a.attempt);
    }
    void operator()(const KillRunner& a) const {
      agent.runner_.kill(a.attempt);
    }
    void operator()(const PauseOutput& a) const {
      agent.runner_.pause_output(a.attempt);
    }
    void operator()(const ResumeOutput& a) const {
      agent.runner_.resume_output(a.attempt);
    }
  };
  std::visit(Visitor{*this}, action);
}

// A timer that is due too early does no harm: it looks and is set again.
void Agent::set_timer() {
  const auto next = core_.next_deadline();
  if (!next || (timer_at_ && *timer_at_ <= *next)) return;
  timer_at_ = next;
  timer_ = executor_.at(*next, [this] {
    timer_at_.reset();
    step(AgentDeadlineReached{});
  });
}

}  // namespace aitherzero
