// The real agent core with fake jobs: each is a script of random deeds, done in
// simulated time.
#pragma once

#include <functional>
#include <map>

#include "agent/core/agent_core.hpp"
#include "sim/random.hpp"
#include "sim/simulation.hpp"
#include "sim/timeline.hpp"

namespace aitherzero::sim {

class FakeAgent {
 public:
  FakeAgent(Timeline& timeline, Random& random, Coverage& coverage,
            std::uint32_t slots, std::function<void(const ToController&)> send)
      : timeline_(timeline),
        random_(random),
        coverage_(coverage),
        core_({"agent", {}, slots}),
        send_(std::move(send)) {}

  Hello hello() const { return core_.hello(); }
  void receive(ToAgent message) { step(MessageReceived{std::move(message)}); }

 private:
  // What a job is doing; gone once it has ended.
  struct FakeJob {
    bool obeys_stop = true;
    bool floods = false;
    bool paused = false;
  };

  void step(AgentEvent event) {
    const auto actions = core_.step(std::move(event), timeline_.now());
    core_.check_invariants();
    for (const AgentAction& action : actions) {
      std::visit([&](const auto& a) { carry_out(a); }, action);
    }
    if (const auto deadline = core_.next_deadline()) {
      timeline_.at(*deadline, [this, deadline] {
        if (core_.next_deadline() == deadline) step(AgentDeadlineReached{});
      });
    }
  }

  void carry_out(const SendToController& action) { send_(action.message); }

  void carry_out(const StartRunner& action) {
    const AttemptId attempt = action.attempt;
    FakeJob& job = jobs_[attempt];
    job.obeys_stop = random_() % 3 != 0;
    job.floods = random_() % 8 == 0;
    timeline_.after_ms(random_() % 20, [this, attempt] {
      if (jobs_.contains(attempt)) step(RunnerStarted{attempt});
    });
    speak_later(attempt);
    // Some never end by themselves and need a timeout or a cancel; the
    // simulation gives every run one in the end.
    const bool hangs = random_() % 10 == 0;
    const Outcome outcome =
        random_() % 6 == 0 ? Outcome::failed : Outcome::succeeded;
    if (!hangs) {
      timeline_.after_ms(20 + random_() % 3000,
                         [this, attempt, outcome] { end(attempt, outcome); });
    }
  }

  void carry_out(const StopRunner& action) {
    const AttemptId attempt = action.attempt;
    if (!jobs_.at(attempt).obeys_stop) return;
    timeline_.after_ms(random_() % 800,
                       [this, attempt] { end(attempt, Outcome::failed); });
  }

  void carry_out(const KillRunner& action) {
    ++coverage_.kills;
    const AttemptId attempt = action.attempt;
    timeline_.after_ms(1 + random_() % 50,
                       [this, attempt] { end(attempt, Outcome::failed); });
  }

  void carry_out(const PauseOutput& action) {
    ++coverage_.output_held;
    jobs_.at(action.attempt).paused = true;
  }
  void carry_out(const ResumeOutput& action) {
    jobs_.at(action.attempt).paused = false;
  }

  void speak_later(AttemptId attempt) {
    timeline_.after_ms(20 + random_() % 300, [this, attempt] {
      const auto job = jobs_.find(attempt);
      if (job == jobs_.end()) return;
      if (!job->second.paused) {
        const std::size_t count = job->second.floods ? 3000 : 2;
        step(RunnerOutput{attempt, std::vector<OutputLine>(count)});
      }
      speak_later(attempt);
    });
  }

  void end(AttemptId attempt, Outcome outcome) {
    if (jobs_.erase(attempt) == 0) return;
    JobResult result;
    result.outcome = outcome;
    result.exit_code = outcome == Outcome::succeeded ? 0 : 1;
    step(RunnerEnded{attempt, std::move(result)});
  }

  Timeline& timeline_;
  Random& random_;
  Coverage& coverage_;
  AgentCore core_;
  std::function<void(const ToController&)> send_;
  std::map<AttemptId, FakeJob> jobs_;
};

}  // namespace aitherzero::sim
