#include "controller/plan/automation.hpp"

#include <gmock/gmock.h>

#include "controller/plan/plan.hpp"
#include "shared/value/psd1.hpp"
#include "support/catalog_builder.hpp"

namespace aitherzero {
namespace {

using ::testing::HasSubstr;

Result<Automation> read(const std::string& text) {
  TRY(const Value value, parse_psd1(text, "config.psd1", {}));
  return read_automation(*value.as<Table>());
}

std::string error_of(const std::string& text) {
  const auto automation = read(text);
  return automation ? "no error" : to_string(automation.error());
}

TEST(Automation, the_nearer_a_setting_is_to_a_script_the_stronger) {
  const auto automation = read(
      "@{ DefaultTimeout = 10; MaxTimeout = 100; MaxRetries = 1\n"
      "ScriptRangeDefaults = @{ '0400-0499' = @{ DefaultTimeout = 40; "
      "ContinueOnError = $true } }\n"
      "ScriptOverrides = @{ '0402' = @{ Timeout = 42; AllowParallel = $false; "
      "RetryCount = 3; RetryDelay = 2 }; Slow = @{ Timeout = 900 } } }");
  ASSERT_TRUE(automation) << to_string(automation.error());
  const Catalog catalog = testing::catalog({{"0100_Other", "Timeout: 11"},
                                            {"0400_First", "Timeout: 12"},
                                            {"0402_Second", ""},
                                            {"0500_Slow", ""},
                                            {"0501_Rest", ""}});
  PlanRequest request;
  request.sequence = {{"*", {}}};
  request.options.automation = *automation;
  const auto planned = make_plan(catalog, request, {});
  ASSERT_TRUE(planned);
  std::string shown;
  for (const PlannedStep& step : planned->plan.steps) {
    shown += fmt::format("{} {} s, {} retries{}{}\n", step.number,
                         *step.timeout_seconds, step.retries,
                         step.tolerated ? ", tolerated" : "",
                         step.allow_parallel ? "" : ", alone");
  }
  EXPECT_EQ(shown,
            "0100 11 s, 1 retries\n"
            "0400 40 s, 1 retries, tolerated\n"
            "0402 42 s, 3 retries, tolerated, alone\n"
            "0500 100 s, 1 retries\n"
            "0501 10 s, 1 retries\n");
}

TEST(Automation, warns_of_keys_that_look_misspelt_and_of_no_others) {
  const auto automation = read(
      "@{ MaxRetris = 1; LogPath = 'x'\n"
      "ScriptOverrides = @{ '0402' = @{ Timeot = 42; Owner = 'me' } } }");
  ASSERT_TRUE(automation);
  ASSERT_EQ(automation->misspelt.size(), 2u);
  EXPECT_THAT(automation->misspelt[0].message, HasSubstr("'MaxRetris'"));
  EXPECT_EQ(automation->misspelt[1].place.line, 2u);
  EXPECT_THAT(automation->misspelt[1].advice, HasSubstr("'Timeout'"));
  PlanRequest request;
  request.sequence = {{"*", {}}};
  request.options.automation = *automation;
  const auto planned =
      make_plan(testing::catalog({{"0402_A", ""}}), request, {});
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->warnings.size(), 2u);
}

TEST(Automation, says_how_runs_go_where_nothing_stronger_does) {
  PlanRequest request;
  request.sequence = {{"*", {}}};
  request.options.automation =
      *read("@{ DefaultMode = 'sequential'; MaxConcurrency = 3 }");
  const Catalog catalog = testing::catalog({{"0100_A", ""}});
  const auto planned = make_plan(catalog, request, {});
  EXPECT_FALSE(planned->plan.parallel);
  EXPECT_EQ(planned->plan.max_concurrency, 3);
  request.options.parallel = true;
  EXPECT_TRUE(make_plan(catalog, request, {})->plan.parallel);
}

TEST(Automation, bad_ones_say_where) {
  EXPECT_THAT(error_of("@{ DefaultMode = 'Both' }"),
              HasSubstr("config.psd1:1:18: DefaultMode 'Both' is not known"));
  EXPECT_THAT(error_of("@{ MaxConcurrency = 0 }"), HasSubstr("config.psd1:1:"));
  EXPECT_THAT(error_of("@{ ScriptRangeDefaults = @{ '0499-0400' = @{} } }"),
              HasSubstr("is reversed"));
  EXPECT_THAT(error_of("@{ ScriptOverrides = @{ '0402' = 5 } }"),
              HasSubstr("must be a table of settings"));
  EXPECT_EQ(error_of("@{ SomethingElse = 5 }"), "no error");
}

}  // namespace
}  // namespace aitherzero
