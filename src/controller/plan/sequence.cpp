#include "controller/plan/sequence.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "controller/plan/sequence_terms.hpp"
#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

using sequence::Term;

std::vector<std::string> names_of(const Catalog& catalog,
                                  const std::vector<std::size_t>& scripts) {
  std::vector<std::string> names;
  for (const std::size_t script : scripts) {
    names.push_back(catalog.scripts()[script].file_name);
  }
  return names;
}

// The values of one property over all scripts, each once.
template <typename Add>
std::vector<std::string> distinct(const Catalog& catalog, Add add) {
  std::vector<std::string> values;
  for (const Script& script : catalog.scripts()) add(script, values);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::string advice_or(const std::string& advice, std::string_view otherwise) {
  return advice.empty() ? std::string(otherwise) : advice;
}

constexpr char k_list_advice[] = "'aitherzero scripts list' shows all scripts";

// Looks terms up in a catalog. Each visit gives the scripts that a term
// stands for, ascending; nothing when it matches nothing, and then `advice`
// says what is near.
class Matcher {
 public:
  explicit Matcher(const Catalog& catalog) : catalog_(catalog) {}

  std::vector<std::size_t> match(const Term& term) {
    advice.clear();
    return std::visit([&](const auto& what) { return find(what); }, term.what);
  }

  std::string advice;

 private:
  template <typename Predicate>
  std::vector<std::size_t> all_where(Predicate predicate) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < catalog_.scripts().size(); ++i) {
      if (predicate(catalog_.scripts()[i])) found.push_back(i);
    }
    return found;
  }

  std::vector<std::size_t> find(const sequence::NumberTerm& term) {
    auto found = catalog_.with_number(term.number);
    if (found.empty()) {
      const auto numbers =
          distinct(catalog_, [](const Script& script, auto& values) {
            values.push_back(script.number);
          });
      advice = advice_or(did_you_mean(term.number, numbers),
                         neighbours(term.number, term.number));
    }
    return found;
  }

  // The scripts' numbers next to a range that holds none of them.
  std::string neighbours(const std::string& first,
                         const std::string& last) const {
    std::string below;
    std::string above;
    for (const Script& script : catalog_.scripts()) {
      const std::string& number = script.number;
      if (number < first && number > below) below = number;
      if (number > last && (above.empty() || number < above)) above = number;
    }
    if (below.empty() && above.empty()) return k_list_advice;
    if (below.empty()) return "the first script is " + above;
    if (above.empty()) return "the last script is " + below;
    return fmt::format("the scripts next to it are {} and {}", below, above);
  }

  std::vector<std::size_t> find(const sequence::RangeTerm& term) {
    // Numbers have four digits, so their order as text is the same.
    const std::string first = fmt::format("{:04}", term.first);
    const std::string last = fmt::format("{:04}", term.last);
    advice = neighbours(first, last);
    return all_where([&](const Script& script) {
      return script.number >= first && script.number <= last;
    });
  }

  std::vector<std::size_t> find(const sequence::PrefixTerm& term) {
    const std::size_t open = 4 - term.digits.size();
    advice = neighbours(term.digits + std::string(open, '0'),
                        term.digits + std::string(open, '9'));
    return all_where([&](const Script& script) {
      return script.number.starts_with(term.digits);
    });
  }

  std::vector<std::size_t> find(const sequence::StageTerm& term) {
    const auto stages =
        distinct(catalog_, [](const Script& script, auto& values) {
          if (!script.stage.empty()) values.push_back(script.stage);
        });
    advice = advice_or(did_you_mean(term.stage, stages),
                       stages.empty()
                           ? "no script has a stage"
                           : "there are the stages: " + join(stages, ", "));
    return all_where([&](const Script& script) {
      return equals_ignoring_case(script.stage, term.stage);
    });
  }

  std::vector<std::size_t> find(const sequence::TagTerm& term) {
    const auto tags =
        distinct(catalog_, [](const Script& script, auto& values) {
          values.insert(values.end(), script.tags.begin(), script.tags.end());
        });
    advice =
        advice_or(did_you_mean(term.tag, tags),
                  tags.empty() ? "no script has a tag"
                               : "there are the tags: " + join(tags, ", "));
    return all_where([&](const Script& script) {
      return std::any_of(script.tags.begin(), script.tags.end(),
                         [&](const std::string& tag) {
                           return equals_ignoring_case(tag, term.tag);
                         });
    });
  }

  std::vector<std::size_t> find(const sequence::NameTerm& term) {
    auto found = catalog_.with_name(term.name);
    if (found.empty()) {
      const auto names =
          distinct(catalog_, [](const Script& script, auto& values) {
            values.push_back(script.name);
            values.push_back(script.file_name);
          });
      advice = advice_or(did_you_mean(term.name, names), k_list_advice);
    }
    return found;
  }

  const Catalog& catalog_;
};

tl::unexpected<Error> matches_nothing(const Term& term, std::string advice) {
  const bool one = std::holds_alternative<sequence::NumberTerm>(term.what) ||
                   std::holds_alternative<sequence::NameTerm>(term.what);
  return fail(ErrorKind::not_found,
              one ? fmt::format("no script is called '{}'", term.text)
                  : fmt::format("'{}' matches no script", term.text),
              term.place, std::move(advice));
}

// A number or name means one script; two of that name must be told apart.
Status check_unambiguous(const Catalog& catalog, const Term& term,
                         const std::vector<std::size_t>& found) {
  const bool one = std::holds_alternative<sequence::NumberTerm>(term.what) ||
                   std::holds_alternative<sequence::NameTerm>(term.what);
  if (!one || found.size() < 2) return {};
  return fail(ErrorKind::bad_input,
              fmt::format("'{}' is ambiguous: {}", term.text,
                          join(names_of(catalog, found), ", ")),
              term.place, "write the file name instead");
}

struct Matched {
  std::vector<SelectedScript> selected;  // as terms are written, each once
  std::vector<std::size_t> excluded;
  std::vector<Warning> warnings;
};

Result<Matched> match_terms(const Catalog& catalog,
                            const std::vector<Term>& terms) {
  Matcher matcher(catalog);
  std::vector<bool> excluded(catalog.scripts().size(), false);
  Matched result;
  for (const Term& term : terms) {
    if (!term.excludes) continue;
    const auto found = matcher.match(term);
    for (const std::size_t script : found) {
      if (!excluded[script]) result.excluded.push_back(script);
      excluded[script] = true;
    }
    if (found.empty()) {
      result.warnings.push_back(
          {fmt::format("'{}' excludes nothing", term.text), term.place,
           matcher.advice});
    }
  }
  std::vector<bool> taken = excluded;
  for (const Term& term : terms) {
    if (term.excludes) continue;
    auto found = matcher.match(term);
    if (found.empty()) return matches_nothing(term, matcher.advice);
    // An exclusion may say which of two is meant.
    std::erase_if(found, [&](std::size_t script) { return excluded[script]; });
    TRY_VOID(check_unambiguous(catalog, term, found));
    for (const std::size_t script : found) {
      if (taken[script]) continue;
      taken[script] = true;
      result.selected.push_back({script, term.text, term.place});
    }
  }
  return result;
}

// Each script's dependencies come just before it, where they are not placed
// yet. A script that is on the way already is part of a cycle, which the plan
// reports; here it is passed over.
class DependencyOrder {
 public:
  DependencyOrder(const Catalog& catalog, std::vector<SelectedScript> selected,
                  Dependencies dependencies)
      : catalog_(catalog),
        selected_(std::move(selected)),
        dependencies_(dependencies),
        selected_as_(catalog.scripts().size()),
        seen_(catalog.scripts().size(), false) {
    for (const SelectedScript& script : selected_) {
      selected_as_[script.script] = &script;
    }
  }

  std::vector<SelectedScript> order() {
    for (const SelectedScript& script : selected_) {
      place(script.script, script.term);
    }
    return std::move(ordered_);
  }

 private:
  struct Frame {
    std::size_t script;
    std::string term;
    std::vector<std::size_t> dependencies;
    std::size_t next = 0;
  };

  void place(std::size_t script, const std::string& term) {
    if (seen_[script]) return;
    std::vector<Frame> path;
    path.push_back(frame(script, term));
    while (!path.empty()) {
      Frame& top = path.back();
      if (top.next == top.dependencies.size()) {
        const SelectedScript* as = selected_as_[top.script];
        ordered_.push_back({top.script, std::move(top.term),
                            as == nullptr ? Place{} : as->place});
        path.pop_back();
        continue;
      }
      const std::size_t next = top.dependencies[top.next++];
      if (seen_[next]) continue;
      if (selected_as_[next] != nullptr) {
        path.push_back(frame(next, selected_as_[next]->term));
      } else if (dependencies_ == Dependencies::include) {
        const std::string& by = catalog_.scripts()[top.script].number;
        path.push_back(frame(next, "dependency of " + by));
      }
    }
  }

  Frame frame(std::size_t script, std::string term) {
    seen_[script] = true;
    Frame result{script, std::move(term), {}};
    for (const std::string& name : catalog_.scripts()[script].dependencies) {
      const auto found = resolve_script_name(catalog_, name);
      result.dependencies.insert(result.dependencies.end(), found.begin(),
                                 found.end());
    }
    return result;
  }

  const Catalog& catalog_;
  std::vector<SelectedScript> selected_;
  Dependencies dependencies_;
  std::vector<const SelectedScript*> selected_as_;
  std::vector<bool> seen_;
  std::vector<SelectedScript> ordered_;
};

Place place_of_all(const std::vector<SequenceText>& expression) {
  return expression.empty() ? Place{} : expression.front().place;
}

}  // namespace

Result<Selection> select_scripts(const Catalog& catalog,
                                 const std::vector<SequenceText>& expression,
                                 Dependencies dependencies) {
  const bool blank = std::all_of(
      expression.begin(), expression.end(),
      [](const SequenceText& text) { return trim(text.text).empty(); });
  if (blank) {
    return fail(ErrorKind::bad_input, "this sequence is empty",
                place_of_all(expression), "write for example 0400-0499");
  }
  TRY(const std::vector<Term> terms, sequence::parse_terms(expression));
  const bool only_exclusions = std::all_of(
      terms.begin(), terms.end(), [](const Term& t) { return t.excludes; });
  if (only_exclusions) {
    return fail(ErrorKind::bad_input, "this sequence only excludes",
                place_of_all(expression),
                fmt::format("to run all others write *,{}", terms[0].text));
  }
  TRY(Matched matched, match_terms(catalog, terms));
  if (matched.selected.empty()) {
    return fail(ErrorKind::bad_input,
                "everything that this sequence selects is excluded",
                place_of_all(expression), "remove an exclusion");
  }
  Selection selection;
  selection.warnings = std::move(matched.warnings);
  selection.excluded = std::move(matched.excluded);
  selection.scripts =
      DependencyOrder(catalog, std::move(matched.selected), dependencies)
          .order();
  return selection;
}

bool looks_like_sequence(std::string_view text) {
  const auto terms = sequence::parse_terms({{std::string(text), {}}});
  if (!terms) return text.find(',') != std::string_view::npos;
  return std::any_of(terms->begin(), terms->end(), [](const Term& term) {
    return !std::holds_alternative<sequence::NameTerm>(term.what);
  });
}

}  // namespace aitherzero
