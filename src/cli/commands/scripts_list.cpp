// aitherzero scripts list: the catalog, or what a sequence selects of it.
#include <fmt/format.h>

#include <numeric>

#include "cli/commands/commands.hpp"
#include "cli/output_format.hpp"
#include "cli/project.hpp"
#include "controller/plan/sequence.hpp"
#include "controller/report/text_table.hpp"
#include "shared/base/text.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

Array to_array(const std::vector<std::string>& list) {
  return {list.begin(), list.end()};
}

Table to_table(const Script& script) {
  Array parameters;
  for (const DeclaredParameter& parameter : script.parameters) {
    parameters.push_back(Table{{"name", parameter.name},
                               {"type", parameter.type},
                               {"mandatory", parameter.mandatory}});
  }
  return {{"number", script.number},
          {"name", script.name},
          {"file", script.file_name},
          {"path", script.path},
          {"stage", script.stage},
          {"tags", to_array(script.tags)},
          {"dependencies", to_array(script.dependencies)},
          {"description", script.description},
          {"allowParallel", script.allow_parallel},
          {"timeoutSeconds",
           script.timeout_seconds ? Value(*script.timeout_seconds) : Value()},
          {"parameters", std::move(parameters)}};
}

Result<std::vector<std::size_t>> chosen_scripts(const Catalog& catalog,
                                                const ParsedOptions& options) {
  std::vector<std::size_t> chosen;
  const auto expression = options.value("sequence");
  if (!expression) {
    chosen.resize(catalog.scripts().size());
    std::iota(chosen.begin(), chosen.end(), std::size_t{0});
    return chosen;
  }
  TRY(const Selection selection,
      select_scripts(catalog, {{*expression, options.origin("sequence")}},
                     Dependencies::selected_only));
  print_warnings(selection.warnings);
  for (const SelectedScript& script : selection.scripts) {
    chosen.push_back(script.script);
  }
  return chosen;
}

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const Project project, find_project(context, options));
  TRY(const Catalog catalog, read_catalog(project));
  TRY(const auto chosen, chosen_scripts(catalog, options));
  Array list;
  TextTable table(
      {"Number", "Name", "Stage", "Tags", "Depends on", "Description"});
  for (const std::size_t index : chosen) {
    const Script& script = catalog.scripts()[index];
    print_warnings(script.warnings);
    list.push_back(to_table(script));
    table.add({script.number, script.name, script.stage, join(script.tags, ","),
               join(script.dependencies, ","), script.description});
  }
  if (wants_json(options)) {
    print_output(
        to_json(Table{{"scripts", std::move(list)}}, JsonStyle::indented) +
        "\n");
  } else if (chosen.empty()) {
    print_output(
        fmt::format("There are no numbered scripts in {}.\n", project.scripts));
  } else {
    print_output(table.render());
  }
  return 0;
}

std::vector<OptionSpec> options() {
  auto result = with_output_format(project_options());
  result.push_back({"sequence", OptionSpec::Kind::value, "EXPR",
                    "Only what a sequence selects, in its order."});
  return result;
}

}  // namespace

const Command& scripts_list_command() {
  static const Command k_command{
      {"scripts list", "", 0, 0, "Lists the numbered scripts.", "", options()},
      run};
  return k_command;
}

}  // namespace aitherzero
