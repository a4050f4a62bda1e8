#include "shared/tree/capture.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "shared/base/text.hpp"
#include "shared/tree/limits.hpp"
#include "shared/tree/tree_builder.hpp"

namespace aitherzero {
namespace {

tl::unexpected<Error> wrong_output(std::string_view text, const char* why) {
  return fail(ErrorKind::bad_input, fmt::format("the path '{}' {}", text, why),
              {}, "name a file, a folder or a pattern inside the workspace");
}

bool is_absolute(std::string_view path) {
  return path.starts_with('/') || (path.size() > 1 && path[1] == ':');
}

class Declared final : public Selection {
 public:
  explicit Declared(std::vector<OutputPattern> patterns)
      : patterns_(std::move(patterns)), matched_(patterns_.size(), false) {}

  Status enter(const std::string&, const std::vector<FolderNode>&) override {
    return {};
  }
  void leave() override {}

  // Every pattern is asked about everything, so that one whose files are taken
  // already through another is not reported as unmatched.
  Choice choose(const std::string& path, const FolderNode& node,
                Choice around) override {
    const bool is_folder = node.kind == NodeKind::folder;
    Choice choice = around == Choice::take ? Choice::take : Choice::leave_out;
    for (std::size_t i = 0; i < patterns_.size(); ++i) {
      if (patterns_[i].matches(path, is_folder)) {
        choice = Choice::take;
        if (node.kind != NodeKind::other) matched_[i] = true;
      } else if (choice == Choice::leave_out && is_folder &&
                 patterns_[i].may_match_below(path)) {
        choice = Choice::look_inside;
      }
    }
    return choice;
  }

  std::vector<std::string> unmatched() const {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < patterns_.size(); ++i) {
      if (!matched_[i]) texts.push_back(patterns_[i].text());
    }
    return texts;
  }

 private:
  std::vector<OutputPattern> patterns_;
  std::vector<bool> matched_;
};

}  // namespace

Result<OutputPattern> OutputPattern::parse(std::string_view text) {
  std::string path(trim(text));
  std::ranges::replace(path, '\\', '/');
  if (path.empty()) return wrong_output(text, "is empty");
  if (path.size() > k_max_pattern_bytes) {
    return wrong_output(text.substr(0, 80), "is too long");
  }
  if (is_absolute(path)) return wrong_output(text, "is an absolute path");
  std::vector<std::string> parts;
  for (const std::string_view part : split(path, '/')) {
    if (part == "..") return wrong_output(text, "goes up");
    if (!part.empty() && part != ".") parts.emplace_back(part);
  }
  if (parts.empty()) parts.emplace_back("**");
  return OutputPattern(std::string(text), join(parts, "/"),
                       path.ends_with('/'));
}

Result<Captured> capture(const std::string& workspace,
                         const std::vector<std::string>& outputs,
                         BlobStore& store) {
  std::vector<OutputPattern> patterns;
  for (const std::string& output : outputs) {
    TRY(OutputPattern pattern, OutputPattern::parse(output));
    patterns.push_back(std::move(pattern));
  }
  Declared selection(std::move(patterns));
  const StatCache nothing_known;
  TreeBuilder builder(workspace, store, selection,
                      TreeBuilder::OutsideLinks::refuse, nothing_known,
                      Choice::look_inside);
  Captured captured;
  TRY(captured.tree, builder.build());
  captured.unmatched = selection.unmatched();
  return captured;
}

}  // namespace aitherzero
