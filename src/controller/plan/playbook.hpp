// The playbook model: what a .psd1 or .json playbook says, before anything is
// expanded. Steps are checked once their templates are. Pure: text in, model
// out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/plan/step.hpp"
#include "shared/base/result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

// Options{} of a playbook; absent means that the playbook does not say.
struct PlaybookOptions {
  std::optional<bool> parallel;
  std::optional<int> max_concurrency;
  std::optional<bool> stop_on_error;
  std::optional<double> timeout_seconds;
  std::optional<bool> generate_summary;
  std::string summary_format;
  std::string summary_path;
};

// What must hold for a run to count as a success although something failed.
struct SuccessCriteria {
  bool require_all = false;
  std::optional<int> minimum_count;     // jobs
  std::optional<double> minimum_rate;   // from 0 to 1
  std::optional<int> allowed_failures;  // jobs
  bool lists_allowed = false;           // only steps that say so may fail
  bool critical = false;                // steps that say so must succeed

  bool any() const {
    return require_all || minimum_count || minimum_rate || allowed_failures ||
           lists_allowed || critical;
  }
};

// SuccessCriteria{}: the numbers, and the scripts that lists name.
struct PlaybookCriteria {
  SuccessCriteria criteria;
  std::vector<std::string> critical;
  std::vector<std::string> allowed;
  Place critical_place;
  Place allowed_place;
};

// What the playbook asks of the world; read when it is planned.
struct PlaybookChecks {
  Value pre_conditions;
  Value post_conditions;
  Value artifacts;

  bool any() const {
    return !pre_conditions.is_null() || !post_conditions.is_null() ||
           !artifacts.is_null();
  }
};

struct Playbook {
  std::string name;
  std::string description;
  std::string version;
  std::string author;
  std::vector<std::string> tags;
  std::string source;  // the file it was read from
  std::vector<StepSource> steps;
  Table variables;
  Matrix matrix;  // of all steps
  bool require_admin = false;
  Table profiles;  // name → table of variables
  PlaybookOptions options;
  PlaybookCriteria success;
  PlaybookChecks checks;
  Table configuration;  // laid over that of the project, by the caller
  // Unknown keys and the like. `playbook validate` makes them errors.
  std::vector<Warning> warnings;
};

// The variables that one of these profiles sets; none for "". `not_found` where
// there is no such profile.
Result<Table> profile_variables(const Table& profiles,
                                const std::string& profile);

// The model of a playbook that was read by parse_psd1() or parse_json().
// `fallback_name` serves when the playbook has no Name.
Result<Playbook> read_playbook(const Value& value,
                               const std::string& fallback_name);

}  // namespace aitherzero
