#include "cli/commands/commands.hpp"

namespace aitherzero {

std::vector<const Command*> all_commands() {
  return {&orchestrate_command(),   &playbook_list_command(),
          &playbook_show_command(), &playbook_validate_command(),
          &scripts_list_command(),  &doctor_command()};
}

}  // namespace aitherzero
