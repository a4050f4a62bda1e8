// Gives jobs their secrets as environment and parameters, and keeps them out of
// all that comes back (rule S3). Jobs without secrets go straight on.
#pragma once

#include <map>

#include "agent/core/runner.hpp"
#include "agent/core/secret_masker.hpp"

namespace aitherzero {

class SecretRunner final : public Runner {
 public:
  explicit SecretRunner(Runner& runner) : runner_(runner) {}

  void set_callbacks(Callbacks callbacks) override;
  void start(AttemptId attempt, std::uint32_t slot,
             const JobSpec& spec) override;
  void stop(AttemptId attempt) override { runner_.stop(attempt); }
  void kill(AttemptId attempt) override { runner_.kill(attempt); }
  void pause_output(AttemptId attempt) override {
    runner_.pause_output(attempt);
  }
  void resume_output(AttemptId attempt) override {
    runner_.resume_output(attempt);
  }

 private:
  void on_output(AttemptId attempt, std::vector<OutputLine> lines);
  void on_ended(AttemptId attempt, JobResult result);

  Runner& runner_;
  Callbacks callbacks_;
  std::map<AttemptId, SecretMasker> maskers_;
};

}  // namespace aitherzero
