// Matrices, variables and what else differs by cell, in plans.
#include <gmock/gmock.h>

#include "planned_text.hpp"

namespace aitherzero {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::parameters;
using testing::plan_of;
using testing::shown;

TEST(PlanMatrix, every_cell_is_a_job_with_its_values_as_variables) {
  const auto planned = plan_of(
      "@{ Sequence = '0100'; Matrix = @{ profile = @('quick', 'full'); "
      "level = @(1, 2) } }");
  EXPECT_EQ(shown(planned),
            "0100 (profile=quick, level=1); 0100 (profile=quick, level=2); "
            "0100 (profile=full, level=1); 0100 (profile=full, level=2)");
  EXPECT_EQ(parameters(planned, 3), R"({"Profile":"full","Level":2})");
  EXPECT_EQ(job_name(planned->plan, planned->plan.jobs[0]),
            "0100_Build (profile=quick, level=1)");
  EXPECT_EQ(planned->plan.steps.size(), 1u) << "cells share what they can";
}

TEST(PlanMatrix, cells_wait_for_the_cells_that_are_like_them) {
  EXPECT_EQ(shown(plan_of("@{ Sequence = @('0100', '0200'); "
                          "Matrix = @{ p = @(1, 2) } }")),
            "0100 (p=1); 0100 (p=2); 0200 (p=1) < 0100 (p=1); "
            "0200 (p=2) < 0100 (p=2)");
  // Shared axes only.
  EXPECT_EQ(shown(plan_of(
                "@{ Sequence = @(\n"
                "@{ Script = '0100'; Matrix = @{ p = @(1, 2); q = 'x' } },\n"
                "@{ Script = '0200'; Matrix = @{ p = @(2, 3) } }) }")),
            "0100 (p=1, q=x); 0100 (p=2, q=x); 0200 (p=2) < 0100 (p=2, q=x); "
            "0200 (p=3)");
  // No shared axis: every cell of the one for every cell of the other.
  EXPECT_EQ(shown(plan_of("@{ Sequence = @(\n"
                          "@{ Script = '0100'; Matrix = @{ p = @(1, 2) } },\n"
                          "@{ Script = '0200' }) }")),
            "0100 (p=1); 0100 (p=2); 0200 < 0100 (p=1) < 0100 (p=2)");
}

TEST(PlanMatrix, too_many_jobs_or_edges_are_refused) {
  const auto axis = [](const char* name, int count) {
    MatrixAxis made{name, {}, Variable::Form::typed};
    for (int i = 0; i < count; ++i) made.values.emplace_back(i);
    return made;
  };
  PlanOptions options;
  options.matrix.axes = {axis("a", 1000), axis("b", 1000)};
  EXPECT_THAT(
      shown(plan_of("@{ Sequence = @('0300', '0301', '0302') }", options)),
      HasSubstr("this plan has more than 2000000 jobs"));
  options.matrix.axes = {axis("a", 5000)};
  EXPECT_THAT(shown(plan_of("@{ Sequence = @('0300', @{ Script = '0301'; Needs "
                            "= @{ Script = '0300'; Matrix = 'all' } }) }",
                            options)),
              HasSubstr("wait for each other 25000000 times"));
}

TEST(PlanMatrix, a_need_that_no_cell_meets_is_a_warning) {
  const auto planned = plan_of(
      "@{ Matrix = @{ p = @(1, 2) }; Sequence = @('0300', @{ Script = "
      "'0301'; Matrix = @{ p = 3 }; Needs = '0300' }) }");
  EXPECT_EQ(shown(planned), "0300 (p=1); 0300 (p=2); 0301 (p=3)");
  ASSERT_EQ(planned->warnings.size(), 1u);
  EXPECT_EQ(planned->warnings[0].message,
            "0301_Sign needs 0300_Pack, but no cells of the two are alike: it "
            "waits for none");
}

TEST(PlanMatrix, a_need_may_ask_for_every_cell) {
  EXPECT_EQ(
      shown(plan_of("@{ Matrix = @{ p = @(1, 2) }; Sequence = @('0300',\n"
                    "@{ Script = '0301'; Needs = @{ Script = '0300'; Matrix = "
                    "'all' } }) }")),
      "0300 (p=1); 0300 (p=2); 0301 (p=1) < 0300 (p=1) < 0300 (p=2); "
      "0301 (p=2) < 0300 (p=1) < 0300 (p=2)");
  EXPECT_THAT(
      shown(plan_of("@{ Sequence = @('0300', @{ Script = '0301'\n"
                    "Needs = @{ Script = '0300'; Matrix = 'al' } }) }")),
      HasSubstr("p.psd1:2:38: Matrix of Needs is 'same' or 'all'"));
}

TEST(PlanMatrix, the_command_line_adds_axes_and_replaces_some) {
  PlanOptions options;
  options.matrix.axes = {{"profile", {"a", "b"}, Variable::Form::text},
                         {"level", {"7"}, Variable::Form::text}};
  const auto planned =
      plan_of("@{ Sequence = '0100'; Matrix = @{ profile = 'x' } }", options);
  EXPECT_EQ(shown(planned),
            "0100 (profile=a, level=7); 0100 (profile=b, level=7)");
  EXPECT_EQ(parameters(planned, 0), R"({"Profile":"a","Level":7})")
      << "converted by the declared type";
}

TEST(PlanMatrix, values_stand_anywhere_in_a_step) {
  const auto planned = plan_of(
      "@{ Sequence = @(@{ Script = '0300'; Matrix = @{ os = @('linux', "
      "'windows'); t = 5 }\n"
      "RunsOn = 'os={{os}}'; Timeout = '{{t}}'; Env = @{ T = '{{t}}!' } }) }");
  ASSERT_EQ(shown(planned), "0300 (os=linux, t=5); 0300 (os=windows, t=5)");
  const PlannedStep& second = planned->plan.step(JobIndex{1});
  EXPECT_EQ(second.runs_on, std::vector<std::string>{"os=windows"});
  EXPECT_EQ(second.timeout_seconds, 5);
  EXPECT_EQ(second.environment.at("T"), "5!");
}

TEST(PlanMatrix, a_step_may_run_another_script_in_each_cell) {
  EXPECT_EQ(shown(plan_of("@{ Sequence = @(@{ Script = '{{s}}'; Matrix = @{ s "
                          "= @('0300', '0301') } }) }")),
            "0300 (s=0300); 0301 (s=0301)");
}

TEST(PlanMatrix, bounds_reach_the_plan) {
  const auto planned = plan_of(
      "@{ Sequence = @('0300', '0301'); Matrix = @{ p = @(1, 2, 3)\n"
      "'max-parallel' = 2; 'fail-fast' = $true } }");
  ASSERT_TRUE(planned);
  ASSERT_EQ(planned->plan.lanes.size(), 2u) << "one for each step";
  EXPECT_EQ(planned->plan.lanes[0].max_parallel, 2);
  EXPECT_TRUE(planned->plan.lanes[0].fail_fast);
  EXPECT_EQ(planned->plan.step(JobIndex{5}).lane, 1u);
}

// A step may be read for each of its cells; it is one step all the same.
TEST(PlanMatrix, bounds_hold_for_all_cells_of_a_step) {
  for (const char* step :
       {"Script = '{{s}}'", "Script = '0300'; Name = 'n {{s}}'"}) {
    const auto planned = plan_of(
        std::string("@{ Sequence = @(@{ ") + step +
        "; Matrix = @{ s = @('0300', '0301'); 'max-parallel' = 1 } }) }");
    ASSERT_TRUE(planned) << step;
    ASSERT_EQ(planned->plan.lanes.size(), 1u) << step;
    for (const Job& job : planned->plan.jobs) {
      EXPECT_EQ(planned->plan.step(job).lane, 0u) << step;
    }
  }
  for (const char* steps :
       {"@('0300', '030{{s}}')", "@(@{ Scripts = @('0300', '030{{s}}') })"}) {
    const auto sequence = plan_of(std::string("@{ Sequence = ") + steps +
                                  "\nMatrix = @{ s = 1, 2; 'fail-fast' = $true "
                                  "} }");
    ASSERT_TRUE(sequence);
    ASSERT_EQ(shown(sequence),
              "0300 (s=1); 0301 (s=1); 0300 (s=2); 0302 (s=2)");
    EXPECT_EQ(sequence->plan.lanes.size(), 3u) << "one for each script";
    EXPECT_EQ(sequence->plan.step(JobIndex{0}).lane,
              sequence->plan.step(JobIndex{2}).lane);
  }
}

TEST(PlanVariables, templates_take_the_strongest_layer) {
  const std::string playbook =
      "@{ Sequence = @(@{ Script = '0100'; Parameters = @{ Profile = "
      "'{{who}}-{{n:=3}}' } }); Variables = @{ who = 'playbook' }\n"
      "Profiles = @{ fast = @{ who = 'profile' }; other = @{ Variables = @{ "
      "who = 'nested' } } } }";
  PlanOptions options;
  EXPECT_EQ(parameters(plan_of(playbook), 0), R"({"Profile":"playbook-3"})");
  options.profile = "Fast";
  EXPECT_EQ(parameters(plan_of(playbook, options), 0),
            R"({"Profile":"profile-3"})");
  options.profile = "other";
  EXPECT_EQ(parameters(plan_of(playbook, options), 0),
            R"({"Profile":"nested-3"})");
  options.text_variables = {{"who", "option"}};
  const auto planned = plan_of(playbook, options);
  EXPECT_EQ(parameters(planned, 0), R"({"Profile":"option-3"})");
  EXPECT_TRUE(planned->warnings.empty()) << "a template names it";
  options.profile = "fats";
  EXPECT_EQ(shown(plan_of(playbook, options)),
            "--profile: there is no profile 'fats'\n  did you mean "
            "'fast'?");
}

TEST(PlanVariables, an_unknown_one_says_where) {
  EXPECT_EQ(shown(plan_of("@{ Variables = @{ profile = 1 }; Sequence = @(\n"
                          "@{ Script = '0300'; Name = 'x {{profle}}' }) }")),
            "p.psd1:2:28: there is no variable 'profle'\n  did you mean "
            "'profile'?");
}

TEST(PlanMatrix, string_steps_may_differ_by_cell) {
  EXPECT_EQ(shown(plan_of("@{ Sequence = @('0300-0302', '!{{without}}')\n"
                          "Matrix = @{ without = @('0300', '0302') } }")),
            "0301 (without=0300); 0302 (without=0300); "
            "0300 (without=0302); 0301 (without=0302)");
  // Beside table steps, and where the same script is selected twice.
  EXPECT_EQ(shown(plan_of("@{ Sequence = @('{{what}}', '0301', "
                          "@{ Script = '0302' }, '0301')\n"
                          "Matrix = @{ what = @('0300', '0301') } }")),
            "0300 (what=0300); 0301 (what=0300); 0301 (what=0301); "
            "0302 (what=0300); 0302 (what=0301)");
}

TEST(PlanNeeds, an_unknown_key_of_one_is_warned_of) {
  const auto planned = plan_of(
      "@{ Sequence = @('0300', @{ Script = '0301'; Needs = @{ Script = '0300'; "
      "Matrx = 'all' } }) }");
  EXPECT_EQ(shown(planned), "0300; 0301 < 0300");
  ASSERT_EQ(planned->warnings.size(), 1u);
  EXPECT_EQ(planned->warnings[0].message, "unknown key 'Matrx' in Needs");
  EXPECT_EQ(planned->warnings[0].advice, "did you mean 'Matrix'?");
}

TEST(PlanSkips, what_is_not_for_ci_is_skipped_there) {
  const std::string playbook =
      "@{ Sequence = @(@{ Script = '0300'; SkipInCI = $true }) }";
  EXPECT_EQ(plan_of(playbook)->plan.steps[0].skip, "");
  PlanOptions ci;
  ci.in_ci = true;
  EXPECT_EQ(plan_of(playbook, ci)->plan.steps[0].skip,
            "SkipInCI, and this is CI");
}

TEST(PlanOutput, a_value_of_another_job_is_a_need) {
  const auto planned = plan_of(
      "@{ Sequence = @(@{ Script = '0300'; Env = @{ N = "
      "'{{jobs.0301.output}}' } }, @{ Script = '0301'; Arguments = "
      "@('x', '{{jobs.ship.output.Count}}') }, @{ Script = '0302'; Name = "
      "'Ship'; Timeout = 5 }) }");
  EXPECT_EQ(shown(planned), "0302; 0301 < 0302; 0300 < 0301");
  EXPECT_EQ(planned->plan.jobs[1].needs.front().origin, NeedOrigin::output);
  const auto& late = planned->plan.late;
  ASSERT_EQ(late.size(), 2u);
  EXPECT_EQ(late.at({1}).jobs,
            (std::map<std::string, JobIndex>{{"ship", {0}}}));
  EXPECT_EQ(late.at({1}).arguments,
            (Array{"x", Deferred{"{{jobs.ship.output.Count}}"}}));
  EXPECT_EQ(late.at({2}).jobs,
            (std::map<std::string, JobIndex>{{"0301", {1}}}));
  EXPECT_NE(late.at({2}).environment.find("N"), nullptr);
}

TEST(PlanOutput, cells_refer_to_the_cells_that_are_alike) {
  const auto planned = plan_of(
      "@{ Matrix = @{ level = @(1, 2) }; Sequence = @(@{ Script = '0300'; "
      "Name = 'pack' }, @{ Script = '0301'; Matrix = @{ os = @('a', 'b') }; "
      "Arguments = '{{os}} {{jobs.pack.output}}' }) }");
  EXPECT_EQ(shown(planned),
            "0300 (level=1); 0300 (level=2); "
            "0301 (level=1, os=a) < 0300 (level=1); "
            "0301 (level=1, os=b) < 0300 (level=1); "
            "0301 (level=2, os=a) < 0300 (level=2); "
            "0301 (level=2, os=b) < 0300 (level=2)");
  EXPECT_THAT(shown(plan_of("@{ Sequence = @(@{ Script = '0300'; Matrix = @{ "
                            "os = @('a', 'b') } }, @{ Script = '0301'; "
                            "Arguments = '{{jobs.0300.output}}' }) }")),
              HasSubstr("0300_Pack is more than one job where its output"));
}

TEST(PlanOutput, of_a_job_that_is_not_there_or_not_clear_is_refused) {
  const auto with = [](const std::string& text) {
    return shown(
        plan_of("@{ Sequence = @('0300', '0302', @{ Script = '0300' "
                "}, @{ Script = '0301'; " +
                text + " }) }"));
  };
  EXPECT_THAT(with("Arguments = '{{jobs.0100.output}}'"),
              HasSubstr("p.psd1:1:"));
  EXPECT_THAT(with("Arguments = '{{jobs.0100.output}}'"),
              HasSubstr("is not part of this run"));
  EXPECT_THAT(with("Env = @{ A = '{{jobs.nobody.output}}' }"),
              HasSubstr("names no step and no script"));
  EXPECT_THAT(with("Arguments = '{{jobs.0300.output}}'"),
              HasSubstr("means 2 steps of this run"));
  EXPECT_THAT(with("Arguments = '{{jobs.0301.output}}'"),
              HasSubstr("wait for each other"));
  EXPECT_THAT(with("Timeout = '{{jobs.0302.output}}'"),
              HasSubstr("not the output of another job"));
}

TEST(PlanVariables, templates_in_them_are_replaced_for_parameters_too) {
  const auto planned = plan_of(
      "@{ Variables = @{ Profile = '{{os}}-{{kind}}'; kind = 'x' }; Matrix = "
      "@{ os = @('a', 'b') }; Sequence = '0100' }");
  EXPECT_EQ(parameters(planned, 0), R"({"Profile":"a-x"})");
  EXPECT_EQ(parameters(planned, 1), R"({"Profile":"b-x"})");
  const auto conditions = plan_of(
      "@{ Variables = @{ tag = '{{os}}!' }; Matrix = @{ os = @('a', 'b') }; "
      "Sequence = @(@{ Script = '0300'; Condition = '$true' }) }");
  ASSERT_TRUE(conditions);
  EXPECT_EQ(*conditions->plan.step({1}).variables.find("tag"), Value("b!"));
  EXPECT_THAT(shown(plan_of("@{ Variables = @{ Profile = '{{nothing}}' }; "
                            "Sequence = '0100' }")),
              HasSubstr("there is no variable 'nothing'"));
}

TEST(PlanWhy, names_the_term_or_the_step_and_its_place) {
  const auto planned =
      plan_of("@{ Sequence = @('0100',\n'!0301,03*', @{ Script = '0200' }) }");
  ASSERT_TRUE(planned);
  std::vector<std::string> why;
  for (const PlannedStep& step : planned->plan.steps) why.push_back(step.why);
  EXPECT_THAT(
      why, ElementsAre("term '0100' at p.psd1:1:18", "term '03*' at p.psd1:2:8",
                       "term '03*' at p.psd1:2:8", "step p.psd1:2:14"));
}

}  // namespace
}  // namespace aitherzero
