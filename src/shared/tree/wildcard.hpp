// Patterns of file names, as git has them: `*` and `?` within a name, `[a-z]`,
// `[!a]`, `[[:digit:]]`, `**` between slashes for any number of folders.
// Letter case counts, on every platform: the same tree must come from the same
// files.
//
// Matching costs at most pattern × path steps, whatever the pattern, so that
// one from a stranger's project cannot stall a snapshot.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aitherzero {

class Wildcard {
 public:
  // Every text is a pattern; one with an unclosed `[` or a lone backslash at
  // its end matches nothing, as in git.
  explicit Wildcard(std::string_view pattern);

  // Whether the whole path matches. `path` is relative, with '/'.
  bool matches(std::string_view path) const;

  // Whether a path below this folder could match; never false when one does.
  bool may_match_below(std::string_view folder) const;

 private:
  enum class Step : std::uint8_t {
    byte,       // just this one
    in_set,     // one of a set, never '/'
    any_byte,   // one, never '/'
    run,        // any number of bytes, never '/'
    deep_run,   // any number of bytes
    skips_two,  // the two steps behind it may be left out
  };
  using ByteSet = std::bitset<256>;
  struct Token {
    Step step = Step::byte;
    std::uint8_t byte = 0;
    std::uint16_t set = 0;  // index into sets_
  };
  class Compiler;
  // States are positions between tokens; one flag for each.
  using States = std::vector<char>;

  States states_after(std::string_view path) const;
  void add_skipped(States& states) const;
  States next(const States& states, std::uint8_t byte) const;
  bool takes(const Token& token, std::uint8_t byte) const;

  // What matches must begin with `prefix_`, go on as `tokens_` say, and end
  // with `suffix_`, which is also the last of the tokens: most paths are told
  // apart by these two texts.
  std::string prefix_;
  std::string suffix_;
  std::vector<Token> tokens_;
  std::vector<ByteSet> sets_;
  bool never_ = false;
};

}  // namespace aitherzero
