// What a command line says of a plan, and making it.
#pragma once

#include <vector>

#include "cli/command.hpp"
#include "cli/project.hpp"
#include "controller/plan/plan.hpp"

namespace aitherzero {

// --project and its like, --sequence, --variable, --matrix and all else that
// changes a plan. They go with an operand [PLAYBOOK].
std::vector<OptionSpec> plan_options();

// Reads the playbook and the configuration. `bad_input` where neither a
// playbook nor a sequence is named, or both.
Result<PlanRequest> plan_request(const CommandContext& context,
                                 const ParsedOptions& options,
                                 const Project& project);

// Reads the scripts; prints warnings, and saves the playbook that
// --save-playbook asks for.
Result<Plan> plan_run(const CommandContext& context,
                      const ParsedOptions& options, const Project& project,
                      const PlanRequest& request);

}  // namespace aitherzero
