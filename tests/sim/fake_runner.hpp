// Runs fake jobs: each does random deeds in simulated time.
#pragma once

#include <functional>
#include <map>

#include "agent/core/runner.hpp"
#include "sim/random.hpp"
#include "sim/simulation.hpp"
#include "sim/timeline.hpp"

namespace aitherzero::sim {

class FakeRunner final : public Runner {
 public:
  // `on_start` is told of every execution.
  FakeRunner(SimProcess& process, Random& random, Coverage& coverage,
             std::function<void(AttemptId)> on_start)
      : process_(process),
        random_(random),
        coverage_(coverage),
        on_start_(std::move(on_start)) {}

  void set_callbacks(Callbacks callbacks) override {
    callbacks_ = std::move(callbacks);
  }

  void start(AttemptId attempt, std::uint32_t, const JobSpec&) override {
    on_start_(attempt);
    FakeJob& job = jobs_[attempt];
    job.obeys_stop = random_() % 3 != 0;
    job.floods = random_() % 8 == 0;
    later(attempt, random_() % 20,
          [this, attempt] { callbacks_.on_started(attempt); });
    speak_later(attempt);
    // Some never end by themselves and need a timeout or a cancel; the
    // simulation gives every run one in the end.
    const bool hangs = random_() % 10 == 0;
    const Outcome outcome =
        random_() % 6 == 0 ? Outcome::failed : Outcome::succeeded;
    if (!hangs) end_later(attempt, 20 + random_() % 3000, outcome);
  }
  void stop(AttemptId attempt) override {
    if (!jobs_.at(attempt).obeys_stop) return;
    end_later(attempt, random_() % 800, Outcome::failed);
  }
  void kill(AttemptId attempt) override {
    ++coverage_.kills;
    end_later(attempt, 1 + random_() % 50, Outcome::failed);
  }
  void pause_output(AttemptId attempt) override {
    ++coverage_.output_held;
    jobs_.at(attempt).paused = true;
  }
  void resume_output(AttemptId attempt) override {
    jobs_.at(attempt).paused = false;
  }

 private:
  // What a job is doing; gone once it has ended.
  struct FakeJob {
    bool obeys_stop = true;
    bool floods = false;
    bool paused = false;
  };

  void later(AttemptId attempt, std::uint32_t milliseconds,
             std::function<void()> deed) {
    timers_.push_back(process_.at(process_.now() + Milliseconds(milliseconds),
                                  [this, attempt, deed = std::move(deed)] {
                                    if (jobs_.contains(attempt)) deed();
                                  }));
  }

  void end_later(AttemptId attempt, std::uint32_t milliseconds,
                 Outcome outcome) {
    later(attempt, milliseconds, [this, attempt, outcome] {
      jobs_.erase(attempt);
      JobResult result;
      result.outcome = outcome;
      result.exit_code = outcome == Outcome::succeeded ? 0 : 1;
      callbacks_.on_ended(attempt, std::move(result));
    });
  }

  void speak_later(AttemptId attempt) {
    later(attempt, 20 + random_() % 300, [this, attempt] {
      const FakeJob& job = jobs_.at(attempt);
      if (!job.paused) {
        const std::size_t count = job.floods ? 3000 : 2;
        callbacks_.on_output(attempt, std::vector<OutputLine>(count));
      }
      speak_later(attempt);
    });
  }

  SimProcess& process_;
  Random& random_;
  Coverage& coverage_;
  std::function<void(AttemptId)> on_start_;
  Callbacks callbacks_;
  std::map<AttemptId, FakeJob> jobs_;
  std::vector<Executor::Handle> timers_;
};

}  // namespace aitherzero::sim
