#include "agent/app/agent.hpp"

#include "protocol/codec/codec.hpp"
#include "shared/log/log.hpp"

namespace aitherzero {

Agent::Agent(Executor& loop, ClientLink& link, Runner& runner,
             AgentIdentity identity)
    : loop_(loop), link_(link), runner_(runner), core_(std::move(identity)) {
  runner_.set_callbacks(
      {[this](AttemptId attempt) { step(RunnerStarted{attempt}); },
       [this](AttemptId attempt, std::vector<OutputLine> lines) {
         step(RunnerOutput{attempt, std::move(lines)});
       },
       [this](AttemptId attempt, JobResult result) {
         step(RunnerEnded{attempt, std::move(result)});
       }});
  link_.on_frame([this](const std::string& frame) { on_frame(frame); });
}

void Agent::connect() { link_.send(encode(core_.hello())); }

void Agent::on_frame(const std::string& frame) {
  auto message = decode_to_agent(frame);
  if (!message) {
    log_warning("refused a frame from the controller: {}",
                to_string(message.error()));
    return;
  }
  step(MessageReceived{std::move(*message)});
}

void Agent::step(AgentEvent event) {
  auto actions = core_.step(std::move(event), loop_.now());
  for (AgentAction& action : actions) carry_out(action);
  set_timer();
}

void Agent::carry_out(AgentAction& action) {
  struct Visitor {
    Agent& agent;
    void operator()(const SendToController& a) const {
      agent.link_.send(encode(a.message));
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

void Agent::set_timer() {
  timer_.reset();
  if (const auto deadline = core_.next_deadline()) {
    timer_ = loop_.at(*deadline, [this] { step(AgentDeadlineReached{}); });
  }
}

}  // namespace aitherzero
