// Small text helpers that every room needs. Letter case is ASCII's: keys,
// script names and options are ASCII by rule.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aitherzero {

inline bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9');
}
std::string to_lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);
std::string_view trim(std::string_view text);
// Parts between separators, untrimmed; "" gives one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts,
                 std::string_view separator);

// The candidates that look most like `wanted` (edit distance, letter case
// ignored), nearest first, at most `count`; those too far away are left out.
std::vector<std::string> nearest(std::string_view wanted,
                                 const std::vector<std::string>& candidates,
                                 std::size_t count = 3);

// "did you mean 'a', 'b'?", or "" when nothing is near.
std::string did_you_mean(std::string_view wanted,
                         const std::vector<std::string>& candidates);

// Orders "a" < "B", for lookups where letter case does not count.
struct LessIgnoringCase {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const;
};

}  // namespace aitherzero
