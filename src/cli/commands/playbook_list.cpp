// aitherzero playbook list: the playbooks of the project.
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/output_format.hpp"
#include "cli/project.hpp"
#include "controller/report/text_table.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

// Playbooks that cannot be read are listed with their error: the list is
// where people look for them.
Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const Project project, find_project(context, options));
  TRY(const auto files, list_playbooks(project));
  Array list;
  TextTable table({"Playbook", "Steps", "Description"});
  for (const PlaybookFile& file : files) {
    const auto playbook = load_playbook(context, project, file.path);
    if (!playbook) {
      table.add({file.name, "-", playbook.error().message});
      list.push_back(Table{{"name", file.name},
                           {"path", file.path},
                           {"error", to_string(playbook.error())}});
      continue;
    }
    table.add({file.name, fmt::to_string(playbook->steps.size()),
               playbook->description});
    list.push_back(
        Table{{"name", file.name},
              {"path", file.path},
              {"description", playbook->description},
              {"steps", static_cast<std::int64_t>(playbook->steps.size())},
              {"error", Value()}});
  }
  if (wants_json(options)) {
    print_output(to_json(Table{{"playbooks", list}}, JsonStyle::indented) +
                 "\n");
  } else if (files.empty()) {
    print_output(
        fmt::format("There are no playbooks in {}.\n", project.playbooks));
  } else {
    print_output(table.render());
  }
  return 0;
}

}  // namespace

const Command& playbook_list_command() {
  static const Command k_command{
      {"playbook list", "", 0, 0, "Lists the playbooks of the project.", "",
       with_output_format(project_options())},
      run};
  return k_command;
}

}  // namespace aitherzero
