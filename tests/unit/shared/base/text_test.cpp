#include "shared/base/text.hpp"

#include "shared/base/result.hpp"

namespace aitherzero {
namespace {

TEST(Text, nearest_finds_misspellings_and_beginnings) {
  const std::vector<std::string> names{"Validate-Syntax", "Run-Tests",
                                       "Report"};
  EXPECT_EQ(nearest("validate-sintax", names),
            std::vector<std::string>{"Validate-Syntax"});
  EXPECT_EQ(nearest("Rep", names), std::vector<std::string>{"Report"});
  EXPECT_TRUE(nearest("something else", names).empty());
}

TEST(Text, split_keeps_empty_parts) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), std::vector<std::string_view>{""});
}

TEST(Text, letter_case_does_not_count_where_it_says_so) {
  EXPECT_TRUE(equals_ignoring_case("Stage", "sTAGE"));
  EXPECT_FALSE(equals_ignoring_case("Stage", "Stages"));
  EXPECT_TRUE(LessIgnoringCase{}("a", "B"));
}

TEST(Error, shows_place_message_and_advice) {
  const Error error{ErrorKind::bad_input, "wrong", {"f", 3, 4}, "do this"};
  EXPECT_EQ(to_string(error), "f:3:4: wrong\n  do this");
  EXPECT_EQ(to_string(Error{ErrorKind::io, "no", {"--x", 0, 0}, ""}),
            "--x: no");
}

}  // namespace
}  // namespace aitherzero
