// Runs jobs that have ended as soon as they were started, or never end.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "agent/core/runner.hpp"
#include "shared/base/executor.hpp"

namespace aitherzero {

class InstantRunner final : public Runner {
 public:
  enum class Jobs { end_at_once, never_end };

  // `executor` must outlive it. `on_start` is told of each attempt.
  explicit InstantRunner(Executor& executor, Jobs jobs = Jobs::end_at_once,
                         std::function<void(AttemptId)> on_start = {})
      : executor_(executor), jobs_(jobs), on_start_(std::move(on_start)) {}

  void set_callbacks(Callbacks callbacks) override {
    callbacks_ = std::move(callbacks);
  }
  void start(AttemptId attempt, std::uint32_t, const JobSpec&) override {
    if (on_start_) on_start_(attempt);
    started_.push_back(attempt);
    if (started_.size() > 1) return;
    soon_ = executor_.at(executor_.now(), [this] { end_started(); });
  }
  void stop(AttemptId) override {}
  void kill(AttemptId) override {}
  void pause_output(AttemptId) override {}
  void resume_output(AttemptId) override {}

 private:
  void end_started() {
    for (const AttemptId attempt : std::exchange(started_, {})) {
      callbacks_.on_started(attempt);
      if (jobs_ == Jobs::end_at_once) callbacks_.on_ended(attempt, {});
    }
  }

  Executor& executor_;
  Jobs jobs_;
  std::function<void(AttemptId)> on_start_;
  Callbacks callbacks_;
  std::vector<AttemptId> started_;
  Executor::Handle soon_;
};

}  // namespace aitherzero
