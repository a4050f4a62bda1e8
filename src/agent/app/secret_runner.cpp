#include "agent/app/secret_runner.hpp"

#include <utility>

namespace aitherzero {

void SecretRunner::set_callbacks(Callbacks callbacks) {
  callbacks_ = std::move(callbacks);
  runner_.set_callbacks(
      {callbacks_.on_started,
       [this](AttemptId attempt, std::vector<OutputLine> lines) {
         on_output(attempt, std::move(lines));
       },
       callbacks_.on_ran,
       [this](AttemptId attempt, JobResult result) {
         on_ended(attempt, std::move(result));
       }});
}

void SecretRunner::start(AttemptId attempt, std::uint32_t slot,
                         const JobSpec& spec) {
  if (spec.secrets.empty()) return runner_.start(attempt, slot, spec);
  JobSpec with_values = spec;
  std::vector<Secret> secrets;
  for (const auto& [name, value] : spec.secrets) {
    with_values.environment[name] = value;
    secrets.push_back({name, value});
  }
  // A cold start refuses them: others can see its command line.
  if (spec.isolation != Isolation::cold) {
    for (const std::string& name : spec.secret_parameters) {
      const auto value = spec.secrets.find(name);
      if (value != spec.secrets.end()) {
        with_values.parameters.set(name, value->second);
      }
    }
  }
  with_values.secrets.clear();
  maskers_.try_emplace(attempt, secrets);
  runner_.start(attempt, slot, with_values);
}

void SecretRunner::on_output(AttemptId attempt, std::vector<OutputLine> lines) {
  const auto masker = maskers_.find(attempt);
  if (masker != maskers_.end()) lines = masker->second.mask(std::move(lines));
  if (!lines.empty()) callbacks_.on_output(attempt, std::move(lines));
}

void SecretRunner::on_ended(AttemptId attempt, JobResult result) {
  const auto masker = maskers_.find(attempt);
  if (masker != maskers_.end()) {
    std::vector<OutputLine> rest = masker->second.flush();
    if (!rest.empty()) callbacks_.on_output(attempt, std::move(rest));
    masker->second.mask_result(result);
    maskers_.erase(masker);
  }
  callbacks_.on_ended(attempt, std::move(result));
}

}  // namespace aitherzero
