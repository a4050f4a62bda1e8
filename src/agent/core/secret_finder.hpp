// Finds secrets, in all their forms, in lines of text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent/core/pattern_matcher.hpp"
#include "agent/core/text_view.hpp"

namespace aitherzero {

// Bytes of a text, from `begin` to before `end`.
struct TextRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend auto operator<=>(const TextRange&, const TextRange&) = default;
};

// Both ascend and do not overlap.
struct SecretFindings {
  std::vector<TextRange> secrets;
  // What ends the text and may be the beginning of a secret.
  std::vector<TextRange> unfinished;
};

// Sorts ranges, and makes one of those that overlap or touch.
void join_ranges(std::vector<TextRange>& ranges);

class SecretFinder {
 public:
  explicit SecretFinder(const std::vector<MaskPattern>& patterns)
      : matcher_(patterns) {}

  // Positions are in the text of all lines, with nothing between them.
  SecretFindings find(const std::vector<ViewedLine>& lines) const;

 private:
  void scan(const TextView& view, SecretFindings& findings) const;

  PatternMatcher matcher_;
};

}  // namespace aitherzero
