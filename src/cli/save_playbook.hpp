// --save-playbook: what a command line asks for, as a playbook.
#pragma once

#include <string>

#include "cli/command.hpp"
#include "cli/project.hpp"
#include "controller/plan/plan.hpp"

namespace aitherzero {

// Writes NAME.psd1 into the project's playbooks; its path. `bad_input` for a
// name that is none or is taken, and for what a playbook cannot say. `plan` is
// what the request comes to: it knows the types that scripts declare.
Result<std::string> save_playbook(const std::string& name,
                                  const PlanRequest& request, const Plan& plan,
                                  const Project& project);

}  // namespace aitherzero
