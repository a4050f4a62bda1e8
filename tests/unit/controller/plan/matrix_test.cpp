#include "controller/plan/matrix.hpp"

#include <gmock/gmock.h>

#include "shared/base/text.hpp"
#include "shared/value/psd1.hpp"

namespace aitherzero {
namespace {

using ::testing::HasSubstr;

// The cells a line each, or the error.
std::string cells(const std::string& text) {
  const auto value = parse_psd1(text, "m.psd1", {});
  if (!value) return to_string(value.error());
  const auto matrix = read_matrix(*value);
  if (!matrix) return to_string(matrix.error());
  const auto expanded = expand_matrix(*matrix);
  if (!expanded) return to_string(expanded.error());
  std::string lines;
  for (const Cell& cell : *expanded) lines += cell_text(cell) + "\n";
  return lines;
}

TEST(Matrix, the_first_axis_turns_slowest) {
  EXPECT_EQ(cells("@{ profile = @('quick', 'full'); n = @(1, 2) }"),
            "profile=quick, n=1\nprofile=quick, n=2\n"
            "profile=full, n=1\nprofile=full, n=2\n");
}

TEST(Matrix, one_value_is_an_axis_of_one) {
  EXPECT_EQ(cells("@{ os = 'linux'; deep = @(@{ a = 1 }) }"),
            "os=linux, deep={\"a\":1}\n");
}

TEST(Matrix, excludes_match_partly) {
  EXPECT_EQ(cells("@{ a = @(1, 2); b = @('x', 'y')\n"
                  "exclude = @(@{ a = 1; b = 'y' }, @{ a = '2' }) }"),
            "a=1, b=x\n");
  EXPECT_THAT(cells("@{ a = @(1, 2); exclude = @(@{ A2 = 1 }) }"),
              HasSubstr("m.psd1:1:32: exclude names 'A2'"));
  EXPECT_THAT(cells("@{ a = 1; exclude = @{ a = 1 } }"),
              HasSubstr("every cell of this matrix is excluded"));
}

// The example of GitHub's documentation, "Expanding or adding matrix
// configurations".
TEST(Matrix, includes_merge_as_github_merges_them) {
  EXPECT_EQ(cells("@{ fruit = @('apple', 'pear'); animal = @('cat', 'dog')\n"
                  "include = @(@{ color = 'green' },\n"
                  "  @{ color = 'pink'; animal = 'cat' },\n"
                  "  @{ fruit = 'apple'; shape = 'circle' },\n"
                  "  @{ fruit = 'banana' },\n"
                  "  @{ fruit = 'banana'; animal = 'cat' }) }"),
            "fruit=apple, animal=cat, color=pink, shape=circle\n"
            "fruit=apple, animal=dog, color=green, shape=circle\n"
            "fruit=pear, animal=cat, color=pink\n"
            "fruit=pear, animal=dog, color=green\n"
            "fruit=banana\n"
            "fruit=banana, animal=cat\n");
}

TEST(Matrix, may_consist_of_includes) {
  EXPECT_EQ(cells("@{ include = @(@{ a = 1 }, @{ a = 2; b = 3 }) }"),
            "a=1\na=2, b=3\n");
}

TEST(Matrix, limits_are_read_in_both_spellings) {
  for (const char* text :
       {"@{ a = 1; 'max-parallel' = 2; 'fail-fast' = $true }",
        "@{ a = 1; MaxParallel = 2; FailFast = $true }"}) {
    const auto matrix = read_matrix(*parse_psd1(text, "m.psd1", {}));
    ASSERT_TRUE(matrix);
    EXPECT_EQ(matrix->max_parallel, 2);
    EXPECT_TRUE(matrix->fail_fast);
    EXPECT_EQ(matrix->axes.size(), 1u);
  }
}

TEST(Matrix, bad_ones_say_where) {
  EXPECT_THAT(cells("@{ a = @() }"),
              HasSubstr("m.psd1:1:4: axis 'a' has no values"));
  EXPECT_THAT(cells("'a'"), HasSubstr("a matrix is a table"));
  EXPECT_THAT(cells("@{ include = 'x' }"), HasSubstr("m.psd1:1:14:"));
  EXPECT_THAT(cells("@{ a = 1; 'max-parallel' = 0 }"), HasSubstr("from 1 to"));
  std::string huge = "@{";
  for (const char* axis : {"a", "b", "c", "d"}) {
    huge += fmt::format(" {} = @(1", axis);
    for (int i = 2; i <= 100; ++i) huge += fmt::format(",{}", i);
    huge += ");";
  }
  EXPECT_THAT(cells(huge + " }"), HasSubstr("more than 1000000 cells"));
}

TEST(Matrix, a_stronger_one_replaces_axes_of_its_names) {
  Matrix weak;
  weak.axes = {{"a", {1, 2}}, {"b", {3}}};
  Matrix strong;
  strong.axes = {{"A", {9}}, {"c", {4}}};
  strong.max_parallel = 5;
  const Matrix both = combined(weak, strong);
  const auto expanded = expand_matrix(both);
  ASSERT_TRUE(expanded);
  ASSERT_EQ(expanded->size(), 1u);
  EXPECT_EQ(cell_text(expanded->front()), "A=9, b=3, c=4");
  EXPECT_EQ(both.max_parallel, 5);
}

}  // namespace
}  // namespace aitherzero
