// One entry of a playbook's Sequence, read once its templates are expanded.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/plan/matrix.hpp"
#include "shared/base/result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

// What a step must wait for.
struct StepNeed {
  std::string name;  // a step's name, or a script
  // Wait for every cell of a matrix instead of those that share values of axes.
  bool all_cells = false;

  friend bool operator==(const StepNeed&, const StepNeed&) = default;
};

// A string (terms of the sequence language) or a table.
struct Step {
  Place place;

  // Exactly one of these three: terms (of a string step or of Scripts), a
  // script (a catalog name or number, or a path), or another playbook.
  std::vector<std::string> terms;
  std::string script;
  std::string playbook;
  // A string, which stands for itself and has no settings.
  bool is_string = false;

  std::string name;  // what Needs of other steps may say
  std::string description;
  Table parameters;
  std::vector<std::string> arguments;
  Array late_arguments;  // the same as values, where one is Deferred
  std::optional<double> timeout_seconds;
  std::optional<bool> continue_on_error;
  std::optional<bool> required;
  std::vector<StepNeed> needs;
  Place needs_place;
  std::string stage;             // a label (Stage or Phase)
  std::optional<int> group;      // waits for all of the group before
  std::optional<bool> parallel;  // whether others may run beside it
  bool skip_in_ci = false;
  std::string condition;                    // PowerShell
  std::vector<std::string> skip_if_exists;  // paths in the working directory
  bool require_admin = false;
  bool keep_processes = false;
  Table variables;                   // stronger than the playbook's
  Table environment;                 // string → string, or Deferred
  std::vector<std::string> runs_on;  // labels that its agent must all have
  std::vector<std::string> outputs;  // paths and patterns in the workspace
  std::vector<std::string> secrets;  // names of environment variables
  std::optional<int> retry_count;    // extra tries
  std::optional<double> retry_delay_seconds;
};

// A step as it stands in a playbook. Its templates are not expanded yet, but
// for those of the matrix, which is expanded before its cells are known.
struct StepSource {
  Value value;
  std::optional<Matrix> matrix;  // the step's own
};

// Reads the step's own matrix; the rest waits.
Result<StepSource> read_step_source(const Value& value);

// The step of an expanded value. Unknown keys are warnings.
Result<Step> read_step(const Value& value, std::vector<Warning>& warnings);

}  // namespace aitherzero
