// Groups, stages and nested playbooks in plans.
#include <gmock/gmock.h>

#include "planned_text.hpp"

namespace aitherzero {
namespace {

using testing::Books;
using ::testing::HasSubstr;
using testing::parameters;
using testing::plan_of;
using testing::shown;
using testing::test_catalog;

TEST(PlanGroups, a_group_waits_for_all_of_the_one_before) {
  EXPECT_EQ(shown(plan_of("@{ Sequence = @(\n"
                          "@{ Scripts = @('0100', '0200'); Group = 1 },\n"
                          "@{ Script = '0300'; Group = 3 }, '0301') }")),
            "0100; 0200 < 0100; 0300 < 0200; 0301");
}

// A cleanup that succeeds does not make good what failed before it.
TEST(PlanGroups, what_runs_always_does_not_stand_for_what_it_needs) {
  EXPECT_EQ(shown(plan_of("@{ Sequence = @(\n"
                          "@{ Script = '0100'; Group = 1 },\n"
                          "@{ Script = '0200'; Group = 1; Needs = '0100'; "
                          "Condition = 'always()' },\n"
                          "@{ Script = '0300'; Group = 2 }) }")),
            "0100; 0200 < 0100; 0300 < 0100 < 0200");
}

TEST(PlanGroups, what_runs_always_waits_for_all_of_the_one_before) {
  EXPECT_EQ(shown(plan_of("@{ Sequence = @(\n"
                          "@{ Script = '0100'; Group = 1 },\n"
                          "@{ Script = '0200'; Group = 1; Needs = '0100' },\n"
                          "@{ Script = '0300'; Group = 2; Condition = "
                          "'always()' }) }")),
            "0100; 0200 < 0100; 0300 < 0100 < 0200");
}

TEST(PlanStages, are_groups_whose_settings_their_steps_take_over) {
  const auto planned = plan_of(
      "@{ Stages = @(\n"
      "@{ Name = 'Build'; Sequence = @('0100', @{ Script = '0300'; Timeout = 9 "
      "}); Timeout = 5; Variables = @{ profile = 'p' } },\n"
      "@{ Name = 'Ship'; Scripts = '0302'; ContinueOnError = $true }) }");
  EXPECT_EQ(shown(planned), "0100; 0300; 0302 < 0100 < 0300");
  const Plan& plan = planned->plan;
  EXPECT_EQ(plan.step(JobIndex{0}).timeout_seconds, 5);
  EXPECT_EQ(plan.step(JobIndex{1}).timeout_seconds, 9);
  EXPECT_EQ(plan.step(JobIndex{1}).stage, "Build");
  EXPECT_TRUE(plan.step(JobIndex{2}).tolerated);
  EXPECT_EQ(parameters(planned, 0), R"({"Profile":"p"})");
  const auto misspelt =
      plan_of("@{ Stages = @(@{ Sequence = '0300'\nTimeot = 1 }) }");
  EXPECT_EQ(shown(misspelt), "0300");
  ASSERT_EQ(misspelt->warnings.size(), 1u);
  EXPECT_EQ(misspelt->warnings[0].message, "unknown key 'Timeot' in stage");
  EXPECT_EQ(misspelt->warnings[0].advice, "did you mean 'Timeout'?");
}

TEST(PlanStages, the_shape_of_version_2_is_read) {
  const auto value = parse_json(
      R"({"metadata": {"name": "v2", "version": "2.0", "category": "x"},
          "requirements": {"minimumVersion": "7.0"},
          "orchestration": {
            "defaultVariables": {"profile": "default"},
            "profiles": {"fast": {"description": "d",
                                  "variables": {"profile": "fast"}}},
            "stages": [{"name": "One", "sequences": ["0100"], "retries": 2},
                       {"name": "Two", "sequences": ["03*"],
                        "continueOnError": true, "parallel": false}]},
          "notifications": {"onFailure": {"email": "a@b"}}})",
      "v2.json");
  ASSERT_TRUE(value);
  PlanRequest request;
  request.playbook = *read_playbook(*value, "file");
  request.options.profile = "fast";
  const auto planned = make_plan(test_catalog(), request, {});
  ASSERT_TRUE(planned) << to_string(planned.error());
  EXPECT_EQ(planned->plan.name, "v2");
  EXPECT_EQ(shown(planned), "0100; 0300 < 0100; 0301 < 0100; 0302 < 0100");
  EXPECT_EQ(planned->plan.step(JobIndex{0}).retries, 2);
  EXPECT_FALSE(planned->plan.step(JobIndex{1}).allow_parallel);
  EXPECT_EQ(parameters(planned, 0), R"({"Profile":"fast"})");
  ASSERT_EQ(planned->warnings.size(), 2u);
  EXPECT_THAT(planned->warnings[0].message, HasSubstr("nobody is notified"));
}

TEST(PlanNested, a_playbook_is_one_need) {
  const Books books{{"inner",
                     "@{ Sequence = @('0100', '0200', @{ Script = '0300'; "
                     "Parameters = @{ Who = '{{who}}' } })\n"
                     "Variables = @{ who = 'inner'; profile = 'inner' } }"}};
  const auto planned = plan_of(
      "@{ Sequence = @('0301',\n"
      "@{ Playbook = 'inner'; Name = 'all'; Needs = '0301'; Variables = @{ "
      "who = 'outer' } },\n"
      "@{ Script = '0302'; Name = 'last'; Needs = 'all' }) }",
      {}, books);
  EXPECT_EQ(shown(planned),
            "0301; all/0100 < 0301; all/0200 < all/0100; all/0300 < 0301; "
            "0302 < all/0200 < all/0300");
  EXPECT_EQ(parameters(planned, 1), R"({"Profile":"inner"})");
  EXPECT_EQ(parameters(planned, 3), R"({"Who":"outer"})");
}

TEST(PlanNested, nesting_itself_names_the_chain) {
  const Books books{{"a", "@{ Sequence = @(@{ Playbook = 'b' }) }"},
                    {"b", "@{ Sequence = @(@{ Playbook = 'a' }) }"}};
  EXPECT_THAT(
      shown(plan_of("@{ Sequence = @(@{ Playbook = 'a' }) }", {}, books)),
      HasSubstr("these playbooks nest each other: a.psd1 → b.psd1 → "
                "a.psd1"));
  EXPECT_THAT(shown(plan_of("@{ Sequence = @(@{ Playbook = 'c' }) }")),
              HasSubstr("p.psd1:1:17: no such book"));
}

TEST(PlanNested, keeps_its_own_options) {
  const Books books{
      {"bounded",
       "@{ Sequence = @('0300', '0301'); Options = @{ "
       "MaxConcurrency = 1 } }"},
      {"sequential",
       "@{ Sequence = @('0300', '0301'); Options = @{ "
       "Parallel = $false } }"},
      {"cells",
       "@{ Sequence = @(@{ Script = '0300'; Matrix = @{ A = 1, 2; "
       "'max-parallel' = 2 } }, '0301'); Options = @{ MaxConcurrency = 3 } }"}};
  const auto nested = [&](const std::string& name) {
    return plan_of("@{ Sequence = @(@{ Playbook = '" + name + "' }, '0302') }",
                   {}, books);
  };
  const auto bounded = nested("bounded");
  ASSERT_TRUE(bounded);
  EXPECT_EQ(bounded->plan.lanes.at(0).max_parallel, 1);
  EXPECT_EQ(bounded->plan.step(JobIndex{1}).lane, 0u);
  EXPECT_EQ(bounded->plan.step(JobIndex{2}).lane, k_no_lane);
  const auto sequential = nested("sequential");
  EXPECT_EQ(shown(sequential), "sequential/0300; sequential/0301; 0302");
  EXPECT_EQ(sequential->plan.lanes.at(0).max_parallel, 1);
  EXPECT_EQ(sequential->plan.step(JobIndex{1}).lane, 0u);
  const auto cells = nested("cells");
  ASSERT_EQ(cells->plan.lanes.size(), 2u);
  EXPECT_EQ(cells->plan.step(JobIndex{0}).lane, 1u);
  EXPECT_EQ(cells->plan.lanes[1].within, 0u);
  EXPECT_EQ(cells->plan.step(JobIndex{2}).lane, 0u);
}

TEST(PlanNested, has_its_own_profiles) {
  const Books books{
      {"inner",
       "@{ Sequence = @(@{ Script = '0100'; Parameters = @{ Profile = "
       "'{{a}} {{b}}' } }); Variables = @{ a = 1; b = 1 }\n"
       "Profiles = @{ fast = @{ a = 2; b = 2 } } }"}};
  PlanOptions options;
  options.profile = "fast";
  const auto planned = plan_of(
      "@{ Sequence = @(@{ Playbook = 'inner'; Variables = @{ b = 3 } }); "
      "Profiles = @{ fast = @{ a = 4 } } }",
      options, books);
  EXPECT_EQ(parameters(planned, 0), R"({"Profile":"2 3"})");
}

TEST(PlanNested, counts_once_in_a_matrix_for_each_cell) {
  const Books books{{"pair",
                     "@{ Sequence = @('0300', '0301'); Options = @{ "
                     "MaxConcurrency = 1 } }"}};
  const auto planned = plan_of(
      "@{ Sequence = @(@{ Playbook = 'pair'; Matrix = @{ os = @('a', 'b'); "
      "'max-parallel' = 1; 'fail-fast' = $true } }) }",
      {}, books);
  ASSERT_TRUE(planned);
  const std::vector<Lane>& lanes = planned->plan.lanes;
  ASSERT_EQ(lanes.size(), 3u);
  EXPECT_EQ(lanes[0].max_parallel, 1);
  EXPECT_TRUE(lanes[0].fail_fast);
  for (const std::size_t cell : {1, 2}) {
    EXPECT_TRUE(lanes[cell].is_cell);
    EXPECT_EQ(lanes[cell].within, 0u);
    EXPECT_EQ(lanes[cell].max_parallel, 1);
  }
  EXPECT_EQ(planned->plan.step(JobIndex{1}).lane, 1u);
  EXPECT_EQ(planned->plan.step(JobIndex{2}).lane, 2u);
}

TEST(PlanNested, has_its_own_options) {
  const Books books{
      {"outer",
       "@{ Sequence = @(@{ Playbook = 'inner'; Name = 'deep' }, '0301'); "
       "Options = @{ Timeout = 5; StopOnError = $false } }"},
      {"inner", "@{ Sequence = '0300' }"}};
  const auto planned = plan_of(
      "@{ Sequence = @(@{ Playbook = 'outer' }, @{ Playbook = 'outer'; Name = "
      "'short'; Timeout = 2 }, @{ Playbook = 'inner' }) }",
      {}, books);
  ASSERT_TRUE(planned);
  const auto& nested = planned->plan.nested;
  ASSERT_EQ(nested.size(), 5u);
  EXPECT_EQ(nested[0].name, "outer");
  EXPECT_EQ(nested[0].timeout_seconds, 5);
  EXPECT_FALSE(nested[0].stop_on_error);
  EXPECT_EQ(nested[1].name, "outer/deep");
  EXPECT_EQ(nested[1].within, 0u);
  EXPECT_FALSE(nested[1].stop_on_error) << "as the one around it";
  EXPECT_FALSE(nested[1].timeout_seconds);
  EXPECT_EQ(nested[2].name, "short");
  EXPECT_EQ(nested[2].timeout_seconds, 2) << "the step's is stronger";
  EXPECT_TRUE(nested[4].stop_on_error) << "as the run";
  std::vector<std::uint32_t> of_jobs;
  for (const Job& job : planned->plan.jobs) {
    of_jobs.push_back(planned->plan.step(job).nested);
  }
  EXPECT_EQ(of_jobs, (std::vector<std::uint32_t>{1, 0, 3, 2, 4}));
}

TEST(PlanNested, what_only_the_outermost_can_say_is_warned_of) {
  const auto planned = plan_of(
      "@{ Sequence = @(@{ Playbook = 'inner' }) }", {},
      {{"inner",
        "@{ Sequence = '0300'; SuccessCriteria = @{ MinimumSuccessRate = 0.5 "
        "}; Configuration = @{ Automation = @{ MaxRetries = 1 } } }"}});
  ASSERT_TRUE(planned);
  ASSERT_EQ(planned->warnings.size(), 2u);
  EXPECT_EQ(planned->warnings[0].message,
            "the SuccessCriteria of inner has no effect where it is nested");
  EXPECT_EQ(planned->warnings[1].message,
            "the Configuration of inner has no effect where it is nested");
}

TEST(PlanNested, inherits_the_settings_of_its_step) {
  const Books books{{"inner",
                     "@{ Sequence = @('0300', @{ Script = '0301'; "
                     "RunsOn = 'arm'; Stage = 'Sign' }) }"}};
  PlanOptions ci;
  ci.in_ci = true;
  const auto planned = plan_of(
      "@{ Sequence = @(@{ Playbook = 'inner'; RunsOn = 'big'; Stage = 'Pack'; "
      "RequireAdmin = $true; SkipInCI = $true; Required = $false }) }",
      ci, books);
  ASSERT_TRUE(planned);
  const auto& steps = planned->plan.steps;
  ASSERT_EQ(steps.size(), 2u);
  for (const PlannedStep& step : steps) {
    EXPECT_TRUE(step.require_admin);
    EXPECT_TRUE(step.tolerated);
    EXPECT_EQ(step.skip, "SkipInCI, and this is CI");
  }
  EXPECT_EQ(steps[0].stage, "Pack");
  EXPECT_EQ(steps[1].stage, "Sign");
  EXPECT_EQ(steps[0].runs_on, std::vector<std::string>{"big"});
  EXPECT_EQ(steps[1].runs_on, std::vector<std::string>{"arm"});
}

TEST(PlanNested, what_only_its_steps_can_have_is_an_error) {
  const Books books{{"inner", "@{ Sequence = '0300' }"}};
  const auto nested = [&](const std::string& setting) {
    return shown(
        plan_of("@{ Sequence = @(@{ Playbook = 'inner'; " + setting + " }) }",
                {}, books));
  };
  EXPECT_THAT(nested("Retry = 1"),
              HasSubstr("p.psd1:1:40: Retry is not for a step that nests a "
                        "playbook"));
  EXPECT_THAT(nested("parameters = @{ Who = 'x' }"),
              HasSubstr("set Variables of the playbook instead"));
  for (const char* setting :
       {"Arguments = 'x'", "Condition = '$true'", "SkipIfExists = 'x'",
        "RetryCount = 1", "RetryDelay = 1", "Parallel = $false",
        "Env = @{ A = 'x' }", "Outputs = 'x'", "Secrets = 'TOKEN'"}) {
    EXPECT_THAT(nested(setting), HasSubstr("not for a step")) << setting;
  }
  EXPECT_EQ(nested("Retry = $null"), "inner/0300");
}

TEST(PlanNested, a_variable_that_only_it_names_is_used) {
  const Books books{{"inner", "@{ Sequence = '{{which}}' }"}};
  PlanOptions options;
  options.text_variables = {{"Which", "0301"}};
  const auto planned =
      plan_of("@{ Sequence = @(@{ Playbook = 'inner' }) }", options, books);
  EXPECT_EQ(shown(planned), "inner/0301");
  ASSERT_TRUE(planned);
  EXPECT_TRUE(planned->warnings.empty());
}

TEST(PlanNested, each_cell_has_jobs_of_its_own) {
  const Books books{{"inner", "@{ Sequence = @('0100', '0200') }"}};
  EXPECT_EQ(shown(plan_of("@{ Sequence = @(@{ Playbook = 'inner'; Matrix = @{ "
                          "p = @(1, 2) } }) }",
                          {}, books)),
            "inner (p=1)/0100; inner (p=1)/0200 < inner (p=1)/0100; "
            "inner (p=2)/0100; inner (p=2)/0200 < inner (p=2)/0100");
}

}  // namespace
}  // namespace aitherzero
