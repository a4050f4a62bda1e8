#include "controller/plan/playbook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "controller/plan/step_checks.hpp"
#include "controller/plan/table_reader.hpp"
#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

Result<Step> read_string_step(const std::string& text, Place place) {
  if (trim(text).empty()) {
    return fail(ErrorKind::bad_input, "this step is empty", std::move(place),
                "write a script's number, a range such as 0400-0499, or a "
                "table @{ Script = '0407' }");
  }
  Step step;
  step.place = std::move(place);
  step.sequence = text;
  return step;
}

// ContinueOnError and Required say the same thing from two sides.
Status check_tolerance(const Step& step) {
  if (!step.continue_on_error || !step.required) return {};
  if (*step.continue_on_error != *step.required) return {};
  return fail(ErrorKind::bad_input,
              fmt::format("ContinueOnError = ${0} and Required = ${0} "
                          "contradict each other",
                          *step.required),
              step.place, "keep one of the two");
}

Status check_environment(const Table& environment) {
  for (const Table::Entry& entry : environment.entries()) {
    if (entry.key.empty() || entry.key.find('=') != std::string::npos) {
      return fail(
          ErrorKind::bad_input,
          fmt::format("'{}' cannot name an environment variable", entry.key),
          entry.key_place);
    }
    if (entry.value.as<Table>() == nullptr &&
        entry.value.as<Array>() == nullptr) {
      continue;
    }
    return fail(ErrorKind::bad_input,
                fmt::format("environment variable {} must be a string, not {}",
                            entry.key, entry.value.type_name()),
                entry.value.place());
  }
  return {};
}

bool is_variable_name(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && is_letter(name.front()) &&
         std::ranges::all_of(name, [&](char c) {
           return is_letter(c) || (c >= '0' && c <= '9');
         });
}

Status check_secrets(const Step& step, const Place& place) {
  for (const std::string& name : step.secrets) {
    if (!is_variable_name(name)) {
      return fail(ErrorKind::bad_input,
                  fmt::format("'{}' cannot name a secret", name), place,
                  "write the name of the environment variable that has its "
                  "value, never the value");
    }
    if (step.environment.find(name) == nullptr) continue;
    return fail(ErrorKind::bad_input,
                fmt::format("{} is a secret and in Env, too", name), place,
                "keep one of the two");
  }
  return {};
}

Result<Step> read_table_step(const Table& table, Place place,
                             std::vector<Warning>& warnings) {
  TableReader reader(table, "step");
  Step step;
  step.place = std::move(place);
  step.script = reader.string("Script").value_or("");
  step.name = reader.string("Name").value_or("");
  step.description = reader.string("Description").value_or("");
  step.stage = reader.string("Stage").value_or("");
  const auto phase = reader.string("Phase");
  if (step.stage.empty()) step.stage = phase.value_or("");
  step.parameters = reader.table("Parameters").value_or(Table{});
  step.arguments = reader.strings("Arguments");
  step.timeout_seconds = reader.seconds("Timeout");
  step.continue_on_error = reader.boolean("ContinueOnError");
  step.required = reader.boolean("Required");
  step.needs = reader.strings("Needs");
  step.needs_place = reader.place_of("Needs");
  for (std::string& name : reader.strings("Dependencies")) {
    step.needs.push_back(std::move(name));
    step.needs_place = reader.place_of("Dependencies");
  }
  step.environment = reader.table("Env").value_or(Table{});
  step.runs_on = reader.strings("RunsOn");
  step.outputs = reader.strings("Outputs");
  step.secrets = reader.strings("Secrets");
  const Place outputs_place = reader.place_of("Outputs");
  const Place secrets_place = reader.place_of("Secrets");
  const Place runs_on_place = reader.place_of("RunsOn");
  reader.not_yet_supported({"Scripts", "Playbook", "Condition", "SkipInCI",
                            "SkipIfExists", "Retry", "RetryCount", "RetryDelay",
                            "Group", "Parallel", "Matrix", "Inputs", "Cache",
                            "EnvInputs", "KeepProcesses"});
  TRY_VOID(reader.finish(warnings));
  if (step.script.empty()) {
    return fail(ErrorKind::bad_input, "this step names no script", step.place,
                "add Script = '0407' (a number, a file name or a path)");
  }
  TRY_VOID(check_tolerance(step));
  TRY_VOID(check_environment(step.environment));
  TRY_VOID(check_labels(step.runs_on, runs_on_place));
  TRY_VOID(check_outputs(step.outputs, outputs_place));
  TRY_VOID(check_secrets(step, secrets_place));
  return step;
}

Result<Step> read_step(const Value& value, std::vector<Warning>& warnings) {
  if (const auto* text = value.as<std::string>()) {
    return read_string_step(*text, value.place());
  }
  // A bare number in an array: @(407, 413).
  if (const auto* number = value.as<std::int64_t>()) {
    return read_string_step(fmt::to_string(*number), value.place());
  }
  if (const auto* table = value.as<Table>()) {
    return read_table_step(*table, value.place(), warnings);
  }
  return fail(ErrorKind::bad_input,
              fmt::format("a step must be a string or a table, not {}",
                          value.type_name()),
              value.place(), "write '0407' or @{ Script = '0407' }");
}

Result<PlaybookOptions> read_options(const Table& table,
                                     std::vector<Warning>& warnings) {
  TableReader reader(table, "Options");
  PlaybookOptions options;
  options.parallel = reader.boolean("Parallel");
  options.max_concurrency = reader.count("MaxConcurrency");
  options.stop_on_error = reader.boolean("StopOnError");
  options.timeout_seconds = reader.seconds("Timeout");
  options.generate_summary = reader.boolean("GenerateSummary");
  options.summary_format = reader.string("SummaryFormat").value_or("");
  options.summary_path = reader.string("SummaryPath").value_or("");
  reader.not_yet_supported({"UseCache"});
  const Place format_place = reader.place_of("SummaryFormat");
  TRY_VOID(reader.finish(warnings));
  const std::string& format = options.summary_format;
  if (!format.empty() && !equals_ignoring_case(format, "markdown") &&
      !equals_ignoring_case(format, "json")) {
    return fail(ErrorKind::bad_input,
                fmt::format("SummaryFormat '{}' is not known", format),
                format_place, "write 'Markdown' or 'JSON'");
  }
  return options;
}

Result<std::vector<Step>> read_steps(const Value& value,
                                     std::vector<Warning>& warnings) {
  std::vector<Step> steps;
  const auto* list = value.as<Array>();
  if (list == nullptr) {
    TRY(Step step, read_step(value, warnings));
    steps.push_back(std::move(step));
    return steps;
  }
  steps.reserve(list->size());
  for (const Value& item : *list) {
    TRY(Step step, read_step(item, warnings));
    steps.push_back(std::move(step));
  }
  return steps;
}

// Two steps with one name could not be told apart by Needs.
Status check_names(const std::vector<Step>& steps) {
  std::map<std::string, const Step*> seen;
  for (const Step& step : steps) {
    if (step.name.empty()) continue;
    const auto [entry, added] = seen.emplace(to_lower(step.name), &step);
    if (added) continue;
    return fail(ErrorKind::bad_input,
                fmt::format("two steps are named '{}'; the other stands at {}",
                            step.name, to_string(entry->second->place)),
                step.place, "give each step a name of its own");
  }
  return {};
}

}  // namespace

Result<Playbook> read_playbook(const Value& value,
                               const std::string& fallback_name) {
  const auto* table = value.as<Table>();
  if (table == nullptr) {
    return fail(ErrorKind::bad_input,
                fmt::format("a playbook is a table @{{ … }}, not {}",
                            value.type_name()),
                value.place());
  }
  TableReader reader(*table, "playbook");
  Playbook playbook;
  playbook.source = value.place().source;
  playbook.name = reader.string("Name").value_or(fallback_name);
  playbook.description = reader.string("Description").value_or("");
  playbook.version = reader.string("Version").value_or("");
  playbook.author = reader.string("Author").value_or("");
  playbook.tags = reader.strings("Tags");
  playbook.variables = reader.table("Variables").value_or(Table{});
  const Value* sequence = reader.raw("Sequence");
  const Value* scripts = reader.raw("Scripts");
  const Table options = reader.table("Options").value_or(Table{});
  reader.not_yet_supported({"Stages", "Profiles", "Configuration",
                            "SuccessCriteria", "Artifacts", "Notifications",
                            "Reporting", "Matrix", "RequireAdmin", "metadata",
                            "requirements", "orchestration", "validation"});
  TRY_VOID(reader.finish(playbook.warnings));
  if (sequence != nullptr && scripts != nullptr) {
    return fail(ErrorKind::bad_input,
                "a playbook has either Sequence or Scripts, not both",
                scripts->place());
  }
  if (sequence == nullptr) sequence = scripts;
  if (sequence == nullptr) {
    return fail(ErrorKind::bad_input, "this playbook has no Sequence",
                value.place(), "add Sequence = @('0407', …)");
  }
  TRY(playbook.steps, read_steps(*sequence, playbook.warnings));
  if (playbook.steps.empty()) {
    return fail(ErrorKind::bad_input, "the Sequence of this playbook is empty",
                sequence->place(), "add at least one step");
  }
  TRY_VOID(check_names(playbook.steps));
  TRY(playbook.options, read_options(options, playbook.warnings));
  return playbook;
}

}  // namespace aitherzero
