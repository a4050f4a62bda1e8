// Files stay small enough to be read, and tests do not sleep.
#include <gmock/gmock.h>

#include <regex>

#include "source_tree.hpp"

namespace aitherzero {
namespace {

constexpr std::size_t k_most_lines = 600;

const std::vector<std::string> k_code = {".hpp", ".cpp", ".cs", ".ps1"};

TEST(Sizes, no_file_is_a_giant) {
  for (const char* folder : {"src", "tests", "bench", "powershell"}) {
    for (const SourceFile& file : source_files(folder, k_code)) {
      EXPECT_LE(file.lines.size(), k_most_lines) << file.path;
    }
  }
}

TEST(Tests, wait_for_events_and_never_sleep) {
  static const std::regex k_sleep(
      R"(\b(sleep_for|sleep_until|usleep|nanosleep)\b|Thread\.Sleep)");
  for (const char* folder : {"tests", "src"}) {
    for (const SourceFile& file : source_files(folder, k_code)) {
      if (file.path.starts_with("tests/tree/")) continue;
      for (const std::string& line : file.lines) {
        EXPECT_FALSE(std::regex_search(line, k_sleep))
            << file.path << ": " << line;
      }
    }
  }
}

}  // namespace
}  // namespace aitherzero
