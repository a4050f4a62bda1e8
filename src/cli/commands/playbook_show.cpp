// aitherzero playbook show NAME: what a playbook says, step by step.
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/output_format.hpp"
#include "cli/project.hpp"
#include "controller/report/text_layout.hpp"
#include "controller/report/text_table.hpp"
#include "shared/base/text.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

Value optional_seconds(const std::optional<double>& seconds) {
  return seconds ? Value(*seconds) : Value();
}

Array to_array(const std::vector<std::string>& list) {
  return {list.begin(), list.end()};
}

// As it is written; what only a template's value could make a step is shown by
// its name alone.
Step as_written(const StepSource& source) {
  std::vector<Warning> ignored;
  auto step = read_step(source.value, ignored);
  if (step) return std::move(*step);
  Step shown;
  shown.place = source.value.place();
  const auto* table = source.value.as<Table>();
  for (const char* key : {"Script", "Playbook", "Scripts"}) {
    const Value* value = table == nullptr ? nullptr : table->find(key);
    if (value != nullptr && shown.script.empty()) {
      shown.script = text_of(*value);
    }
  }
  return shown;
}

// What it runs.
std::string target_of(const Step& step) {
  if (!step.script.empty()) return step.script;
  if (!step.playbook.empty()) return "playbook " + step.playbook;
  return join(step.terms, ", ");
}

std::vector<std::string> names_of(const std::vector<StepNeed>& needs) {
  std::vector<std::string> names;
  for (const StepNeed& need : needs) names.push_back(need.name);
  return names;
}

Table to_table(const Step& step) {
  return {
      {"sequence", step.terms.empty() ? Value() : Value(join(step.terms, ","))},
      {"playbook", step.playbook.empty() ? Value() : Value(step.playbook)},
      {"script", step.script.empty() ? Value() : Value(step.script)},
      {"name", step.name},
      {"description", step.description},
      {"parameters", step.parameters},
      {"arguments", to_array(step.arguments)},
      {"timeoutSeconds", optional_seconds(step.timeout_seconds)},
      {"continueOnError",
       step.continue_on_error ? Value(*step.continue_on_error) : Value()},
      {"required", step.required ? Value(*step.required) : Value()},
      {"needs", to_array(names_of(step.needs))},
      {"runsOn", to_array(step.runs_on)},
      {"outputs", to_array(step.outputs)},
      {"secrets", to_array(step.secrets)},
      {"line", static_cast<std::int64_t>(step.place.line)}};
}

std::string show_json(const Playbook& playbook) {
  Array steps;
  for (const StepSource& source : playbook.steps) {
    steps.push_back(to_table(as_written(source)));
  }
  const Table table{
      {"name", playbook.name},           {"description", playbook.description},
      {"version", playbook.version},     {"author", playbook.author},
      {"tags", to_array(playbook.tags)}, {"path", playbook.source},
      {"variables", playbook.variables}, {"steps", std::move(steps)}};
  return to_json(Table{{"playbook", table}}, JsonStyle::indented) + "\n";
}

std::string compact(const Table& table) {
  return table.empty() ? "" : to_json(table, JsonStyle::compact);
}

std::string show_text(const Playbook& playbook) {
  std::string text = harmless(playbook.name, Colours::strip) + "\n";
  const auto line = [&](std::string_view label, const std::string& value) {
    if (!value.empty()) text += fmt::format("  {:<13}{}\n", label, value);
  };
  line("Description", playbook.description);
  line("Version", playbook.version);
  line("Author", playbook.author);
  line("Tags", join(playbook.tags, ", "));
  line("File", playbook.source);
  line("Variables", compact(playbook.variables));
  text += "\n";
  TextTable table({"Line", "Step", "Name", "Timeout", "Needs", "Parameters"});
  for (const StepSource& source : playbook.steps) {
    const Step step = as_written(source);
    table.add(
        {fmt::to_string(step.place.line), target_of(step), step.name,
         step.timeout_seconds ? fmt::format("{} s", *step.timeout_seconds) : "",
         join(names_of(step.needs), ", "), compact(step.parameters)});
  }
  return text + table.render();
}

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const Project project, find_project(context, options));
  TRY(const Playbook playbook,
      load_playbook(context, project, options.operands().front()));
  print_warnings(playbook.warnings);
  print_output(wants_json(options) ? show_json(playbook) : show_text(playbook));
  return 0;
}

}  // namespace

const Command& playbook_show_command() {
  static const Command k_command{
      {"playbook show", "PLAYBOOK", 1, 1, "Shows what a playbook says.", "",
       with_output_format(project_options())},
      run};
  return k_command;
}

}  // namespace aitherzero
