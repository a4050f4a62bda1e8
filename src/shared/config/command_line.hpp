// The options of one command: described once, read from the command line and
// from the environment (AITHERZERO_NAME for --name), with the origin of each
// value, and printed as its help.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/platform/environment.hpp"

namespace aitherzero {

// The value name of an option that is true or false.
inline constexpr std::string_view k_boolean_value = "true|false";

// What a command accepts. Names are long names without dashes.
struct OptionSpec {
  std::string name;
  enum class Kind {
    flag,      // --name
    value,     // --name VALUE or --name=VALUE
    optional,  // --name or --name=VALUE; a k_boolean_value also as next word
    list,      // --name VALUE, as often as wanted
  } kind = Kind::flag;
  std::string value_name;  // what the help calls the value: "SECONDS"
  std::string help;
  char short_name = 0;  // 'v' for -v
  // The only values that are accepted, when not empty.
  std::vector<std::string> choices = {};
};

struct CommandSpec {
  std::string name;      // "orchestrate", "playbook show"
  std::string operands;  // "[PLAYBOOK]"
  std::size_t max_operands = 0;
  std::size_t min_operands = 0;
  std::string summary;  // one sentence
  std::string details;  // more paragraphs for its help; may be empty
  std::vector<OptionSpec> options;
};

// The values of one invocation.
class ParsedOptions {
 public:
  bool flag(const std::string& name) const;
  // The value of an option that was given; "" for an optional one without
  // a value.
  std::optional<std::string> value(const std::string& name) const;
  std::vector<std::string> list(const std::string& name) const;
  const std::vector<std::string>& operands() const { return operands_; }

  // Numbers: `fail` with the option as place when the text is not one in
  // range; nullopt when the option was not given.
  Result<std::optional<double>> seconds(const std::string& name) const;
  Result<std::optional<int>> count(const std::string& name,
                                   int most = 1'000'000) const;
  Result<std::optional<bool>> boolean(const std::string& name) const;

  // "--timeout" or "AITHERZERO_TIMEOUT": where a value came from.
  Place origin(const std::string& name) const;

 private:
  friend Result<ParsedOptions> parse_options(
      const CommandSpec& spec, const std::vector<std::string>& arguments,
      const Environment& environment);

  struct Given {
    std::vector<std::string> values;
    std::string origin;
  };
  std::map<std::string, Given> given_;
  std::vector<std::string> operands_;
};

// Every error is bad_input, names the option, and suggests the nearest one.
// `arguments` are those after the command's name.
Result<ParsedOptions> parse_options(const CommandSpec& spec,
                                    const std::vector<std::string>& arguments,
                                    const Environment& environment);

// The page that --help prints.
std::string render_help(const CommandSpec& spec);

}  // namespace aitherzero
