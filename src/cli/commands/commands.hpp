// All commands, in the order in which the overview lists them. Who adds a
// command adds its declaration here and its name to commands.cpp.
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace aitherzero {

const Command& orchestrate_command();
const Command& playbook_list_command();
const Command& playbook_show_command();
const Command& playbook_validate_command();
const Command& scripts_list_command();
const Command& doctor_command();

std::vector<const Command*> all_commands();

}  // namespace aitherzero
