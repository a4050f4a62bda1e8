#include <gtest/gtest.h>

#include "shared/value/psd1.hpp"

namespace aitherzero {
namespace {

TEST(Psd1Writer, writes_what_people_would) {
  EXPECT_EQ(to_psd1(Table{{"Name", "it's"},
                          {"max-parallel", 2},
                          {"List", Array{1, 2.0, true, Value()}},
                          {"Empty", Table{}},
                          {"Inner", Table{{"0400", "x"}}}}),
            "@{\n"
            "    Name = 'it''s'\n"
            "    'max-parallel' = 2\n"
            "    List = @(1, 2.0, $true, $null)\n"
            "    Empty = @{}\n"
            "    Inner = @{\n"
            "        '0400' = 'x'\n"
            "    }\n"
            "}");
}

TEST(Psd1Writer, what_it_writes_reads_as_the_same) {
  Table ordered{{"b", 1}, {"a", 2}};
  ordered.ordered = true;
  const Value values[] = {Value(),
                          Value(false),
                          Value(-7),
                          Value(0.1),
                          Value(1e300),
                          Value(""),
                          Value("quotes ' \" ` $x {{y}}\nline"),
                          Value("日本語"),
                          Value(ScriptBlock{" $x -gt 1 "}),
                          Value(Array{}),
                          Value(Array{Array{1}}),
                          Value(Table{{"Key", Array{Table{{"a b", Value()}}}}}),
                          Value(ordered)};
  for (const Value& value : values) {
    const std::string text = to_psd1(Table{{"V", value}});
    const auto read = parse_psd1(text, "p.psd1", {});
    ASSERT_TRUE(read) << text << to_string(read.error());
    EXPECT_EQ(*read, Value(Table{{"V", value}})) << text;
  }
}

}  // namespace
}  // namespace aitherzero
