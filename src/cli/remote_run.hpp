// Submits a run to a controller: its plan, and the project's files as far as
// the controller lacks them.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "cli/command.hpp"
#include "client/controller_client.hpp"
#include "controller/plan/plan.hpp"

namespace aitherzero {

struct SubmitOptions {
  std::string project_root;
  std::string cache_folder;  // remembers what the project's files were
  Isolation isolation = Isolation::runspace;
  Secrets secrets;
};

// Makes the plan's scripts relative to the project. A script outside of it is
// `bad_input`: the project is what travels.
Status make_relative(Plan& plan, const std::string& project_root);

// The values of all secrets that the plan names, from `given` or else the
// environment; one that is nowhere is `bad_input` at its step.
Result<Secrets> secrets_of(const Plan& plan, Secrets given,
                           const Environment& environment);

// A key that makes a submission safe to repeat.
std::string random_key();

// Gives the run's name, once the run is safe with the controller. `notice`
// tells the user what takes time.
Result<std::string> submit_run(
    ControllerClient& client, const Plan& plan, const SubmitOptions& options,
    const std::function<void(const std::string&)>& notice);

// Brings the outputs of jobs into `folder`, those of later jobs over those of
// earlier ones; gives how many files there were.
Result<std::size_t> fetch_outputs(ControllerClient& client,
                                  const std::map<JobIndex, Digest>& outputs,
                                  const std::string& folder);

}  // namespace aitherzero
