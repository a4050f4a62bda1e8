// Matrices, templates, groups and nested playbooks in plans.
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

Catalog test_catalog() {
  return testing::catalog(
      {{"0100_Build", "", "param([string]$Profile, [int]$Level)"},
       {"0200_Test", "Dependencies: 0100", "param([string]$Profile)"},
       {"0300_Pack", ""},
       {"0301_Sign", ""},
       {"0302_Ship", ""}});
}

// Playbooks that others nest, by their names.
using Books = std::map<std::string, std::string>;

Result<Playbook> read(const std::string& text, const std::string& name) {
  TRY(const Value value, parse_psd1(text, name + ".psd1", {}));
  return read_playbook(value, name);
}

Result<PlannedRun> plan_of(const std::string& playbook,
                           PlanOptions options = {}, const Books& books = {}) {
  PlanRequest request;
  TRY(request.playbook, read(playbook, "p"));
  request.options = std::move(options);
  PlanFiles files;
  files.load_playbook = [&](const std::string& name) -> Result<Playbook> {
    const auto book = books.find(name);
    if (book == books.end()) return fail(ErrorKind::not_found, "no such book");
    return read(book->second, name);
  };
  return make_plan(test_catalog(), request, files);
}

std::string parameters(const Result<PlannedRun>& planned, std::size_t job) {
  if (!planned) return to_string(planned.error());
  return to_json(planned->plan.jobs[job].parameters, JsonStyle::compact);
}

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

TEST(PlanNeeds, an_unknown_key_of_one_is_warned_of) {
  const auto planned = plan_of(
      "@{ Sequence = @('0300', @{ Script = '0301'; Needs = @{ Script = '0300'; "
      "Matrx = 'all' } }) }");
  EXPECT_EQ(shown(planned), "0300; 0301 < 0300");
  ASSERT_EQ(planned->warnings.size(), 1u);
  EXPECT_EQ(planned->warnings[0].message, "unknown key 'Matrx' in Needs");
  EXPECT_EQ(planned->warnings[0].advice, "did you mean 'Matrix'?");
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
