#include "controller/plan/template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "controller/plan/job_output.hpp"
#include "controller/plan/template_text.hpp"
#include "shared/base/text.hpp"
#include "shared/value/json.hpp"
#include "shared/value/limits.hpp"

namespace aitherzero {
namespace {

// Variables within variables, and templates within defaults of templates; more
// is no playbook that anybody wrote.
constexpr std::size_t k_max_depth = 64;
// What templates may make of one text.
constexpr std::size_t k_max_text = 1u << 20;
// Templates within templates that one value may lead to.
constexpr std::size_t k_max_templates = 100'000;

class Expander {
 public:
  explicit Expander(const Scope& scope) : scope_(scope) {}

  Result<Value> expand_value(const Value& value) {
    if (const auto* text = value.as<std::string>()) {
      if (text->find(k_template_open) == std::string::npos) return value;
      return expand_text(*text, value.place());
    }
    if (const auto* list = value.as<Array>()) {
      Array result;
      result.reserve(list->size());
      for (const Value& item : *list) {
        TRY(Value expanded, expand_value(item));
        result.push_back(std::move(expanded));
      }
      return Value(std::move(result)).at(value.place());
    }
    if (const auto* table = value.as<Table>()) {
      Table result;
      result.ordered = table->ordered;
      for (const Table::Entry& entry : table->entries()) {
        TRY(Value expanded, expand_value(entry.value));
        result.set(entry.key, std::move(expanded), entry.key_place);
      }
      return Value(std::move(result)).at(value.place());
    }
    return value;
  }

 private:
  Result<Value> expand_text(std::string_view text, const Place& place) {
    TRY(const std::vector<Piece> pieces, pieces_of(text, place));
    if (pieces.size() == 1 && pieces.front().is_template) {
      TRY(Value whole, value_of(pieces.front().text, place));
      return std::move(whole).at(place);
    }
    std::string result;
    bool deferred = false;  // the result is a template itself
    for (const Piece& piece : pieces) {
      Value part(std::string(piece.text));
      if (piece.is_template) {
        TRY(part, value_of(piece.text, place));
      }
      if (const auto* waits = part.as<Deferred>()) {
        if (!deferred) result = escaped_text(result);
        deferred = true;
        result += waits->text;
      } else if (!job_references(part).empty()) {
        return fail(ErrorKind::bad_input,
                    fmt::format("{{{{{}}}}} holds the output of a job and "
                                "cannot be part of a text",
                                piece.text),
                    place);
      } else {
        result += deferred ? escaped_text(text_of(part)) : text_of(part);
      }
      if (result.size() > k_max_text) {
        return fail(ErrorKind::limit, "this value becomes far too long", place);
      }
    }
    if (deferred) return Value(Deferred{std::move(result)}).at(place);
    return Value(std::move(result)).at(place);
  }

  Result<Value> value_of(std::string_view text, const Place& place) {
    if (++templates_ > k_max_templates) {
      return fail(ErrorKind::limit, "this value becomes far too large", place);
    }
    TRY(const Template wanted, read_template(text, place));
    if (const auto found = find(wanted.name))
      return expand_variable(*found, place);
    if (equals_ignoring_case(first_name(wanted.name), k_jobs)) {
      TRY_VOID(check_job_template(wanted, place));
      return Value(Deferred{fmt::format("{{{{{}}}}}", text)});
    }
    if (wanted.otherwise) return default_of(*wanted.otherwise, place);
    const std::string name(wanted.name);
    return fail(ErrorKind::bad_input,
                fmt::format("there is no variable '{}'", name), place,
                did_you_mean(name, scope_.names()));
  }

  struct Found {
    std::string name;  // of the variable
    const Value* value;
  };

  // The variable of this very name, or one that leads to it through tables.
  std::optional<Found> find(std::string_view path) {
    if (const Variable* variable = scope_.find(path)) {
      return Found{variable->name, &variable->value};
    }
    const Variable* variable = scope_.find(first_name(path));
    if (variable == nullptr) return std::nullopt;
    const Value* value = &variable->value;
    std::string_view rest = path.substr(first_name(path).size());
    while (!rest.empty()) {
      rest.remove_prefix(1);
      const auto* table = value->as<Table>();
      value = table == nullptr ? nullptr : table->find(first_name(rest));
      if (value == nullptr) return std::nullopt;
      rest.remove_prefix(first_name(rest).size());
    }
    return Found{variable->name, value};
  }

  // Its own templates, too.
  Result<Value> expand_variable(const Found& found, const Place& place) {
    if (!has_template(*found.value)) return *found.value;
    const bool again = std::ranges::find(open_, found.name) != open_.end();
    if (again || open_.size() == k_max_depth) {
      std::vector<std::string> names = open_;
      names.push_back(found.name);
      return fail(ErrorKind::bad_input,
                  "these variables refer to each other: " + join(names, " → "),
                  place);
    }
    open_.push_back(found.name);
    auto result = expand_value(*found.value);
    open_.pop_back();
    return result;
  }

  Result<Value> default_of(std::string_view text, const Place& place) {
    if (text.find(k_template_open) == std::string_view::npos) {
      return plain_default(text);
    }
    if (defaults_ == k_max_depth) {
      return fail(ErrorKind::limit,
                  fmt::format("defaults stand in each other more than {} deep",
                              k_max_depth),
                  place);
    }
    ++defaults_;
    auto result = expand_text(text, place);
    --defaults_;
    return result;
  }

  const Scope& scope_;
  std::size_t templates_ = 0;
  std::size_t defaults_ = 0;       // that are being expanded
  std::vector<std::string> open_;  // variables that are being expanded
};

// Deeper ones are refused when they are expanded.
bool text_mentions(std::string_view text, const std::vector<std::string>& names,
                   std::size_t depth = 0) {
  if (depth > k_max_depth) return false;
  const auto pieces = pieces_of(text, {});
  if (!pieces) return false;
  return std::ranges::any_of(*pieces, [&](const Piece& piece) {
    if (!piece.is_template) return false;
    const auto wanted = read_template(piece.text, {});
    if (!wanted) return false;
    const bool named = std::ranges::any_of(names, [&](const auto& name) {
      return equals_ignoring_case(first_name(wanted->name), name) ||
             equals_ignoring_case(wanted->name, name);
    });
    return named || (wanted->otherwise &&
                     text_mentions(*wanted->otherwise, names, depth + 1));
  });
}

std::size_t depth_of(const Value& value) {
  std::size_t inner = 0;
  if (const auto* list = value.as<Array>()) {
    for (const Value& item : *list) inner = std::max(inner, depth_of(item));
    return inner + 1;
  }
  if (const auto* table = value.as<Table>()) {
    for (const Table::Entry& entry : table->entries()) {
      inner = std::max(inner, depth_of(entry.value));
    }
    return inner + 1;
  }
  return 0;
}

// Whether `test` holds for any text in the value.
template <typename Test>
bool any_text(const Value& value, const Test& test) {
  if (const auto* text = value.as<std::string>()) return test(*text);
  if (const auto* list = value.as<Array>()) {
    return std::ranges::any_of(
        *list, [&](const Value& item) { return any_text(item, test); });
  }
  if (const auto* table = value.as<Table>()) {
    return std::ranges::any_of(table->entries(), [&](const auto& entry) {
      return any_text(entry.value, test);
    });
  }
  return false;
}

}  // namespace

void Scope::set(Variable variable) {
  const auto [entry, added] =
      index_.try_emplace(to_lower(variable.name), variables_.size());
  if (added) {
    variables_.push_back(std::move(variable));
  } else {
    variables_[entry->second] = std::move(variable);
  }
}

void Scope::set(const Table& variables) {
  for (const Table::Entry& entry : variables.entries()) {
    set({entry.key, entry.value, Variable::Form::typed});
  }
}

const Variable* Scope::find(std::string_view name) const {
  const std::string key = to_lower(name);
  for (const Scope* scope = this; scope != nullptr; scope = scope->outer_) {
    const auto found = scope->index_.find(key);
    if (found == scope->index_.end()) continue;
    note_use(key);
    return &scope->variables_[found->second];
  }
  return nullptr;
}

std::vector<std::string> Scope::names() const {
  std::vector<std::string> names;
  for (const Variable& variable : all()) names.push_back(variable.name);
  return names;
}

std::vector<Variable> Scope::all() const {
  std::vector<Variable> variables;
  if (outer_ != nullptr) variables = outer_->all();
  for (const Variable& variable : variables_) {
    const auto weaker =
        std::ranges::find_if(variables, [&](const Variable& other) {
          return equals_ignoring_case(other.name, variable.name);
        });
    if (weaker == variables.end()) {
      variables.push_back(variable);
    } else {
      *weaker = variable;
    }
  }
  return variables;
}

Scope Scope::beside(const Scope& other) {
  Scope scope;
  scope.used_ = other.used_;
  return scope;
}

void Scope::note_use(std::string_view name) const {
  used_->insert(to_lower(name));
}

bool Scope::is_used(std::string_view name) const {
  return used_->contains(to_lower(name));
}

bool has_template(const Value& value) {
  return any_text(value, [](const std::string& text) {
    return text.find(k_template_open) != std::string::npos;
  });
}

bool mentions(const Value& value, const std::vector<std::string>& names) {
  return any_text(value, [&](const std::string& text) {
    return text_mentions(text, names);
  });
}

Result<Value> expand(const Value& value, const Scope& scope) {
  TRY(Value result, Expander(scope).expand_value(value));
  if (depth_of(result) > k_max_value_depth) {
    return fail(ErrorKind::limit,
                fmt::format("with its variables, this is nested deeper than {} "
                            "levels",
                            k_max_value_depth),
                value.place());
  }
  return result;
}

std::string text_of(const Value& value) {
  if (const auto* text = value.as<std::string>()) return *text;
  if (value.is_null()) return {};
  return to_json(value, JsonStyle::compact);
}

}  // namespace aitherzero
