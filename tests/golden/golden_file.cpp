#include "golden/golden_file.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace aitherzero::testing {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write(const std::string& path, const std::string& text) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  ASSERT_TRUE(file.flush()) << path << " cannot be written";
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  if (!text.empty() && text.back() != '\n') lines.back() += " (no newline)";
  return lines;
}

// length[i][j]: the longest common subsequence of what follows i and j.
std::vector<std::vector<std::size_t>> common_lengths(
    const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::vector<std::size_t>> length(
      a.size() + 1, std::vector<std::size_t>(b.size() + 1, 0));
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      length[i][j] = a[i] == b[j]
                         ? length[i + 1][j + 1] + 1
                         : std::max(length[i + 1][j], length[i][j + 1]);
    }
  }
  return length;
}

}  // namespace

std::string golden_path(const std::string& name) {
  return AITHERZERO_SOURCE_DIR "/tests/golden/" + name;
}

bool updates_golden_files() {
  const char* update = std::getenv("AITHERZERO_UPDATE_GOLDEN");
  return update != nullptr && std::string_view(update) == "1";
}

std::string line_diff(const std::string& expected, const std::string& actual) {
  const std::vector<std::string> a = lines_of(expected);
  const std::vector<std::string> b = lines_of(actual);
  const auto length = common_lengths(a, b);
  std::string diff;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      diff += "  " + a[i++] + "\n";
      ++j;
    } else if (j == b.size() ||
               (i < a.size() && length[i + 1][j] >= length[i][j + 1])) {
      diff += "- " + a[i++] + "\n";
    } else {
      diff += "+ " + b[j++] + "\n";
    }
  }
  return diff;
}

void expect_golden(const std::string& name, const std::string& actual) {
  const std::string path = golden_path(name);
  if (updates_golden_files()) return write(path, actual);
  const auto expected = read(path);
  if (expected && *expected == actual) return;
  ADD_FAILURE() << (expected
                        ? path + " differs:\n" + line_diff(*expected, actual)
                        : path + " is missing; the text is\n" + actual)
                << "to accept it: AITHERZERO_UPDATE_GOLDEN=1 ./test -L golden";
}

}  // namespace aitherzero::testing
