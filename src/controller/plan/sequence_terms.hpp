// Inside the plan room: the terms of a sequence expression, before they are
// looked up in a catalog.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "controller/plan/sequence.hpp"
#include "shared/base/result.hpp"

namespace aitherzero::sequence {

struct NumberTerm {
  std::string number;  // four digits
};
struct RangeTerm {
  int first = 0;
  int last = 0;
};
struct PrefixTerm {
  std::string digits;  // none to four
};
struct StageTerm {
  std::string stage;
};
struct TagTerm {
  std::string tag;
};
struct NameTerm {
  std::string name;
};

struct Term {
  std::variant<NumberTerm, RangeTerm, PrefixTerm, StageTerm, TagTerm, NameTerm>
      what;
  bool excludes = false;
  std::string text;  // as written, trimmed
  Place place;
};

// The terms of an expression in the order written; an error names the term
// that cannot be read.
Result<std::vector<Term>> parse_terms(
    const std::vector<SequenceText>& expression);

}  // namespace aitherzero::sequence
