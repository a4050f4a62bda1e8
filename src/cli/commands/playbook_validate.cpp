// aitherzero playbook validate NAME…: everything that would stop a playbook
// from running, and everything suspicious in it, without running anything.
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/output_format.hpp"
#include "cli/project.hpp"
#include "controller/plan/plan.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

struct Finding {
  std::string severity;
  std::string message;
  Place place;
  std::string advice;
};

// A playbook is valid when it reads and plans without a warning: here an
// unknown key is an error.
std::vector<Finding> validate(const CommandContext& context,
                              const Project& project, const std::string& name) {
  const auto error_of = [](const Error& error) {
    return std::vector<Finding>{
        {"error", error.message, error.place, error.advice}};
  };
  auto playbook = load_playbook(context, project, name);
  if (!playbook) return error_of(playbook.error());
  const auto catalog = read_catalog(project);
  if (!catalog) return error_of(catalog.error());
  PlanRequest request;
  request.playbook = std::move(*playbook);
  request.project_root = project.root;
  const auto planned =
      make_plan(*catalog, request, plan_files(context, project));
  if (!planned) return error_of(planned.error());
  std::vector<Finding> findings;
  for (const Warning& warning : planned->warnings) {
    findings.push_back(
        {"error", warning.message, warning.place, warning.advice});
  }
  return findings;
}

Table to_table(const std::string& playbook, const Finding& finding) {
  return {{"playbook", playbook},
          {"severity", finding.severity},
          {"file", finding.place.source},
          {"line", static_cast<std::int64_t>(finding.place.line)},
          {"column", static_cast<std::int64_t>(finding.place.column)},
          {"message", finding.message},
          {"advice", finding.advice}};
}

Result<std::vector<std::string>> names_to_check(const Project& project,
                                                const ParsedOptions& options) {
  if (!options.operands().empty()) return options.operands();
  TRY(const auto files, list_playbooks(project));
  std::vector<std::string> names;
  for (const PlaybookFile& file : files) names.push_back(file.path);
  return names;
}

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const Project project, find_project(context, options));
  TRY(const auto names, names_to_check(project, options));
  Array list;
  std::string text;
  for (const std::string& name : names) {
    const auto findings = validate(context, project, name);
    if (findings.empty()) text += fmt::format("{}: valid\n", name);
    for (const Finding& finding : findings) {
      list.push_back(to_table(name, finding));
      text += to_string(Error{ErrorKind::bad_input, finding.message,
                              finding.place, finding.advice}) +
              "\n";
    }
  }
  const bool valid = list.empty();
  if (wants_json(options)) {
    text = to_json(Table{{"valid", valid}, {"findings", std::move(list)}},
                   JsonStyle::indented) +
           "\n";
  }
  print_output(text);
  return static_cast<int>(valid ? ExitCode::success : ExitCode::bad_input);
}

constexpr std::size_t k_max_playbooks = 1000;

}  // namespace

const Command& playbook_validate_command() {
  static const Command k_command{
      {"playbook validate", "[PLAYBOOK…]", k_max_playbooks, 0,
       "Checks playbooks without running anything; all of them by default.", "",
       with_output_format(project_options())},
      run};
  return k_command;
}

}  // namespace aitherzero
