#include "controller/report/text_layout.hpp"

#include <gtest/gtest.h>

namespace aitherzero {
namespace {

TEST(Durations, are_said_as_people_say_them) {
  EXPECT_EQ(format_duration(0), "0ms");
  EXPECT_EQ(format_duration(0.0421), "42ms");
  EXPECT_EQ(format_duration(0.0996), "0.1s");
  EXPECT_EQ(format_duration(59.94), "59.9s");
  EXPECT_EQ(format_duration(59.96), "1m 00s");
  EXPECT_EQ(format_duration(125), "2m 05s");
  EXPECT_EQ(format_duration(3720), "1h 02m");
}

TEST(DisplayWidth, counts_columns_and_not_bytes) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("äöü"), 3u);
  EXPECT_EQ(display_width("日本"), 4u);
  EXPECT_EQ(display_width("e\xcc\x81"), 1u);
}

TEST(CutTo, never_cuts_within_a_character) {
  EXPECT_EQ(cut_to("hello", 5), "hello");
  EXPECT_EQ(cut_to("hello", 4), "hel…");
  EXPECT_EQ(cut_to("日本語", 4), "日…");
  EXPECT_EQ(pad_to("ä", 3), "ä  ");
}

TEST(Harmless, removes_what_could_act_on_a_terminal) {
  EXPECT_EQ(harmless("a\x1b[2Jb", Colours::strip), "ab");
  EXPECT_EQ(harmless("a\x1b]52;c;x\x07"
                     "b",
                     Colours::strip),
            "ab");
  EXPECT_EQ(harmless("a\x07\x08\rb", Colours::strip), "ab");
  EXPECT_EQ(harmless("one\ntwo", Colours::strip), "one two");
  EXPECT_EQ(harmless("\x1b", Colours::strip), "");
  EXPECT_EQ(harmless("\x1b[", Colours::keep), "");
}

TEST(Harmless, keeps_colours_and_ends_them) {
  const std::string kept = harmless("\x1b[31mred", Colours::keep);
  EXPECT_TRUE(kept.starts_with("\x1b[31mred\x1b["));
  EXPECT_EQ(harmless("\x1b[31mred\x1b[0m", Colours::strip), "red");
}

}  // namespace
}  // namespace aitherzero
