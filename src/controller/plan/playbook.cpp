#include "controller/plan/playbook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "controller/plan/automation.hpp"
#include "controller/plan/playbook_shapes.hpp"
#include "controller/plan/table_reader.hpp"
#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

// The original also had its profiles in here.
Result<PlaybookOptions> read_options(const Table& table, Table& profiles,
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
  if (auto named = reader.table("Profiles")) profiles = std::move(*named);
  reader.without_effect({{"UseCache", "nothing is cached yet"}}, warnings);
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

// A rate, or a percentage where it is above 1.
std::optional<double> read_rate(TableReader& reader) {
  const Value* value = reader.raw("MinimumSuccessRate");
  if (value == nullptr) return std::nullopt;
  double rate = -1;
  if (const auto* number = value->as<double>()) rate = *number;
  if (const auto* number = value->as<std::int64_t>()) {
    rate = static_cast<double>(*number);
  }
  if (rate > 1) rate /= 100;
  if (rate >= 0 && rate <= 1) return rate;
  reader.set_error(fail(ErrorKind::bad_input,
                        "MinimumSuccessRate must be a number from 0 to 1, or "
                        "a percentage up to 100",
                        value->place()));
  return std::nullopt;
}

Result<PlaybookCriteria> read_criteria(const Table& table,
                                       std::vector<Warning>& warnings) {
  TableReader reader(table, "SuccessCriteria");
  PlaybookCriteria success;
  SuccessCriteria& criteria = success.criteria;
  criteria.require_all = reader.boolean("RequireAllSuccess").value_or(false);
  criteria.minimum_count = reader.whole("MinimumSuccessCount");
  criteria.minimum_rate = read_rate(reader);
  success.critical = reader.strings("CriticalScripts");
  success.critical_place = reader.place_of("CriticalScripts");
  success.allowed_place = reader.place_of("AllowedFailures");
  const Value* allowed = reader.raw("AllowedFailures");
  if (allowed != nullptr && allowed->as<std::int64_t>() != nullptr) {
    criteria.allowed_failures = reader.whole("AllowedFailures");
  } else {
    success.allowed = reader.strings("AllowedFailures");
    criteria.lists_allowed = allowed != nullptr;
  }
  criteria.critical = !success.critical.empty();
  TRY_VOID(reader.finish(warnings));
  return success;
}

Result<std::vector<StepSource>> read_sources(const Value& value) {
  std::vector<StepSource> steps;
  const auto* list = value.as<Array>();
  if (list == nullptr) {
    TRY(StepSource step, read_step_source(value));
    steps.push_back(std::move(step));
    return steps;
  }
  steps.reserve(list->size());
  for (const Value& item : *list) {
    TRY(StepSource step, read_step_source(item));
    steps.push_back(std::move(step));
  }
  return steps;
}

// What a playbook runs stands in one of three places.
Result<std::vector<StepSource>> read_members(const Value* sequence,
                                             const Value* scripts,
                                             const Value* stages,
                                             const Place& place,
                                             std::vector<Warning>& warnings) {
  const Value* members = nullptr;
  for (const Value* found : {sequence, scripts, stages}) {
    if (found == nullptr) continue;
    if (members != nullptr) {
      return fail(ErrorKind::bad_input,
                  "a playbook has one of Sequence, Scripts and Stages",
                  found->place(), "keep one of them");
    }
    members = found;
  }
  if (members == nullptr) {
    return fail(ErrorKind::bad_input, "this playbook has no Sequence", place,
                "add Sequence = @('0407', …)");
  }
  TRY(auto steps, members == stages ? read_stages(*stages, warnings)
                                    : read_sources(*members));
  if (!steps.empty()) return steps;
  return fail(ErrorKind::bad_input, "the Sequence of this playbook is empty",
              members->place(), "add at least one step");
}

// Also of one that is never laid over anything.
Status check_configuration(Playbook& playbook) {
  TableReader reader(playbook.configuration, "Configuration");
  const Table automation = reader.table("Automation").value_or(Table{});
  TRY_VOID(reader.finish(playbook.warnings));
  TRY_VOID(read_automation(automation));
  return {};
}

}  // namespace

Result<Table> profile_variables(const Table& profiles,
                                const std::string& profile) {
  if (profile.empty()) return Table{};
  const Value* found = profiles.find(profile);
  if (found == nullptr) {
    std::vector<std::string> names;
    for (const Table::Entry& entry : profiles.entries()) {
      names.push_back(entry.key);
    }
    std::string advice = did_you_mean(profile, names);
    if (advice.empty() && !names.empty()) {
      advice = "there are " + join(names, ", ");
    }
    return fail(ErrorKind::not_found,
                fmt::format("there is no profile '{}'", profile),
                {"--profile", 0, 0}, std::move(advice));
  }
  const auto* table = found->as<Table>();
  if (table == nullptr) {
    return fail(ErrorKind::bad_input,
                fmt::format("profile '{}' is a table of variables, not {}",
                            profile, found->type_name()),
                found->place());
  }
  // Its variables, or a table that has them beside other things.
  const Value* variables = table->find("Variables");
  if (variables != nullptr && variables->as<Table>() != nullptr) {
    return *variables->as<Table>();
  }
  return *table;
}

Result<Playbook> read_playbook(const Value& value,
                               const std::string& fallback_name) {
  const auto* table = value.as<Table>();
  if (table == nullptr) {
    return fail(ErrorKind::bad_input,
                fmt::format("a playbook is a table @{{ … }}, not {}",
                            value.type_name()),
                value.place());
  }
  TRY(const Table shaped, in_one_shape(*table));
  TableReader reader(shaped, "playbook");
  Playbook playbook;
  playbook.source = value.place().source;
  playbook.name = reader.string("Name").value_or(fallback_name);
  playbook.description = reader.string("Description").value_or("");
  playbook.version = reader.string("Version").value_or("");
  playbook.author = reader.string("Author").value_or("");
  playbook.tags = reader.strings("Tags");
  static_cast<void>(reader.raw("$schema"));  // for editors
  playbook.variables = reader.table("Variables").value_or(Table{});
  playbook.profiles = reader.table("Profiles").value_or(Table{});
  const Value* sequence = reader.raw("Sequence");
  const Value* scripts = reader.raw("Scripts");
  const Value* stages = reader.raw("Stages");
  if (const Value* matrix = reader.raw("Matrix")) {
    TRY(playbook.matrix, read_matrix(*matrix));
  }
  const Table success = reader.table("SuccessCriteria").value_or(Table{});
  const Table options = reader.table("Options").value_or(Table{});
  playbook.require_admin = reader.boolean("RequireAdmin").value_or(false);
  const auto check = [&](const char* key) {
    const Value* asked = reader.raw(key);
    return asked == nullptr ? Value() : *asked;
  };
  playbook.checks = {check("PreConditions"), check("PostConditions"),
                     check("Artifacts")};
  playbook.configuration = reader.table("Configuration").value_or(Table{});
  reader.without_effect({{"Notifications", "nobody is notified"},
                         {"Reporting", "reports are asked for with options"},
                         {"requirements", "requirements are not checked"}},
                        playbook.warnings);
  TRY_VOID(reader.finish(playbook.warnings));
  TRY_VOID(check_configuration(playbook));
  TRY(playbook.steps, read_members(sequence, scripts, stages, value.place(),
                                   playbook.warnings));
  TRY(playbook.options,
      read_options(options, playbook.profiles, playbook.warnings));
  TRY(playbook.success, read_criteria(success, playbook.warnings));
  return playbook;
}

}  // namespace aitherzero
