#include "cli/commands/commands.hpp"

namespace aitherzero {

std::vector<const Command*> all_commands() {
  return {&orchestrate_command(),   &playbook_list_command(),
          &playbook_show_command(), &playbook_validate_command(),
          &plan_graph_command(),    &scripts_list_command(),
          &controller_command(),    &agent_command(),
          &run_list_command(),      &run_show_command(),
          &run_logs_command(),      &run_explain_command(),
          &run_cancel_command(),    &run_retry_command(),
          &run_resume_command(),    &run_artifacts_command(),
          &agents_list_command(),   &agents_drain_command(),
          &keys_init_command(),     &keys_show_command(),
          &keys_trust_command(),    &keys_token_command(),
          &keys_join_command(),     &config_show_command(),
          &doctor_command()};
}

}  // namespace aitherzero
