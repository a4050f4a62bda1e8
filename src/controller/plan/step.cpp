#include "controller/plan/step.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "controller/plan/job_output.hpp"
#include "controller/plan/step_checks.hpp"
#include "controller/plan/table_reader.hpp"
#include "controller/plan/template.hpp"
#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

using std::string_view_literals::operator""sv;

Result<Step> read_string_step(const std::string& text, Place place) {
  if (trim(text).empty()) {
    return fail(ErrorKind::bad_input, "this step is empty", std::move(place),
                "write a script's number, a range such as 0400-0499, or a "
                "table @{ Script = '0407' }");
  }
  Step step;
  step.place = std::move(place);
  step.terms = {text};
  step.is_string = true;
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

Result<StepNeed> read_need(const Table& table, const Place& place,
                           std::vector<Warning>& warnings) {
  TableReader reader(table, "Needs");
  StepNeed need;
  for (const char* key : {"Script", "Name", "Step"}) {
    const auto name = reader.string(key);
    if (name) need.name = *name;
  }
  const std::string matrix = reader.string("Matrix").value_or("same");
  need.all_cells = equals_ignoring_case(matrix, "all");
  if (!need.all_cells && !equals_ignoring_case(matrix, "same")) {
    reader.set_error(fail(ErrorKind::bad_input,
                          fmt::format("Matrix of Needs is 'same' or 'all', not "
                                      "'{}'",
                                      matrix),
                          reader.place_of("Matrix")));
  }
  TRY_VOID(reader.finish(warnings));
  if (need.name.empty()) {
    return fail(ErrorKind::bad_input, "this need names no script", place,
                "write @{ Script = '0200'; Matrix = 'all' }");
  }
  return need;
}

// A name, a list of names, or tables @{ Script = '0200'; Matrix = 'all' }.
Result<std::vector<StepNeed>> read_needs(const Value* value,
                                         std::vector<Warning>& warnings) {
  std::vector<StepNeed> needs;
  if (value == nullptr) return needs;
  const auto* list = value->as<Array>();
  for (const Value& item : list != nullptr ? *list : Array{*value}) {
    if (const auto* text = item.as<std::string>()) {
      needs.push_back({*text});
      continue;
    }
    if (const auto* number = item.as<std::int64_t>()) {
      needs.push_back({fmt::to_string(*number)});
      continue;
    }
    const auto* table = item.as<Table>();
    if (table == nullptr) {
      return fail(
          ErrorKind::bad_input,
          fmt::format("Needs holds names or tables, not {}", item.type_name()),
          item.place(), "write '0200' or @{ Script = '0200' }");
    }
    TRY(StepNeed need, read_need(*table, item.place(), warnings));
    needs.push_back(std::move(need));
  }
  return needs;
}

// PowerShell as text or as a script block.
std::string read_condition(TableReader& reader) {
  const Value* value = reader.raw("Condition");
  if (value == nullptr) return {};
  if (const auto* block = value->as<ScriptBlock>()) return block->text;
  // What a variable of that type stands for.
  if (const auto* known = value->as<bool>()) return *known ? "$true" : "$false";
  return reader.string("Condition").value_or("");
}

void read_arguments(TableReader& reader, Step& step) {
  constexpr const char* k_key = "Arguments";
  const Value* value = reader.raw(k_key);
  if (value == nullptr || job_references(*value).empty()) {
    step.arguments = reader.strings(k_key);
    return;
  }
  const auto* list = value->as<Array>();
  step.late_arguments = list != nullptr ? *list : Array{*value};
  for (const Value& argument : step.late_arguments) {
    const auto* late = argument.as<Deferred>();
    step.arguments.push_back(late != nullptr ? late->text : text_of(argument));
  }
}

// What only the steps of a nested playbook can have. Left unread it would be
// lost without a word.
Status check_nesting(const Table& table, const Step& step) {
  if (step.playbook.empty()) return {};
  constexpr std::string_view k_parameters = "Parameters";
  for (const Table::Entry& entry : table.entries()) {
    for (const std::string_view key :
         {k_parameters, "Arguments"sv, "Condition"sv, "SkipIfExists"sv,
          "Retry"sv, "RetryCount"sv, "RetryDelay"sv, "Parallel"sv,
          "KeepProcesses"sv, "Env"sv, "Outputs"sv, "Secrets"sv}) {
      if (!equals_ignoring_case(entry.key, key) || entry.value.is_null()) {
        continue;
      }
      return fail(
          ErrorKind::not_supported,
          fmt::format("{} is not for a step that nests a playbook", key),
          entry.key_place.source.empty() ? step.place : entry.key_place,
          key == k_parameters ? "set Variables of the playbook instead"
                              : "give it to the steps of that playbook");
    }
  }
  return {};
}

// What stands in the step besides what it runs.
void read_settings(TableReader& reader, Step& step) {
  step.name = reader.string("Name").value_or("");
  step.description = reader.string("Description").value_or("");
  step.stage = reader.string("Stage").value_or("");
  const auto phase = reader.string("Phase");
  if (step.stage.empty()) step.stage = phase.value_or("");
  step.parameters = reader.table("Parameters").value_or(Table{});
  read_arguments(reader, step);
  step.timeout_seconds = reader.seconds("Timeout");
  step.continue_on_error = reader.boolean("ContinueOnError");
  step.required = reader.boolean("Required");
  step.group = reader.whole("Group");
  step.parallel = reader.boolean("Parallel");
  step.skip_in_ci = reader.boolean("SkipInCI").value_or(false);
  step.condition = read_condition(reader);
  step.skip_if_exists = reader.strings("SkipIfExists");
  step.require_admin = reader.boolean("RequireAdmin").value_or(false);
  step.keep_processes = reader.boolean("KeepProcesses").value_or(false);
  step.environment = reader.table("Env").value_or(Table{});
  step.runs_on = reader.strings("RunsOn");
  step.outputs = reader.strings("Outputs");
  step.secrets = reader.strings("Secrets");
  step.retry_count = reader.whole("Retry");
  if (const auto count = reader.whole("RetryCount")) step.retry_count = count;
  step.retry_delay_seconds = reader.seconds("RetryDelay");
}

Status check_target(const Step& step) {
  const int targets = int{!step.terms.empty()} + int{!step.script.empty()} +
                      int{!step.playbook.empty()};
  if (targets == 0) {
    return fail(ErrorKind::bad_input, "this step names no script", step.place,
                "add Script = '0407' (a number, a file name or a path)");
  }
  if (targets > 1) {
    return fail(ErrorKind::bad_input,
                "this step has more than one of Script, Scripts and Playbook",
                step.place, "make a step of each");
  }
  return {};
}

Result<Step> read_table_step(const Table& table, Place place,
                             std::vector<Warning>& warnings) {
  TableReader reader(table, "step");
  Step step;
  step.place = std::move(place);
  step.script = reader.string("Script").value_or("");
  step.terms = reader.strings("Scripts");
  step.playbook = reader.string("Playbook").value_or("");
  read_settings(reader, step);
  for (const char* key : {"Needs", "Dependencies"}) {
    TRY(auto needs, read_needs(reader.raw(key), warnings));
    if (needs.empty()) continue;
    step.needs.insert(step.needs.end(), needs.begin(), needs.end());
    step.needs_place = reader.place_of(key);
  }
  step.variables = reader.table("Variables").value_or(Table{});
  static_cast<void>(reader.raw("Matrix"));  // read with the source
  const Place outputs_place = reader.place_of("Outputs");
  const Place exists_place = reader.place_of("SkipIfExists");
  const Place secrets_place = reader.place_of("Secrets");
  const Place runs_on_place = reader.place_of("RunsOn");
  reader.without_effect({{"Cache", "nothing is cached yet"},
                         {"Inputs", "nothing is cached yet"},
                         {"EnvInputs", "nothing is cached yet"}},
                        warnings);
  TRY_VOID(reader.finish(warnings));
  TRY_VOID(check_target(step));
  TRY_VOID(check_nesting(table, step));
  TRY_VOID(check_tolerance(step));
  TRY_VOID(check_environment(step.environment));
  TRY_VOID(check_labels(step.runs_on, runs_on_place));
  TRY_VOID(check_outputs(step.outputs, outputs_place));
  TRY_VOID(check_outputs(step.skip_if_exists, exists_place));
  TRY_VOID(check_secrets(step, secrets_place));
  return step;
}

}  // namespace

Result<StepSource> read_step_source(const Value& value) {
  StepSource source;
  source.value = value;
  const auto* table = value.as<Table>();
  const Value* matrix = table == nullptr ? nullptr : table->find("Matrix");
  if (matrix != nullptr && !matrix->is_null()) {
    TRY(source.matrix, read_matrix(*matrix));
  }
  return source;
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

}  // namespace aitherzero
