#include "shared/tree/presence.hpp"

#include <algorithm>
#include <filesystem>

#include "shared/tree/capture.hpp"

namespace aitherzero {

namespace fs = std::filesystem;

Result<std::vector<std::string>> patterns_without_match(
    const std::string& folder, const std::vector<std::string>& patterns,
    const std::stop_token& stop) {
  std::vector<OutputPattern> open;
  for (const std::string& text : patterns) {
    TRY(OutputPattern pattern, OutputPattern::parse(text));
    open.push_back(std::move(pattern));
  }
  std::error_code error;
  // What cannot be read has nothing in it.
  fs::recursive_directory_iterator entry(
      folder, fs::directory_options::skip_permission_denied, error);
  while (!error && entry != fs::recursive_directory_iterator() &&
         !open.empty() && !stop.stop_requested()) {
    const std::string path =
        entry->path().lexically_relative(folder).generic_string();
    std::error_code ignored;
    const bool is_folder = entry->is_directory(ignored);
    std::erase_if(open, [&](const OutputPattern& pattern) {
      return pattern.matches(path, is_folder);
    });
    const bool may_match =
        std::ranges::any_of(open, [&](const OutputPattern& pattern) {
          return pattern.may_match_below(path);
        });
    if (is_folder && !may_match) entry.disable_recursion_pending();
    entry.increment(error);
  }
  std::vector<std::string> texts;
  for (const OutputPattern& pattern : open) texts.push_back(pattern.text());
  return texts;
}

}  // namespace aitherzero
