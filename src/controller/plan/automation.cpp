#include "controller/plan/automation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "controller/plan/step_checks.hpp"
#include "controller/plan/table_reader.hpp"
#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 4 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string four_digits(std::string_view text) {
  return std::string(4 - text.size(), '0') + std::string(text);
}

// "0400-0499", "0402", or a name.
Status read_key(const Table::Entry& entry, ScriptDefaults& defaults) {
  const std::string_view key = trim(entry.key);
  const std::size_t dash = key.find('-');
  if (is_number(key)) {
    defaults.first = defaults.last = four_digits(key);
  } else if (dash != std::string_view::npos &&
             is_number(trim(key.substr(0, dash))) &&
             is_number(trim(key.substr(dash + 1)))) {
    defaults.first = four_digits(trim(key.substr(0, dash)));
    defaults.last = four_digits(trim(key.substr(dash + 1)));
    if (defaults.last < defaults.first) {
      return fail(ErrorKind::bad_input,
                  fmt::format("the range '{}' is reversed", entry.key),
                  entry.key_place);
    }
  } else {
    defaults.name = key;
  }
  return {};
}

// What belongs to others is nothing like what is known here.
Status finish(TableReader& reader, std::vector<Warning>& misspelt) {
  std::vector<Warning> unknown;
  TRY_VOID(reader.finish(unknown));
  std::ranges::copy_if(
      unknown, std::back_inserter(misspelt),
      [](const Warning& warning) { return !warning.advice.empty(); });
  return {};
}

Result<ScriptDefaults> read_defaults(const Table::Entry& entry,
                                     std::vector<Warning>& misspelt) {
  ScriptDefaults defaults;
  TRY_VOID(read_key(entry, defaults));
  const auto* table = entry.value.as<Table>();
  if (table == nullptr) {
    return fail(ErrorKind::bad_input,
                fmt::format("'{}' must be a table of settings, not {}",
                            entry.key, entry.value.type_name()),
                entry.value.place());
  }
  TableReader reader(*table, entry.key);
  for (const char* key : {"DefaultTimeout", "Timeout"}) {
    if (const auto time = reader.seconds(key)) defaults.timeout_seconds = time;
  }
  defaults.continue_on_error = reader.boolean("ContinueOnError");
  defaults.allow_parallel = reader.boolean("AllowParallel");
  for (const char* key : {"MaxRetries", "RetryCount", "Retry"}) {
    if (const auto count = reader.whole(key)) defaults.retry_count = count;
  }
  defaults.retry_delay_seconds = reader.seconds("RetryDelay");
  defaults.runs_on = reader.strings("RunsOn");
  const Place place = reader.place_of("RunsOn");
  TRY_VOID(finish(reader, misspelt));
  TRY_VOID(check_labels(defaults.runs_on, place));
  return defaults;
}

Status read_all(const std::optional<Table>& table, Automation& automation) {
  if (!table) return {};
  for (const Table::Entry& entry : table->entries()) {
    TRY(ScriptDefaults defaults, read_defaults(entry, automation.misspelt));
    automation.scripts.push_back(std::move(defaults));
  }
  return {};
}

template <typename T>
void take(std::optional<T>& weaker, const std::optional<T>& stronger) {
  if (stronger) weaker = stronger;
}

}  // namespace

bool ScriptDefaults::applies_to(const Script& script) const {
  if (!name.empty()) {
    return equals_ignoring_case(name, script.name) ||
           equals_ignoring_case(name, script.base_name) ||
           equals_ignoring_case(name, script.file_name);
  }
  return !script.number.empty() && script.number >= first &&
         script.number <= last;
}

Result<Automation> read_automation(const Table& table) {
  Automation automation;
  TableReader reader(table, "Automation");
  const auto mode = reader.string("DefaultMode");
  automation.max_concurrency = reader.count("MaxConcurrency");
  automation.default_timeout_seconds = reader.seconds("DefaultTimeout");
  automation.max_timeout_seconds = reader.seconds("MaxTimeout");
  automation.max_retries = reader.whole("MaxRetries");
  automation.retry_delay_seconds = reader.seconds("RetryDelay");
  automation.profiles = reader.table("Profiles").value_or(Table{});
  const auto ranges = reader.table("ScriptRangeDefaults");
  const auto overrides = reader.table("ScriptOverrides");
  const Place mode_place = reader.place_of("DefaultMode");
  TRY_VOID(finish(reader, automation.misspelt));
  TRY_VOID(read_all(ranges, automation));
  TRY_VOID(read_all(overrides, automation));
  if (!mode) return automation;
  if (!equals_ignoring_case(*mode, "Parallel") &&
      !equals_ignoring_case(*mode, "Sequential")) {
    return fail(ErrorKind::bad_input,
                fmt::format("DefaultMode '{}' is not known", *mode), mode_place,
                "write 'Parallel' or 'Sequential'");
  }
  automation.parallel = equals_ignoring_case(*mode, "Parallel");
  return automation;
}

ScriptDefaults defaults_of(const Automation& automation, const Script& script) {
  ScriptDefaults result;
  for (const ScriptDefaults& defaults : automation.scripts) {
    if (!defaults.applies_to(script)) continue;
    take(result.timeout_seconds, defaults.timeout_seconds);
    take(result.continue_on_error, defaults.continue_on_error);
    take(result.allow_parallel, defaults.allow_parallel);
    take(result.retry_count, defaults.retry_count);
    take(result.retry_delay_seconds, defaults.retry_delay_seconds);
    if (!defaults.runs_on.empty()) result.runs_on = defaults.runs_on;
  }
  return result;
}

}  // namespace aitherzero
