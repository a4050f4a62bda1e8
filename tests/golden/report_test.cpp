// Each renderer's text for each case, in <renderer>/<case>.<ext>.
#include <gtest/gtest.h>

#include "controller/report/json_report.hpp"
#include "controller/report/junit_report.hpp"
#include "controller/report/markdown_report.hpp"
#include "controller/report/text_report.hpp"
#include "golden/golden_file.hpp"
#include "golden/report_cases.hpp"

namespace aitherzero {
namespace {

using testing::expect_golden;
using testing::ReportCase;

std::string test_name(const std::string& golden_name) {
  std::string name = golden_name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

class Report : public ::testing::TestWithParam<ReportCase> {
 protected:
  const RunReport& report() const { return GetParam().report; }
  std::string file(const std::string& renderer,
                   const std::string& extension) const {
    return renderer + "/" + GetParam().name + "." + extension;
  }
};

TEST_P(Report, as_text) {
  expect_golden(file("text", "txt"), render_text(report(), false));
}

TEST_P(Report, as_text_of_failures_alone) {
  expect_golden(file("text", "failures.txt"),
                render_text(report(), false, TextDetail::failures));
}

// Written with "ESC" for the escape character, so that it can be read.
TEST_P(Report, as_text_in_colour) {
  std::string readable;
  for (const char c : render_text(report(), true)) {
    readable += c == '\x1b' ? "ESC" : std::string(1, c);
  }
  expect_golden(file("text", "colour.txt"), readable);
}

TEST_P(Report, as_text_says_the_same_with_and_without_colour) {
  std::string plain;
  const std::string coloured = render_text(report(), true);
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b') {
      i = coloured.find('m', i);
    } else {
      plain += coloured[i];
    }
  }
  EXPECT_EQ(plain, render_text(report(), false));
}

TEST_P(Report, as_json) {
  expect_golden(file("json", "json"), render_json(report()) + "\n");
}

TEST_P(Report, as_junit) {
  expect_golden(file("junit", "xml"), render_junit(report()));
}

TEST_P(Report, as_markdown) {
  expect_golden(file("markdown", "md"), render_markdown(report()));
}

INSTANTIATE_TEST_SUITE_P(Golden, Report,
                         ::testing::ValuesIn(testing::report_cases()),
                         [](const auto& c) { return test_name(c.param.name); });

TEST(GoldenFile, a_difference_is_shown_line_by_line) {
  EXPECT_EQ(testing::line_diff("a\nb\nc\n", "a\nx\nc\nd\n"),
            "  a\n- b\n+ x\n  c\n+ d\n");
  EXPECT_EQ(testing::line_diff("a\n", "a"), "- a\n+ a (no newline)\n");
}

}  // namespace
}  // namespace aitherzero
