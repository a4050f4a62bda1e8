// What is known of a script before it runs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.hpp"

namespace aitherzero {

enum class ScriptKind {
  powershell,  // .ps1, runs in a worker
  executable,  // anything else that the system can start, its own process
  check,       // no script: conditions and files that a playbook asks for
};

// One declared parameter of a script's param() block.
struct DeclaredParameter {
  std::string name;  // without `$`
  std::string type;  // "int", "string[]", "switch"; "" when not given
  bool mandatory = false;
  std::vector<std::string> aliases;
  std::vector<std::string> valid_values;  // of [ValidateSet()]
};

struct Script {
  std::string number;     // "0407"; "" for a script that is run by its path
  std::string name;       // "Validate-Syntax"
  std::string base_name;  // "0407_Validate-Syntax"
  std::string file_name;  // "0407_Validate-Syntax.ps1"
  std::string path;       // absolute
  ScriptKind kind = ScriptKind::powershell;

  // From the header; see docs/guide/scripts.md for the keys.
  std::string stage;
  std::string description;
  std::vector<std::string> tags;
  std::vector<std::string> dependencies;  // numbers or names, as written
  std::string condition;
  bool allow_parallel = true;
  std::optional<double> timeout_seconds;
  std::vector<std::string> runs_on;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::optional<bool> cache;
  int retry_count = 0;

  std::vector<DeclaredParameter> parameters;
  // What the header says that could not be understood.
  std::vector<Warning> warnings;
};

// The metadata of one script's text. Only its beginning is needed; a header
// that cannot be read is a warning in the script, never a failure.
Script read_script(const std::string& path, std::string_view bytes);

}  // namespace aitherzero
