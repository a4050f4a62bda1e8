// The playbook model: what a .psd1 or .json playbook says, checked and typed,
// before anything is expanded. Pure: text in, model out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

// One entry of Sequence: a string (terms of the sequence language) or a table.
struct Step {
  Place place;

  // Exactly one of the two: `sequence` for a string step, `script` (a catalog
  // name or number, or a path) for a table step.
  std::string sequence;
  std::string script;

  std::string name;  // what Needs of other steps may say
  std::string description;
  Table parameters;
  std::vector<std::string> arguments;
  std::optional<double> timeout_seconds;
  std::optional<bool> continue_on_error;
  std::optional<bool> required;
  std::vector<std::string> needs;  // step names, script names or numbers
  Place needs_place;
  std::string stage;                 // a label (Stage or Phase)
  Table environment;                 // string → string
  std::vector<std::string> runs_on;  // labels that its agent must all have
  std::vector<std::string> outputs;  // paths and patterns in the workspace
  std::vector<std::string> secrets;  // names of environment variables
};

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

struct Playbook {
  std::string name;
  std::string description;
  std::string version;
  std::string author;
  std::vector<std::string> tags;
  std::string source;  // the file it was read from
  std::vector<Step> steps;
  Table variables;
  PlaybookOptions options;
  // Unknown keys and the like. `playbook validate` makes them errors.
  std::vector<Warning> warnings;
};

// The model of a playbook that was read by parse_psd1() or parse_json().
// `fallback_name` serves when the playbook has no Name.
Result<Playbook> read_playbook(const Value& value,
                               const std::string& fallback_name);

}  // namespace aitherzero
