// The sequence forms of the guide, through the command line.
#include "system/system_test.hpp"

namespace aitherzero {
namespace {

class Sequence : public SystemTest {
 protected:
  void SetUp() override {
    shell_script("0402_Run-UnitTests", "echo tests >> order",
                 "Stage: Testing\nTags: validation, slow");
    shell_script("0407_Validate-Syntax", "echo syntax >> order",
                 "Stage: Testing\nTags: validation");
    shell_script("0413_Validate-Config", "echo config >> order",
                 "Stage: Testing");
    shell_script("0450_Clean", "echo clean >> order", "Stage: Cleanup");
    shell_script("0500_Deploy", "echo deploy >> order", "Stage: Deploy");
  }

  // "0402 0407": what a dry run of the expression would do.
  std::string selected(const std::string& expression) {
    const Json json = plan({"--sequence", expression});
    std::string numbers;
    for (std::size_t i = 0; i < json.size("plan.jobs"); ++i) {
      if (i > 0) numbers += ' ';
      numbers += json.at(fmt::format("plan.jobs.{}.number", i));
    }
    return numbers;
  }
};

TEST_F(Sequence, a_single_script) { EXPECT_EQ(selected("0407"), "0407"); }

TEST_F(Sequence, a_range_of_the_scripts_that_exist) {
  EXPECT_EQ(selected("0400-0499"), "0402 0407 0413 0450");
}

TEST_F(Sequence, a_list_in_the_order_written) {
  EXPECT_EQ(selected("0407,0413,0402"), "0407 0413 0402");
}

TEST_F(Sequence, a_wildcard) {
  EXPECT_EQ(selected("04*"), "0402 0407 0413 0450");
}

TEST_F(Sequence, an_exclusion) {
  EXPECT_EQ(selected("0400-0499,!0450"), "0402 0407 0413");
}

TEST_F(Sequence, a_stage) {
  EXPECT_EQ(selected("stage:Testing"), "0402 0407 0413");
}

TEST_F(Sequence, a_tag) { EXPECT_EQ(selected("tag:validation"), "0402 0407"); }

TEST_F(Sequence, forms_combined_in_any_letter_case) {
  EXPECT_EQ(selected(" STAGE:deploy , 04* , !Tag:SLOW "),
            "0500 0407 0413 0450");
}

TEST_F(Sequence, runs_in_the_order_that_the_plan_shows) {
  const Finished finished = orchestrate(
      {"--sequence", "0407,0413,0402", "--parallel", "false", "--quiet"});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(read("order"), "syntax\nconfig\ntests\n");
}

TEST_F(Sequence, given_twice_is_one_expression) {
  const Json json = plan({"--sequence", "0407", "--sequence", "!0407,04*"});
  EXPECT_EQ(json.size("plan.jobs"), 3u);
}

}  // namespace
}  // namespace aitherzero
