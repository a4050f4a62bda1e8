// The project's own files, as the tests of this folder read them.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace aitherzero {

struct SourceFile {
  std::string path;  // relative to the project's root, with '/'
  std::vector<std::string> lines;
};

// Files with one of the extensions (with their dots) below FOLDER, sorted;
// build output is left out.
std::vector<SourceFile> source_files(
    const std::string& folder, const std::vector<std::string>& extensions);

// The rooms and their levels, as the table in ARCHITECTURE.md has them.
std::map<std::string, int> room_levels();

// What a line includes: `"room/file.hpp"` without its quotes, `<lib.hpp>` with
// its brackets; empty for another line.
std::string include_of(const std::string& line);

}  // namespace aitherzero
