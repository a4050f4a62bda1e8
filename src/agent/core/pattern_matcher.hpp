// Finds many texts in one pass over a stream of bytes (Aho and Corasick): the
// cost does not depend on how many there are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aitherzero {

struct MaskPattern {
  enum class Kind {
    anywhere,
    whole_word,  // only where no letter, digit or underscore is beside it
    base64,      // the characters beside it may hold bits of it as well
  };
  std::string bytes;
  Kind kind = Kind::anywhere;

  friend auto operator<=>(const MaskPattern&, const MaskPattern&) = default;
};

class PatternMatcher {
 public:
  // What is found so far at a place of the stream. 0 is the start.
  using State = std::uint32_t;

  // No pattern is empty.
  explicit PatternMatcher(const std::vector<MaskPattern>& patterns);

  State next(State state, char byte) const;

  // Length of the longest text that ends here and is the beginning of a
  // pattern, but not yet all of it.
  std::size_t unfinished(State state) const;

  // Calls found(length, kind) for each pattern that ends here.
  template <typename Found>
  void each_match(State state, const Found& found) const {
    for (State at = nodes_[state].ends ? state : nodes_[state].shorter_match;
         at != 0; at = nodes_[at].shorter_match) {
      found(std::size_t{nodes_[at].depth}, nodes_[at].kind);
    }
  }

 private:
  // A node is a beginning of patterns. Most have one child, so children are a
  // list; only the root, where most text stays, has a table.
  struct Node {
    State first_child = 0;
    State sibling = 0;
    State fallback = 0;       // the longest node that is an ending of this one
    State shorter_match = 0;  // of those, the longest that is a pattern
    std::uint32_t depth = 0;
    char byte = 0;
    bool ends = false;  // is a whole pattern
    MaskPattern::Kind kind = MaskPattern::Kind::anywhere;
  };

  State child(State node, char byte) const;
  void add(const MaskPattern& pattern);
  void link_fallbacks();

  std::vector<Node> nodes_;
  std::array<State, 256> from_root_{};
};

}  // namespace aitherzero
