// Variables, and the templates in values that name them:
//
//   {{name}}            the variable; {{build.os}} goes into tables
//   {{name:=default}}   the default where there is no such variable: JSON where
//                       it can be read as that, else the text; it may hold
//                       templates itself
//   {{{{                a literal {{
//   {{jobs.0407.output.Count}}
//                       what another job wrote. It is not known when planning:
//                       the value becomes a Deferred text, whose other
//                       templates are replaced already
//
// A value that is one whole template keeps the variable's type, else the
// variable becomes part of the text. Values of variables may hold templates,
// too. Script blocks are left alone, and so are keys of tables.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

// A variable from one layer. Text comes from `--variable NAME=VALUE` and is
// converted to the type that a script declares; the same text may become a
// number for one script and a string for the next.
struct Variable {
  std::string name;
  Value value;
  enum class Form { typed, text } form = Form::typed;

  friend bool operator==(const Variable&, const Variable&) = default;
};

// Variables by name, where letter case does not count. Names that were asked
// for are remembered, for a complaint about those that nobody used.
class Scope {
 public:
  // `outer` has the weaker variables; it must outlive this one.
  explicit Scope(const Scope* outer = nullptr)
      : outer_(outer),
        used_(outer == nullptr ? std::make_shared<Used>() : outer->used_) {}
  // One without the variables of `other` that remembers for both of them.
  static Scope beside(const Scope& other);

  void set(Variable variable);
  void set(const Table& variables);
  // nullptr when there is none.
  const Variable* find(std::string_view name) const;
  std::vector<std::string> names() const;
  // All variables, the weaker ones first.
  std::vector<Variable> all() const;

  void note_use(std::string_view name) const;
  bool is_used(std::string_view name) const;

 private:
  using Used = std::set<std::string>;  // in lower case

  const Scope* outer_;
  std::vector<Variable> variables_;  // in the order in which they were set
  std::map<std::string, std::size_t> index_;  // by name in lower case
  std::shared_ptr<Used> used_;                // of all scopes of a plan
};

// Whether there is a template, or an escape of one, anywhere in a value.
bool has_template(const Value& value);
// Whether a template in the value, or in a default of one, begins with one of
// these names.
bool mentions(const Value& value, const std::vector<std::string>& names);

// The value with its templates replaced. An unknown name, a template that is
// not closed and variables that refer to each other are `bad_input` at the
// value's place.
Result<Value> expand(const Value& value, const Scope& scope);

// As part of a text: strings as they are, all else as compact JSON.
std::string text_of(const Value& value);

}  // namespace aitherzero
