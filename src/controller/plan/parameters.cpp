#include "controller/plan/parameters.hpp"

#include <fmt/format.h>

#include <charconv>

#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

template <typename Number>
std::optional<Number> parse_whole(std::string_view text) {
  Number number{};
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

std::optional<bool> parse_boolean(std::string_view text) {
  if (text == "1" || equals_ignoring_case(text, "true") ||
      equals_ignoring_case(text, "$true")) {
    return true;
  }
  if (text == "0" || equals_ignoring_case(text, "false") ||
      equals_ignoring_case(text, "$false")) {
    return false;
  }
  return std::nullopt;
}

bool is_one_of(std::string_view type,
               std::initializer_list<std::string_view> names) {
  if (starts_with_ignoring_case(type, "system.")) type.remove_prefix(7);
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    return equals_ignoring_case(type, name);
  });
}

bool is_empty(const Value& value) {
  if (value.is_null()) return true;
  if (const auto* text = value.as<std::string>()) return text->empty();
  if (const auto* list = value.as<Array>()) return list->empty();
  return false;
}

tl::unexpected<Error> not_a(std::string_view what, const std::string& text,
                            const std::string& variable) {
  return fail(
      ErrorKind::bad_input,
      fmt::format("variable {} must be {}, not '{}'", variable, what, text),
      {"--variable", 0, 0});
}

void warn_undeclared(const Script& script, const Table::Entry& entry,
                     std::vector<Warning>& warnings) {
  std::vector<std::string> names;
  for (const DeclaredParameter& parameter : script.parameters) {
    names.push_back(parameter.name);
  }
  warnings.push_back({fmt::format("{} declares no parameter '{}'",
                                  script.file_name, entry.key),
                      entry.key_place, did_you_mean(entry.key, names)});
}

}  // namespace

const DeclaredParameter* find_parameter(const Script& script,
                                        std::string_view name) {
  for (const DeclaredParameter& parameter : script.parameters) {
    if (equals_ignoring_case(parameter.name, name)) return &parameter;
    for (const std::string& alias : parameter.aliases) {
      if (equals_ignoring_case(alias, name)) return &parameter;
    }
  }
  return nullptr;
}

Result<Value> convert_text(const std::string& text, std::string_view type,
                           const std::string& variable) {
  if (type.ends_with("[]")) {
    Array items;
    for (const std::string_view part : split(text, ',')) {
      TRY(Value item, convert_text(std::string(trim(part)),
                                   type.substr(0, type.size() - 2), variable));
      items.push_back(std::move(item));
    }
    return Value(std::move(items));
  }
  if (is_one_of(type, {"bool", "boolean", "switch", "switchparameter",
                       "management.automation.switchparameter"})) {
    const auto flag = parse_boolean(text);
    if (!flag) return not_a("true, false, 1 or 0", text, variable);
    return Value(*flag);
  }
  if (is_one_of(type, {"int", "int32", "long", "int64", "uint", "uint32",
                       "uint64", "ulong", "byte", "int16", "short"})) {
    const auto number = parse_whole<std::int64_t>(text);
    if (!number) return not_a("a whole number", text, variable);
    return Value(*number);
  }
  if (is_one_of(type, {"double", "single", "float", "decimal"})) {
    const auto number = parse_whole<double>(text);
    if (!number) return not_a("a number", text, variable);
    return Value(*number);
  }
  return Value(text);
}

Result<Table> bind_parameters(const Script& script,
                              const std::vector<Variable>& variables,
                              const Table& step_parameters,
                              const std::vector<Variable>& overrides,
                              const Scope& scope,
                              std::vector<Warning>& warnings) {
  Table bound;
  const auto bind = [&](const std::vector<Variable>& layer) -> Status {
    for (const Variable& variable : layer) {
      const DeclaredParameter* declared = find_parameter(script, variable.name);
      if (declared == nullptr || is_empty(variable.value)) continue;
      TRY(Value value, expand(variable.value, scope));
      const auto* text = value.as<std::string>();
      if (variable.form == Variable::Form::text && text != nullptr) {
        TRY(value,
            convert_text(std::string(*text), declared->type, variable.name));
      }
      bound.set(declared->name, std::move(value));
    }
    return {};
  };
  TRY_VOID(bind(variables));
  for (const Table::Entry& entry : step_parameters.entries()) {
    const DeclaredParameter* declared = find_parameter(script, entry.key);
    if (declared == nullptr) warn_undeclared(script, entry, warnings);
    bound.set(declared == nullptr ? entry.key : declared->name, entry.value);
  }
  TRY_VOID(bind(overrides));
  return bound;
}

}  // namespace aitherzero
