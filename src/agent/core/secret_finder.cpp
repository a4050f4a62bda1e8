#include "agent/core/secret_finder.hpp"

#include <algorithm>

namespace aitherzero {
namespace {

bool is_alphanumeric(char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
         (byte >= 'A' && byte <= 'Z');
}

bool is_word(char byte) {
  return is_alphanumeric(byte) || byte == '_' || (byte & 0x80) != 0;
}

bool is_base64(char byte) {
  return is_alphanumeric(byte) || byte == '+' || byte == '/' || byte == '-' ||
         byte == '_';
}

// A match in a view, which may grow before it is turned into positions of the
// text.
struct Match {
  std::string_view bytes;  // of the view
  std::size_t begin;
  std::size_t end;

  bool is_whole_word() const {
    return (begin == 0 || !is_word(bytes[begin - 1])) &&
           (end == bytes.size() || !is_word(bytes[end]));
  }

  // The characters at both sides share bits with the secret, and the padding
  // tells its length.
  void add_base64_neighbours() {
    if (begin > 0 && is_base64(bytes[begin - 1])) --begin;
    if (end < bytes.size() && is_base64(bytes[end])) ++end;
    for (int i = 0; i < 2 && end < bytes.size() && bytes[end] == '='; ++i) {
      ++end;
    }
  }
};

bool has(const TextView& view, char byte) {
  return view.bytes.find(byte) != std::string::npos;
}

}  // namespace

void join_ranges(std::vector<TextRange>& ranges) {
  std::ranges::sort(ranges);
  std::vector<TextRange> joined;
  for (const TextRange& range : ranges) {
    if (range.begin >= range.end) continue;
    if (joined.empty() || range.begin > joined.back().end) {
      joined.push_back(range);
    } else {
      joined.back().end = std::max(joined.back().end, range.end);
    }
  }
  ranges = std::move(joined);
}

SecretFindings SecretFinder::find(const std::vector<ViewedLine>& lines) const {
  SecretFindings findings;
  TextView view = joined_view(lines, Joints::all_end);
  scan(view, findings);
  if (std::ranges::any_of(lines, &ViewedLine::may_go_on)) {
    view = joined_view(lines, Joints::some_go_on);
    scan(view, findings);
  }
  if (has(view, '%')) {
    scan(percent_decoded(view, PlusSign::is_itself), findings);
  }
  if (has(view, '+')) {
    scan(percent_decoded(view, PlusSign::is_space), findings);
  }
  if (has(view, '\\')) scan(backslash_decoded(view), findings);
  join_ranges(findings.secrets);
  join_ranges(findings.unfinished);
  return findings;
}

void SecretFinder::scan(const TextView& view, SecretFindings& findings) const {
  PatternMatcher::State state = 0;
  for (std::size_t i = 0; i < view.bytes.size(); ++i) {
    state = matcher_.next(state, view.bytes[i]);
    matcher_.each_match(state, [&](std::size_t length, MaskPattern::Kind kind) {
      Match match{view.bytes, i + 1 - length, i + 1};
      if (kind == MaskPattern::Kind::whole_word && !match.is_whole_word()) {
        return;
      }
      if (kind == MaskPattern::Kind::base64) match.add_base64_neighbours();
      findings.secrets.push_back({view.at[match.begin], view.at[match.end]});
    });
  }
  const std::size_t unfinished = matcher_.unfinished(state);
  if (unfinished == 0) return;
  findings.unfinished.push_back(
      {view.at[view.bytes.size() - unfinished], view.at.back()});
}

}  // namespace aitherzero
