#include "agent/process/line_splitter.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "shared/base/unicode.hpp"

namespace aitherzero {
namespace {

using Lines = std::vector<std::string>;

// Feeds the text in pieces of `step` bytes.
Lines lines_of(std::string_view text, std::size_t step) {
  Lines lines;
  LineSplitter splitter([&](std::string line) { lines.push_back(line); });
  for (std::size_t at = 0; at < text.size(); at += step) {
    splitter.add(text.substr(at, step));
  }
  splitter.finish();
  return lines;
}

TEST(LineSplitter, gives_the_same_lines_however_the_bytes_arrive) {
  struct Case {
    std::string_view text;
    Lines lines;
  };
  const std::vector<Case> cases = {
      {"", {}},
      {"\n", {""}},
      {"a", {"a"}},
      {"a\nb\n", {"a", "b"}},
      {"a\r\nb\r\n\r\n", {"a", "b", ""}},
      {"10%\r20%\r\nend\r", {"10%\r20%", "end"}},
      {"Gr\xC3\xBC\xC3\x9F"
       "e \xF0\x9F\x8C\xB2\n",
       {"Gr\xC3\xBC\xC3\x9F"
        "e \xF0\x9F\x8C\xB2"}},
      {"bad \xFF here\nand \xC3",
       {"bad \xEF\xBF\xBD here", "and \xEF\xBF\xBD"}},
  };
  for (const Case& it : cases) {
    for (const std::size_t step : {1u, 2u, 3u, 100u}) {
      EXPECT_EQ(lines_of(it.text, step), it.lines) << it.text << " / " << step;
    }
  }
}

TEST(LineSplitter, keeps_a_line_of_just_the_limit_whole) {
  const std::string line(k_longest_line_bytes, 'x');
  for (const std::size_t step : {1000u, 100'000u}) {
    EXPECT_EQ(lines_of(line + "\n", step), Lines{line});
    EXPECT_EQ(lines_of(line + "\r\n", step), Lines{line});
    EXPECT_EQ(lines_of(line, step), Lines{line});
    EXPECT_EQ(lines_of(line + "y\n", step), (Lines{line, "y"}));
  }
}

TEST(LineSplitter, cuts_a_longer_line_between_characters) {
  std::string text = "x";
  while (text.size() < 3 * k_longest_line_bytes) text += "\xE2\x82\xAC";
  for (const std::size_t step : {4096u, 1'000'000u}) {
    std::string together;
    for (const std::string& line : lines_of(text, step)) {
      EXPECT_LE(line.size(), k_longest_line_bytes);
      EXPECT_EQ(to_valid_utf8(line), line);
      together += line;
    }
    EXPECT_EQ(together, text);
  }
}

TEST(LineSplitter, cuts_bytes_that_are_no_text_at_all) {
  const std::string bytes(2 * k_longest_line_bytes, '\x80');
  EXPECT_EQ(lines_of(bytes, 4096).size(), 2u);
}

}  // namespace
}  // namespace aitherzero
