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
const Command& plan_graph_command();
const Command& scripts_list_command();
const Command& controller_command();
const Command& agent_command();
const Command& run_list_command();
const Command& run_show_command();
const Command& run_logs_command();
const Command& run_explain_command();
const Command& run_cancel_command();
const Command& run_retry_command();
const Command& run_resume_command();
const Command& run_artifacts_command();
const Command& agents_list_command();
const Command& agents_drain_command();
const Command& keys_init_command();
const Command& keys_show_command();
const Command& keys_trust_command();
const Command& keys_token_command();
const Command& keys_join_command();
const Command& config_show_command();
const Command& doctor_command();

std::vector<const Command*> all_commands();

}  // namespace aitherzero
