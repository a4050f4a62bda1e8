// aitherzero config show: the configuration, each value with its origin.
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/output_format.hpp"
#include "cli/project.hpp"
#include "controller/report/text_table.hpp"
#include "shared/base/text.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

bool is_below(const std::string& path, const std::string& wanted) {
  return wanted.empty() || equals_ignoring_case(path, wanted) ||
         starts_with_ignoring_case(path, wanted + ".");
}

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const Project project, find_project(context, options));
  TRY(const Configuration configuration,
      read_configuration(context, options, project));
  const std::string wanted =
      options.operands().empty() ? "" : options.operands().front();
  TextTable table({"Setting", "Value", "From"});
  Array list;
  std::vector<std::string> paths;
  bool found = false;
  for (const auto& [path, value] : configuration.settings()) {
    paths.push_back(path);
    if (!is_below(path, wanted)) continue;
    found = true;
    const std::string origin = to_string(value->place());
    table.add({path, to_json(*value, JsonStyle::compact), origin});
    list.push_back(
        Table{{"setting", path}, {"value", *value}, {"from", origin}});
  }
  if (!found && !wanted.empty()) {
    return fail(ErrorKind::not_found,
                fmt::format("there is no setting '{}'", wanted), {},
                did_you_mean(wanted, paths));
  }
  if (wants_json(options)) {
    print_output(
        to_json(Table{{"settings", std::move(list)}}, JsonStyle::indented) +
        "\n");
  } else {
    print_output(found ? table.render()
                       : "This project has no configuration.\n");
  }
  return 0;
}

std::vector<OptionSpec> options() {
  auto result = with_output_format(project_options());
  result.push_back(config_option());
  return result;
}

}  // namespace

const Command& config_show_command() {
  static const Command k_command{
      {"config show", "[SETTING]", 1, 0,
       "Shows the configuration, and where each value comes from.",
       "SETTING is a path such as Automation or Automation.MaxConcurrency.\n"
       "Stronger ones last: config.psd1, config.local.psd1, --config FILE.",
       options()},
      run};
  return k_command;
}

}  // namespace aitherzero
