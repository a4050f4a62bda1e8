#include "shared/config/command_line.hpp"

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <charconv>
#include <cmath>

#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

namespace po = boost::program_options;

using Kind = OptionSpec::Kind;

// What the library files operands under; no option can be spelt like this.
constexpr char k_operand[] = "(operand)";

std::optional<bool> to_boolean(std::string_view text) {
  for (const char* word : {"true", "$true", "1"}) {
    if (equals_ignoring_case(text, word)) return true;
  }
  for (const char* word : {"false", "$false", "0"}) {
    if (equals_ignoring_case(text, word)) return false;
  }
  return std::nullopt;
}

po::options_description describe(const CommandSpec& spec) {
  po::options_description description;
  for (const OptionSpec& option : spec.options) {
    std::string name = option.name;
    if (option.short_name != 0) name += fmt::format(",{}", option.short_name);
    switch (option.kind) {
      case Kind::flag:
        description.add_options()(name.c_str(), po::bool_switch());
        break;
      case Kind::value:
        description.add_options()(name.c_str(), po::value<std::string>());
        break;
      case Kind::optional:  // taken out beforehand
        break;
      case Kind::list:
        description.add_options()(
            name.c_str(), po::value<std::vector<std::string>>()->composing());
        break;
    }
  }
  return description;
}

std::vector<std::string> option_names(const CommandSpec& spec) {
  std::vector<std::string> names;
  for (const OptionSpec& option : spec.options) {
    names.push_back("--" + option.name);
  }
  return names;
}

tl::unexpected<Error> bad_option(const CommandSpec& spec, std::string message,
                                 std::string advice = {}) {
  if (advice.empty()) {
    advice = fmt::format("see 'aitherzero {} --help'", spec.name);
  }
  return fail(ErrorKind::bad_input, std::move(message), {}, std::move(advice));
}

bool is_boolean_word(const std::string& text) {
  return to_boolean(text).has_value();
}

// Options with an optional value are taken out beforehand, since the library
// would take any next word as theirs. Such a value stands behind '=', and a
// true or false may also be the next word.
struct Prepared {
  std::vector<std::string> rest;                              // for the library
  std::vector<std::pair<std::string, std::string>> optional;  // name, value
};

Prepared take_optional_values(const CommandSpec& spec,
                              const std::vector<std::string>& arguments) {
  Prepared result;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--") {  // all that follows are operands
      result.rest.insert(result.rest.end(),
                         arguments.begin() + static_cast<std::ptrdiff_t>(i),
                         arguments.end());
      break;
    }
    const std::size_t equals = arguments[i].find('=');
    const std::string word = arguments[i].substr(0, equals);
    const auto option =
        std::ranges::find_if(spec.options, [&](const OptionSpec& candidate) {
          return candidate.kind == Kind::optional &&
                 word == "--" + candidate.name;
        });
    if (option == spec.options.end()) {
      result.rest.push_back(arguments[i]);
    } else if (equals != std::string::npos) {
      result.optional.emplace_back(option->name,
                                   arguments[i].substr(equals + 1));
    } else if (option->value_name == k_boolean_value &&
               i + 1 < arguments.size() && is_boolean_word(arguments[i + 1])) {
      result.optional.emplace_back(option->name, arguments[++i]);
    } else {
      result.optional.emplace_back(option->name, "");
    }
  }
  return result;
}

Result<po::parsed_options> run_parser(
    const CommandSpec& spec, const std::vector<std::string>& arguments) {
  using namespace po::command_line_style;
  po::options_description description = describe(spec);
  description.add_options()(k_operand, po::value<std::vector<std::string>>());
  // Abbreviations would break when options are added, so there are none.
  constexpr int k_style = allow_long | long_allow_adjacent | long_allow_next |
                          allow_short | allow_dash_for_short |
                          short_allow_next | short_allow_adjacent;
  try {
    po::positional_options_description positional;
    positional.add(k_operand, -1);
    return po::command_line_parser(arguments)
        .options(description)
        .positional(positional)
        .style(k_style)
        .run();
  } catch (const po::unknown_option& error) {
    const std::string name = error.get_option_name();
    return bad_option(spec, fmt::format("unknown option '{}'", name),
                      did_you_mean(name, option_names(spec)));
  } catch (const po::error& error) {
    return bad_option(spec, error.what());
  }
}

std::string environment_name(const std::string& option) {
  std::string name = "AITHERZERO_";
  for (const char c : option) {
    name +=
        c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  }
  return name;
}

Status check_choice(const OptionSpec& option, const std::string& value,
                    const std::string& origin) {
  if (option.choices.empty()) return {};
  if (option.kind == Kind::optional && value.empty()) return {};
  for (const std::string& choice : option.choices) {
    if (value == choice) return {};
  }
  return fail(
      ErrorKind::bad_input,
      fmt::format("'{}' is none of {}", value, join(option.choices, ", ")),
      {origin, 0, 0}, did_you_mean(value, option.choices));
}

constexpr double k_max_seconds = 100.0 * 365 * 24 * 3600;

}  // namespace

Result<ParsedOptions> parse_options(const CommandSpec& spec,
                                    const std::vector<std::string>& arguments,
                                    const Environment& environment) {
  const Prepared prepared = take_optional_values(spec, arguments);
  TRY(const po::parsed_options parsed, run_parser(spec, prepared.rest));
  ParsedOptions result;
  for (const auto& [name, value] : prepared.optional) {
    auto& given = result.given_[name];
    given.origin = "--" + name;
    given.values.push_back(value);
  }
  for (const po::option& option : parsed.options) {
    if (option.string_key == k_operand) {
      result.operands_.insert(result.operands_.end(), option.value.begin(),
                              option.value.end());
      continue;
    }
    auto& given = result.given_[option.string_key];
    given.origin = "--" + option.string_key;
    if (option.value.empty()) given.values.emplace_back();
    for (const std::string& value : option.value) {
      given.values.push_back(value);
    }
  }
  for (const OptionSpec& option : spec.options) {
    const auto set = environment.find(environment_name(option.name));
    if (set == environment.end() || set->second.empty()) continue;
    if (result.given_.contains(option.name)) continue;
    if (option.kind == Kind::flag && to_boolean(set->second) == false) continue;
    result.given_[option.name] = {{set->second}, set->first};
  }
  for (const OptionSpec& option : spec.options) {
    const auto given = result.given_.find(option.name);
    if (given == result.given_.end()) continue;
    if (option.kind != Kind::list && given->second.values.size() > 1) {
      return bad_option(
          spec, fmt::format("option '--{}' is given twice", option.name));
    }
    for (const std::string& value : given->second.values) {
      TRY_VOID(check_choice(option, value, given->second.origin));
    }
  }
  if (result.operands_.size() > spec.max_operands) {
    return bad_option(spec, fmt::format("'{}' is one argument too many",
                                        result.operands_[spec.max_operands]));
  }
  if (result.operands_.size() < spec.min_operands && !result.flag("help")) {
    const auto names = split(spec.operands, ' ');
    return bad_option(
        spec, fmt::format("{} is missing", names[result.operands_.size()]));
  }
  return result;
}

bool ParsedOptions::flag(const std::string& name) const {
  return given_.contains(name);
}

std::optional<std::string> ParsedOptions::value(const std::string& name) const {
  const auto given = given_.find(name);
  if (given == given_.end()) return std::nullopt;
  return given->second.values.empty() ? "" : given->second.values.front();
}

std::vector<std::string> ParsedOptions::list(const std::string& name) const {
  const auto given = given_.find(name);
  if (given == given_.end()) return {};
  return given->second.values;
}

Place ParsedOptions::origin(const std::string& name) const {
  const auto given = given_.find(name);
  return {given == given_.end() ? "--" + name : given->second.origin, 0, 0};
}

Result<std::optional<double>> ParsedOptions::seconds(
    const std::string& name) const {
  const auto text = value(name);
  if (!text) return std::optional<double>();
  double number = 0;
  const auto [end, error] =
      std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size() ||
      !std::isfinite(number) || number < 0 || number > k_max_seconds) {
    return fail(ErrorKind::bad_input,
                fmt::format("'{}' is not a number of seconds", *text),
                origin(name), "write for example 90 or 0.5");
  }
  return std::optional(number);
}

Result<std::optional<int>> ParsedOptions::count(const std::string& name,
                                                int most) const {
  const auto text = value(name);
  if (!text) return std::optional<int>();
  int number = 0;
  const auto [end, error] =
      std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size() ||
      number < 1 || number > most) {
    return fail(
        ErrorKind::bad_input,
        fmt::format("'{}' is not a whole number from 1 to {}", *text, most),
        origin(name));
  }
  return std::optional(number);
}

Result<std::optional<bool>> ParsedOptions::boolean(
    const std::string& name) const {
  const auto text = value(name);
  if (!text) return std::optional<bool>();
  if (text->empty()) return std::optional(true);
  if (const auto boolean = to_boolean(*text)) return boolean;
  return fail(ErrorKind::bad_input,
              fmt::format("'{}' is neither true nor false", *text),
              origin(name));
}

std::string render_help(const CommandSpec& spec) {
  std::string text = fmt::format("Usage: aitherzero {} [OPTIONS]{}{}\n\n{}\n",
                                 spec.name, spec.operands.empty() ? "" : " ",
                                 spec.operands, spec.summary);
  if (!spec.details.empty()) text += "\n" + spec.details + "\n";
  if (spec.options.empty()) return text;
  text += "\nOptions:\n";
  std::vector<std::pair<std::string, std::string>> rows;
  std::size_t width = 0;
  for (const OptionSpec& option : spec.options) {
    std::string left = option.short_name != 0
                           ? fmt::format("-{}, ", option.short_name)
                           : "    ";
    left += "--" + option.name;
    if (option.kind == Kind::optional) {
      left += "[=" + option.value_name + "]";
    } else if (option.kind != Kind::flag) {
      left += " " + option.value_name;
    }
    if (option.kind == Kind::list) left += " …";
    rows.emplace_back(std::move(left), option.help);
    width = std::max(width, rows.back().first.size());
  }
  for (const auto& [left, right] : rows) {
    text += fmt::format("  {:<{}}  {}\n", left, width, right);
  }
  text +=
      "\nEvery option can also be set in the environment: AITHERZERO_TIMEOUT "
      "for --timeout.\n";
  return text;
}

}  // namespace aitherzero
