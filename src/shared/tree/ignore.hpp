// Which files of a project are not part of it: the rules of .gitignore, as git
// has them, and of .aitherignore, which are written the same way.
//
// In each folder .aitherignore comes after .gitignore, and so has the last
// word; rules of a nearer folder come after those of a farther one. What is in
// an ignored folder cannot be taken back in: the folder is not looked into.
// A user's own ignore file (core.excludesFile) does not count, because a
// project must be the same for everybody; letter case counts everywhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/tree/wildcard.hpp"

namespace aitherzero {

enum class Verdict {
  none,     // no rule speaks of it
  ignored,  //
  kept,     // a rule with '!' takes it back in
};

enum class PathKind { folder, other };  // a link to a folder is `other`

// The rules of one file, which speak of what is below its folder.
class IgnoreFile {
 public:
  // Every text is a file of rules; what is meaningless matches nothing. A
  // pattern that is longer than k_max_pattern_bytes is passed over.
  static IgnoreFile parse(std::string_view text);

  // What the last rule that matches says. `path` is relative to the folder of
  // the file, with '/'.
  Verdict judge(std::string_view path, PathKind kind) const;

  bool empty() const { return rules_.empty(); }

 private:
  struct Rule {
    Wildcard pattern;
    bool negated = false;
    bool folders_only = false;
    bool anchored = false;  // matches the path; otherwise the name alone
  };
  static void add_line(IgnoreFile& file, std::string_view line);

  std::vector<Rule> rules_;
};

// The rules that hold at one place of a walk from a project's root downwards.
class IgnoreRules {
 public:
  // Rules that are weaker than every file's: git's info/exclude.
  explicit IgnoreRules(IgnoreFile base = {}) : base_(std::move(base)) {}

  // The walk enters a folder ("" is the root), whose files are given in the
  // order in which they count.
  void enter(std::string_view folder, std::vector<IgnoreFile> files);
  void leave();

  // Whether something in the folder that was entered last is ignored. `path`
  // is relative to the root. What is called .git always is.
  bool ignores(std::string_view path, PathKind kind) const;

 private:
  struct Level {
    std::size_t prefix = 0;  // bytes of the folder's path and its slash
    std::vector<IgnoreFile> files;
  };

  IgnoreFile base_;
  std::vector<Level> levels_;
};

}  // namespace aitherzero
