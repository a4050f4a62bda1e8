// --output-format of the commands that print text for people or JSON for
// programs.
#pragma once

#include <vector>

#include "shared/config/command_line.hpp"

namespace aitherzero {

// The options with --output-format text|json behind them.
inline std::vector<OptionSpec> with_output_format(
    std::vector<OptionSpec> options) {
  options.push_back({"output-format",
                     OptionSpec::Kind::value,
                     "FORMAT",
                     "text (default) or json.",
                     0,
                     {"text", "json"}});
  return options;
}

inline bool wants_json(const ParsedOptions& options) {
  return options.value("output-format") == "json";
}

}  // namespace aitherzero
