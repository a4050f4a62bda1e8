// The Automation{} of a project's configuration, as far as plans ask for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/catalog/script.hpp"
#include "shared/base/result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

// What the configuration says of some scripts; weaker than a step, stronger
// than a script's header.
struct ScriptDefaults {
  // Numbers, both included; equal for one script. Empty for one by its name.
  std::string first;
  std::string last;
  std::string name;

  std::optional<double> timeout_seconds;
  std::optional<bool> continue_on_error;
  std::optional<bool> allow_parallel;
  std::optional<int> retry_count;
  std::optional<double> retry_delay_seconds;
  std::vector<std::string> runs_on;

  bool applies_to(const Script& script) const;
};

struct Automation {
  std::optional<bool> parallel;        // DefaultMode
  std::optional<int> max_concurrency;  // MaxConcurrency
  std::optional<double> default_timeout_seconds;
  std::optional<double> max_timeout_seconds;
  std::optional<int> max_retries;
  std::optional<double> retry_delay_seconds;
  Table profiles;  // name → table of variables
  // ScriptRangeDefaults, then ScriptOverrides: the later the stronger.
  std::vector<ScriptDefaults> scripts;
  // Keys that nobody knows and that are near to known ones.
  std::vector<Warning> misspelt;
};

// Keys that it does not know belong to others, unless they look misspelt.
Result<Automation> read_automation(const Table& automation);

// What all that applies to a script comes to.
ScriptDefaults defaults_of(const Automation& automation, const Script& script);

}  // namespace aitherzero
