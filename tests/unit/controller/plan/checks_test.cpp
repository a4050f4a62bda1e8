// Pre- and postconditions and artifacts of playbooks in plans.
#include <gmock/gmock.h>

#include "controller/plan/plan.hpp"
#include "shared/value/json.hpp"
#include "shared/value/psd1.hpp"
#include "support/catalog_builder.hpp"
#include "support/shown_plan.hpp"

namespace aitherzero {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::shown;

Result<Playbook> read(const std::string& text,
                      const std::string& file = "p.psd1") {
  if (text.starts_with('{')) {
    TRY(const Value value, parse_json(text, "p.json"));
    return read_playbook(value, "p");
  }
  TRY(const Value value, parse_psd1(text, file, {}));
  return read_playbook(value, "p");
}

Result<PlannedRun> plan_of(const std::string& text,
                           const std::string& nested = {}) {
  PlanRequest request;
  TRY(request.playbook, read(text));
  PlanFiles files;
  files.load_playbook = [&](const std::string&) {
    return read(nested, "q.psd1");
  };
  return make_plan(
      testing::catalog({{"0100_A", ""}, {"0200_B", "Dependencies: 0100"}}),
      request, files);
}

TEST(Checks, all_else_stands_between_them) {
  const auto planned = plan_of(
      "@{ Variables = @{ dir = 'out' }; PreConditions = { $dir }; "
      "PostConditions = @('1', @{ Name = 'two'; Condition = '2' })\n"
      "Artifacts = @{ Required = '{{dir}}/*.zip'; Optional = @('logs/**') }\n"
      "Sequence = '0100-0200' }");
  EXPECT_EQ(shown(planned),
            "precondition; 0100 < precondition; 0200 < 0100; "
            "artifacts < 0200; postcondition < 0200; postcondition#2 < 0200");
  const Plan& plan = planned->plan;
  EXPECT_EQ(plan.step(JobIndex{0}).condition, "$dir");
  EXPECT_EQ(*plan.step(JobIndex{0}).variables.find("dir"), Value("out"));
  EXPECT_THAT(plan.step(JobIndex{3}).required_files, ElementsAre("out/*.zip"));
  EXPECT_THAT(plan.step(JobIndex{3}).optional_files, ElementsAre("logs/**"));
  EXPECT_EQ(plan.step(JobIndex{3}).name, "out/*.zip");
  EXPECT_EQ(plan.step(JobIndex{4}).name, "1");
  EXPECT_EQ(plan.step(JobIndex{5}).name, "two");
  EXPECT_FALSE(plan.criteria.any()) << "the usual rules hold";
}

// They would be skipped after a failure that the criteria allow, and so decide
// that it may not be.
TEST(Checks, follow_failures_where_criteria_may_allow_them) {
  const auto planned = plan_of(
      "@{ Sequence = @('0100', '0200'); SuccessCriteria = @{ AllowedFailures = "
      "'0100' }\n"
      "PostConditions = '1'; Artifacts = @{ Required = '*.zip' } }");
  EXPECT_EQ(shown(planned),
            "0100; 0200 < 0100; artifacts < 0100 < 0200; "
            "postcondition < 0100 < 0200");
  EXPECT_TRUE(planned->plan.step(JobIndex{2}).waits_for_ends);
  EXPECT_TRUE(planned->plan.step(JobIndex{3}).waits_for_ends);
}

TEST(Checks, one_without_a_name_is_called_by_its_first_line) {
  const auto planned = plan_of(
      "@{ PreConditions = {\n  Test-Path 'a' -and\n  Test-Path 'b'\n}\n"
      "Sequence = '0100' }");
  ASSERT_TRUE(planned) << to_string(planned.error());
  EXPECT_EQ(planned->plan.step(JobIndex{0}).name, "Test-Path 'a' -and …");
}

// As the original writes them.
TEST(Checks, may_have_descriptions_and_conditions_that_are_switches) {
  const auto planned = plan_of(
      "@{ Variables = @{ wanted = $false }\n"
      "PreConditions = @(@{ Description = 'x'; Condition = '1'; Odd = 2 })\n"
      "Sequence = @(@{ Script = '0100'; Condition = '{{wanted}}' }) }");
  EXPECT_EQ(shown(planned), "precondition; 0100 < precondition");
  EXPECT_EQ(planned->plan.step(JobIndex{1}).condition, "$false");
  ASSERT_EQ(planned->warnings.size(), 1u);
  EXPECT_THAT(planned->warnings[0].message, HasSubstr("Odd"));
}

TEST(Checks, version_two_has_them_in_validation) {
  EXPECT_EQ(shown(plan_of(R"({"metadata": {"name": "x"}, "orchestration": {
                "stages": [{"name": "s", "sequences": ["0100"]}]},
              "validation": {"preConditions": ["$true"], "postConditions":
                [{"condition": "$true", "message": "it works"}]}})")),
            "precondition; 0100 < precondition; postcondition < 0100");
}

TEST(Checks, of_a_nested_playbook_are_inside_of_it) {
  EXPECT_EQ(shown(plan_of("@{ Sequence = @(@{ Playbook = 'q'; Name = 'q'; "
                          "Needs = '0200' }, '0200') }",
                          "@{ PreConditions = '1'; Artifacts = @{ Required = "
                          "'x' }; Sequence = '0100' }")),
            "0200; q/precondition < 0200; q/0100 < q/precondition; "
            "q/artifacts < q/0100");
}

TEST(Checks, success_criteria_cannot_wave_them_through) {
  const auto planned = plan_of(
      "@{ SuccessCriteria = @{ AllowedFailures = 5 }; PostConditions = '1'; "
      "Sequence = '0100' }");
  ASSERT_TRUE(planned);
  EXPECT_TRUE(planned->plan.criteria.critical);
  EXPECT_TRUE(planned->plan.step(JobIndex{1}).critical);
  EXPECT_FALSE(planned->plan.step(JobIndex{0}).critical);
}

TEST(Checks, a_condition_that_asks_how_it_went_waits_for_the_end) {
  const auto planned =
      plan_of("@{ PostConditions = 'always()', '1'; Sequence = '0100' }");
  ASSERT_TRUE(planned) << to_string(planned.error());
  EXPECT_TRUE(planned->plan.step(JobIndex{1}).waits_for_ends);
  EXPECT_FALSE(planned->plan.step(JobIndex{2}).waits_for_ends);
}

TEST(Checks, what_is_wrong_is_told_with_its_place) {
  const auto error = [](const std::string& text) {
    return shown(plan_of("@{ Sequence = '0100'\n" + text + " }"));
  };
  EXPECT_THAT(error("PreConditions = 5"),
              HasSubstr("p.psd1:2:17: PreConditions holds PowerShell, not "
                        "integer"));
  EXPECT_THAT(error("PreConditions = ' '"),
              HasSubstr("a condition of PreConditions is empty"));
  EXPECT_THAT(error("PostConditions = @{ Name = 'x' }"),
              HasSubstr("a condition of PostConditions is empty"));
  EXPECT_THAT(error("PostConditions = @{ Conditon = 'x' }"),
              HasSubstr("'Condition'"));
  EXPECT_THAT(error("Artifacts = 'x'"), HasSubstr("p.psd1:2:13: Artifacts"));
  EXPECT_THAT(error("Artifacts = @{ Required = '../x' }"),
              HasSubstr("p.psd1:2:27: the path '../x' goes up"));
  EXPECT_THAT(error("Artifacts = @{ Required = '{{nobody}}' }"),
              HasSubstr("there is no variable 'nobody'"));
}

}  // namespace
}  // namespace aitherzero
