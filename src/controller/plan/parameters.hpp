// What a script is given by name: its step's parameters, and those variables
// that its param() block declares.
#pragma once

#include <string>
#include <vector>

#include "controller/catalog/script.hpp"
#include "controller/plan/template.hpp"
#include "shared/base/result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

// The declared parameter with this name or alias, or nullptr.
const DeclaredParameter* find_parameter(const Script& script,
                                        std::string_view name);

// `--variable` text as a value of a declared type ("int", "switch",
// "string[]", …). Types that are not known take the text.
Result<Value> convert_text(const std::string& text, std::string_view type,
                           const std::string& variable);

// Binds one job's parameters. Later layers win: `variables` (lowest first),
// then the step's own, then `overrides` (the command line). Variables that
// are null or empty are left out. A step's parameter that the script does not
// declare is passed on and a warning. Templates in variables are expanded in
// `scope`.
Result<Table> bind_parameters(const Script& script,
                              const std::vector<Variable>& variables,
                              const Table& step_parameters,
                              const std::vector<Variable>& overrides,
                              const Scope& scope,
                              std::vector<Warning>& warnings);

}  // namespace aitherzero
