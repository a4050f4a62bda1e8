// From what a job left in its workspace to a tree of its outputs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/tree/snapshot.hpp"
#include "shared/tree/wildcard.hpp"

namespace aitherzero {

// One declared output: a file, a folder (then all that is in it), or a pattern
// of either: "out/**", "*.log" (only in the workspace's own folder),
// "**/*.log". "." is the whole workspace. Both slashes separate, so that
// nothing can be escaped with a backslash; an ending slash asks for a folder.
class OutputPattern {
 public:
  // `bad_input` for a path that is empty, absolute, or goes up.
  static Result<OutputPattern> parse(std::string_view text);

  const std::string& text() const { return text_; }  // as it was written

  bool matches(const std::string& path, bool is_folder) const {
    return (is_folder || !folders_only_) && wildcard_.matches(path);
  }
  bool may_match_below(const std::string& folder) const {
    return wildcard_.may_match_below(folder);
  }

 private:
  OutputPattern(std::string text, const std::string& pattern, bool folders_only)
      : text_(std::move(text)),
        wildcard_(pattern),
        folders_only_(folders_only) {}

  std::string text_;
  Wildcard wildcard_;
  bool folders_only_;
};

struct Captured {
  BuiltTree tree;
  std::vector<std::string> unmatched;  // declared, but nothing is there
};

// Puts what the patterns match to the store, at the same paths. Ignore rules
// do not count: what a job makes is mostly ignored. A link that may lead out
// of the workspace is refused (`bad_input`; its place is the link), for the
// rest see take_snapshot().
Result<Captured> capture(const std::string& workspace,
                         const std::vector<std::string>& outputs,
                         BlobStore& store);

}  // namespace aitherzero
