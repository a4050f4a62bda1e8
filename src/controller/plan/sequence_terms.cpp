#include "controller/plan/sequence_terms.hpp"

#include <fmt/format.h>

#include <charconv>

#include "shared/base/text.hpp"

namespace aitherzero::sequence {
namespace {

constexpr std::size_t k_digits = 4;

bool all_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

int to_number(std::string_view digits) {
  int number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

// Where a term stands: behind the opening quote of its string in a playbook,
// or inside the option's text.
Place place_of(const SequenceText& text, std::size_t offset) {
  Place place = text.place;
  const auto column = static_cast<std::uint32_t>(offset);
  if (place.line == 0) {
    place.line = 1;
    place.column = column + 1;
  } else if (place.column != 0) {
    place.column += column + 1;
  }
  return place;
}

tl::unexpected<Error> bad(const Term& term, std::string message,
                          std::string advice) {
  return fail(ErrorKind::bad_input, std::move(message), term.place,
              std::move(advice));
}

Status check_digits(const Term& term, std::string_view digits) {
  if (digits.size() <= k_digits) return {};
  return bad(term, fmt::format("'{}' has more than four digits", digits),
             "script numbers go from 0000 to 9999");
}

Status read_range(Term& term, std::string_view first, std::string_view last) {
  TRY_VOID(check_digits(term, first));
  TRY_VOID(check_digits(term, last));
  const RangeTerm range{to_number(first), to_number(last)};
  if (range.first > range.last) {
    return bad(term, fmt::format("the range '{}' is reversed", term.text),
               fmt::format("write {}-{}", last, first));
  }
  term.what = range;
  return {};
}

Status read_labelled(Term& term, std::string_view label,
                     std::string_view value) {
  if (value.empty()) {
    return bad(term,
               fmt::format("'{}' names nothing after the colon", term.text),
               "write for example stage:Testing or tag:validation");
  }
  if (equals_ignoring_case(label, "stage")) {
    term.what = StageTerm{std::string(value)};
  } else if (equals_ignoring_case(label, "tag")) {
    term.what = TagTerm{std::string(value)};
  } else {
    std::string advice = did_you_mean(label, {"stage", "tag"});
    if (advice.empty()) advice = "there are stage: and tag:";
    return bad(term, fmt::format("unknown prefix '{}:'", label),
               std::move(advice));
  }
  return {};
}

// `body` is the term without its "!".
Status read_term(Term& term, std::string_view body) {
  if (body.empty()) {
    return bad(
        term, term.excludes ? "nothing follows this '!'" : "this term is empty",
        "remove the extra comma, or write a number such as 0407");
  }
  if (all_digits(body)) {
    TRY_VOID(check_digits(term, body));
    term.what = NumberTerm{std::string(k_digits - body.size(), '0') +
                           std::string(body)};
    return {};
  }
  const std::size_t dash = body.find('-');
  if (dash != std::string_view::npos && dash > 0) {
    const std::string_view first = trim(body.substr(0, dash));
    const std::string_view last = trim(body.substr(dash + 1));
    if (all_digits(first) && all_digits(last) && !last.empty()) {
      return read_range(term, first, last);
    }
  }
  if (body.ends_with('*') && all_digits(body.substr(0, body.size() - 1))) {
    const std::string_view digits = body.substr(0, body.size() - 1);
    TRY_VOID(check_digits(term, digits));
    term.what = PrefixTerm{std::string(digits)};
    return {};
  }
  const std::size_t colon = body.find(':');
  if (colon != std::string_view::npos) {
    return read_labelled(term, trim(body.substr(0, colon)),
                         trim(body.substr(colon + 1)));
  }
  term.what = NameTerm{std::string(body)};
  return {};
}

}  // namespace

Result<std::vector<Term>> parse_terms(
    const std::vector<SequenceText>& expression) {
  std::vector<Term> terms;
  for (const SequenceText& text : expression) {
    for (const std::string_view part : split(text.text, ',')) {
      const std::string_view trimmed = trim(part);
      Term term;
      term.text = trimmed;
      const char* const start = trimmed.empty() ? part.data() : trimmed.data();
      term.place =
          place_of(text, static_cast<std::size_t>(start - text.text.data()));
      term.excludes = trimmed.starts_with('!');
      TRY_VOID(
          read_term(term, term.excludes ? trim(trimmed.substr(1)) : trimmed));
      terms.push_back(std::move(term));
    }
  }
  return terms;
}

}  // namespace aitherzero::sequence
