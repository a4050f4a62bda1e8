#include "agent/core/pattern_matcher.hpp"

#include "shared/base/assert.hpp"

namespace aitherzero {

PatternMatcher::PatternMatcher(const std::vector<MaskPattern>& patterns)
    : nodes_(1) {
  for (const MaskPattern& pattern : patterns) add(pattern);
  link_fallbacks();
}

PatternMatcher::State PatternMatcher::child(State node, char byte) const {
  if (node == 0) return from_root_[static_cast<std::uint8_t>(byte)];
  State at = nodes_[node].first_child;
  while (at != 0 && nodes_[at].byte != byte) at = nodes_[at].sibling;
  return at;
}

void PatternMatcher::add(const MaskPattern& pattern) {
  AZ_ASSERT(!pattern.bytes.empty());
  State node = 0;
  for (const char byte : pattern.bytes) {
    State below = child(node, byte);
    if (below == 0) {
      below = static_cast<State>(nodes_.size());
      nodes_.push_back({.sibling = nodes_[node].first_child,
                        .depth = nodes_[node].depth + 1,
                        .byte = byte});
      nodes_[node].first_child = below;
      if (node == 0) from_root_[static_cast<std::uint8_t>(byte)] = below;
    }
    node = below;
  }
  // The same bytes twice: whichever kind masks more.
  Node& end = nodes_[node];
  const bool was_word = end.kind == MaskPattern::Kind::whole_word;
  if (!end.ends || was_word || pattern.kind == MaskPattern::Kind::base64) {
    end.kind = pattern.kind;
  }
  end.ends = true;
}

// Breadth first, because a node's fallback is shorter than the node.
void PatternMatcher::link_fallbacks() {
  std::vector<State> row;
  for (const State node : from_root_) {
    if (node != 0) row.push_back(node);
  }
  while (!row.empty()) {
    std::vector<State> next_row;
    for (const State parent : row) {
      for (State node = nodes_[parent].first_child; node != 0;
           node = nodes_[node].sibling) {
        const State fallback = next(nodes_[parent].fallback, nodes_[node].byte);
        nodes_[node].fallback = fallback;
        nodes_[node].shorter_match =
            nodes_[fallback].ends ? fallback : nodes_[fallback].shorter_match;
        next_row.push_back(node);
      }
    }
    row = std::move(next_row);
  }
}

PatternMatcher::State PatternMatcher::next(State state, char byte) const {
  while (true) {
    const State below = child(state, byte);
    if (below != 0 || state == 0) return below;
    state = nodes_[state].fallback;
  }
}

std::size_t PatternMatcher::unfinished(State state) const {
  while (state != 0 && nodes_[state].first_child == 0) {
    state = nodes_[state].fallback;
  }
  return nodes_[state].depth;
}

}  // namespace aitherzero
