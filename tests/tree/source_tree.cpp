#include "source_tree.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

const fs::path k_root = AITHERZERO_SOURCE_DIR;

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace

std::vector<SourceFile> source_files(
    const std::string& folder, const std::vector<std::string>& extensions) {
  std::vector<SourceFile> files;
  fs::recursive_directory_iterator entries(k_root / folder);
  for (auto entry = begin(entries); entry != end(entries); ++entry) {
    const std::string name = entry->path().filename().string();
    if (entry->is_directory() &&
        (name == "build" || name == "obj" || name == "bin" || name == ".git")) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file() &&
               std::ranges::count(extensions,
                                  entry->path().extension().string()) > 0) {
      files.push_back(
          {entry->path().lexically_relative(k_root).generic_string(),
           lines_of(entry->path())});
    }
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

std::map<std::string, int> room_levels() {
  static const std::regex k_row(R"(^\| (\d+) \| `([a-z/]+)` \|.*)");
  std::map<std::string, int> levels;
  for (const std::string& line : lines_of(k_root / "ARCHITECTURE.md")) {
    std::smatch match;
    if (std::regex_match(line, match, k_row)) {
      levels[match[2]] = std::stoi(match[1]);
    }
  }
  return levels;
}

std::string include_of(const std::string& line) {
  static const std::regex k_include(
      R"rx(^\s*#\s*include\s*("[^"]+"|<[^>]+>).*)rx");
  std::smatch match;
  if (!std::regex_match(line, match, k_include)) return "";
  const std::string text = match[1];
  return text.front() == '"' ? text.substr(1, text.size() - 2) : text;
}

}  // namespace aitherzero
