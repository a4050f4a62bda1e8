#include "shared/tree/wildcard.hpp"

#include <algorithm>
#include <optional>

namespace aitherzero {
namespace {

constexpr std::string_view k_special = "*?[\\";

bool in_class(std::string_view name, std::uint8_t byte) {
  const bool lower = byte >= 'a' && byte <= 'z';
  const bool upper = byte >= 'A' && byte <= 'Z';
  const bool digit = byte >= '0' && byte <= '9';
  const bool graph = byte > ' ' && byte < 0x7F;
  if (name == "alnum") return lower || upper || digit;
  if (name == "alpha") return lower || upper;
  if (name == "blank") return byte == ' ' || byte == '\t';
  if (name == "cntrl") return byte < ' ' || byte == 0x7F;
  if (name == "digit") return digit;
  if (name == "graph") return graph;
  if (name == "lower") return lower;
  if (name == "print") return graph || byte == ' ';
  if (name == "punct") return graph && !lower && !upper && !digit;
  if (name == "space") return byte == ' ' || (byte >= '\t' && byte <= '\r');
  if (name == "upper") return upper;
  return digit || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

bool is_class(std::string_view name) {
  constexpr std::string_view k_names[] = {"alnum", "alpha", "blank", "cntrl",
                                          "digit", "graph", "lower", "print",
                                          "punct", "space", "upper", "xdigit"};
  for (const std::string_view known : k_names) {
    if (name == known) return true;
  }
  return false;
}

}  // namespace

// Reads a pattern once from left to right. Each part returns false when the
// pattern turns out to be one that matches nothing.
class Wildcard::Compiler {
 public:
  Compiler(std::string_view pattern, Wildcard& out)
      : pattern_(pattern), out_(out) {}

  bool compile() {
    at_ = std::min(pattern_.find_first_of(k_special), pattern_.size());
    out_.prefix_ = pattern_.substr(0, at_);
    while (!at_end()) {
      if (!step()) return false;
    }
    return true;
  }

 private:
  bool at_end() const { return at_ >= pattern_.size(); }
  bool looking_at(std::string_view text) const {
    return pattern_.substr(std::min(at_, pattern_.size())).starts_with(text);
  }
  std::uint8_t take() { return static_cast<std::uint8_t>(pattern_[at_++]); }

  void add(Step step) {
    out_.tokens_.push_back({step});
    out_.suffix_.clear();
  }
  void add_byte(std::uint8_t byte) {
    out_.tokens_.push_back({Step::byte, byte});
    out_.suffix_ += static_cast<char>(byte);
  }

  bool step() {
    if (pattern_[at_] == '*') return stars();
    const std::uint8_t byte = take();
    if (byte == '?') {
      add(Step::any_byte);
      return true;
    }
    if (byte == '[') return set();
    if (byte != '\\') {
      add_byte(byte);
      return true;
    }
    if (at_end()) return false;
    add_byte(take());
    return true;
  }

  // Stars that stand for folders fill the space between two slashes, an end
  // counting as one. Git also counts the end of the text before the first
  // wildcard, and what its users wrote has to mean the same here.
  bool stars() {
    const bool after_slash =
        at_ == 0 || pattern_[at_ - 1] == '/' || at_ == out_.prefix_.size();
    const std::size_t first = at_;
    at_ = std::min(pattern_.find_first_not_of('*', at_), pattern_.size());
    const bool before_slash = at_end() || looking_at("/") || looking_at("\\/");
    if (at_ - first < 2 || !after_slash || !before_slash) {
      add(Step::run);
    } else if (looking_at("/")) {
      add(Step::skips_two);
      add(Step::deep_run);
      add_byte(take());
      out_.suffix_.clear();  // as it may be left out
    } else {
      add(Step::deep_run);
    }
    return true;
  }

  bool set() {
    const bool negated = looking_at("!") || looking_at("^");
    if (negated) ++at_;
    ByteSet bytes;
    // The last byte, which a '-' behind it makes the start of a range.
    std::optional<std::uint8_t> last;
    bool first = true;
    while (first || !looking_at("]")) {
      if (at_end() || !member(bytes, last)) return false;
      first = false;
    }
    ++at_;
    if (negated) bytes.flip();
    bytes.reset('/');
    out_.tokens_.push_back(
        {Step::in_set, 0, static_cast<std::uint16_t>(out_.sets_.size())});
    out_.suffix_.clear();
    out_.sets_.push_back(bytes);
    return true;
  }

  bool member(ByteSet& bytes, std::optional<std::uint8_t>& last) {
    if (looking_at("[:")) return class_or_bracket(bytes, last);
    const bool range = looking_at("-") && last && at_ + 1 < pattern_.size() &&
                       pattern_[at_ + 1] != ']';
    if (range) ++at_;
    if (looking_at("\\")) ++at_;
    if (at_end()) return false;
    const std::uint8_t byte = take();
    if (range) {
      for (unsigned i = *last; i <= byte; ++i) bytes.set(i);
      last.reset();
    } else {
      bytes.set(byte);
      last = byte;
    }
    return true;
  }

  // "[:digit:]" inside a set; without ":]" the bracket is only a bracket.
  bool class_or_bracket(ByteSet& bytes, std::optional<std::uint8_t>& last) {
    const std::size_t from = at_ + 2;
    const std::size_t end = pattern_.find(']', from);
    if (end == std::string_view::npos) return false;
    if (end == from || pattern_[end - 1] != ':') {
      last = take();
      bytes.set(*last);
      return true;
    }
    const std::string_view name = pattern_.substr(from, end - 1 - from);
    if (!is_class(name)) return false;
    for (unsigned byte = 0; byte < bytes.size(); ++byte) {
      if (in_class(name, static_cast<std::uint8_t>(byte))) bytes.set(byte);
    }
    last.reset();
    at_ = end + 1;
    return true;
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  Wildcard& out_;
};

Wildcard::Wildcard(std::string_view pattern) {
  never_ = !Compiler(pattern, *this).compile();
}

bool Wildcard::takes(const Token& token, std::uint8_t byte) const {
  switch (token.step) {
    case Step::byte:
      return byte == token.byte;
    case Step::in_set:
      return sets_[token.set].test(byte);
    case Step::any_byte:
    case Step::run:
      return byte != '/';
    case Step::deep_run:
      return true;
    case Step::skips_two:
      return false;
  }
  return false;
}

// Adds the states that are reached without taking a byte.
void Wildcard::add_skipped(States& states) const {
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    if (states[i] == 0) continue;
    const Step step = tokens_[i].step;
    if (step == Step::run || step == Step::deep_run) states[i + 1] = 1;
    if (step == Step::skips_two) states[i + 1] = states[i + 3] = 1;
  }
}

Wildcard::States Wildcard::next(const States& states, std::uint8_t byte) const {
  States after(states.size(), 0);
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    if (states[i] == 0 || !takes(tokens_[i], byte)) continue;
    const Step step = tokens_[i].step;
    after[step == Step::run || step == Step::deep_run ? i : i + 1] = 1;
  }
  add_skipped(after);
  return after;
}

// `path` comes without the prefix.
Wildcard::States Wildcard::states_after(std::string_view path) const {
  States states(tokens_.size() + 1, 0);
  states[0] = 1;
  add_skipped(states);
  for (const char byte : path) {
    states = next(states, static_cast<std::uint8_t>(byte));
  }
  return states;
}

bool Wildcard::matches(std::string_view path) const {
  if (never_ || !path.starts_with(prefix_) || !path.ends_with(suffix_)) {
    return false;
  }
  path.remove_prefix(prefix_.size());
  if (tokens_.empty()) return path.empty();
  return states_after(path).back() != 0;
}

bool Wildcard::may_match_below(std::string_view folder) const {
  std::string path(folder);
  path += '/';
  if (never_) return false;
  if (prefix_.size() > path.size()) return prefix_.starts_with(path);
  if (!path.starts_with(prefix_)) return false;
  const States states =
      states_after(std::string_view(path).substr(prefix_.size()));
  return std::find(states.begin(), states.end() - 1, 1) != states.end() - 1;
}

}  // namespace aitherzero
