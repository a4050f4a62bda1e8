#include "controller/plan/plan.hpp"

#include "shared/value/json.hpp"
#include "shared/value/psd1.hpp"
#include "support/catalog_builder.hpp"

namespace aitherzero {
namespace {

Catalog test_catalog() {
  return testing::catalog(
      {{"0400_Check", ""},
       {"0402_Test", "Dependencies: 0400, Git\nTimeout: 60",
        "param([string]$Name, [int]$Count, [switch]$All, [string[]]$Tags)"},
       {"0407_Validate",
        "AllowParallel: false\nRunsOn: os=linux, big\nOutputs: out"},
       {"0450_Loop-A", "Dependencies: 0451"},
       {"0451_Loop-B", "Dependencies: Loop-A"}});
}

Result<PlannedRun> plan_of(const std::string& playbook,
                           PlanOptions options = {}) {
  TRY(const Value value, parse_psd1(playbook, "p.psd1", {}));
  PlanRequest request;
  TRY(request.playbook, read_playbook(value, "fallback"));
  request.options = std::move(options);
  request.project_root = "/project";
  PlanFiles files;
  files.read_script = [](const std::string& path) {
    return path.ends_with(".ps1") ? Result<Script>(read_script(path, ""))
                                  : fail(ErrorKind::not_found, "no such file");
  };
  return make_plan(test_catalog(), request, files);
}

// "0400 0402(0400)", or the error.
std::string shown(const Result<PlannedRun>& planned) {
  if (!planned) return to_string(planned.error());
  std::string text;
  for (const Job& job : planned->plan.jobs) {
    if (!text.empty()) text += ' ';
    text += job.id;
    if (job.needs.empty()) continue;
    text += '(';
    for (const Need& need : job.needs) {
      if (!text.ends_with('(')) text += ',';
      text += planned->plan.jobs[need.job.value].id;
    }
    text += ')';
  }
  return text;
}

TEST(Plan, string_steps_are_one_expression) {
  EXPECT_EQ(shown(plan_of("@{ Sequence = @('0407', '04*', '!045*') }")),
            "0407 0400 0402(0400)");
}

TEST(Plan, table_steps_stand_between_string_steps) {
  EXPECT_EQ(shown(plan_of("@{ Sequence = @('0407', @{ Script = '0402' }, "
                          "'0400') }")),
            "0407 0400 0402(0400)");
}

TEST(Plan, the_same_script_may_run_twice) {
  EXPECT_EQ(shown(plan_of("@{ Sequence = @(@{ Script = '0407' }, "
                          "@{ Script = '0407_Validate.ps1' }) }")),
            "0407 0407#2");
}

TEST(Plan, needs_name_steps_and_scripts) {
  EXPECT_EQ(shown(plan_of("@{ Sequence = @(\n"
                          "@{ Script = '0407'; Needs = 'first' }\n"
                          "@{ Script = './tool.ps1'; Name = 'first'\n"
                          "   Needs = @('0402') }\n'0402') }")),
            "0402 tool(0402) 0407(tool)");
}

TEST(Plan, with_dependencies_brings_in_what_is_not_selected) {
  PlanOptions options;
  options.with_dependencies = true;
  const auto planned = plan_of("@{ Sequence = '0402' }", options);
  EXPECT_EQ(shown(planned), "0400 0402(0400)");
  EXPECT_EQ(planned->plan.step(JobIndex{0}).why, "dependency of 0402_Test.ps1");
  EXPECT_EQ(shown(plan_of("@{ Sequence = '0402' }")), "0402");
  EXPECT_EQ(shown(plan_of("@{ Sequence = '0402,!0400' }", options)), "0402");
}

TEST(Plan, a_cycle_is_named) {
  EXPECT_EQ(shown(plan_of("@{ Sequence = '045*' }")),
            "p.psd1:1:15: these wait for each other: 0451_Loop-B.ps1 → "
            "0450_Loop-A.ps1 → 0451_Loop-B.ps1\n  take one of the "
            "dependencies away (script headers, Needs and Groups count alike)");
}

TEST(Plan, a_need_outside_the_run_says_how_to_add_it) {
  EXPECT_EQ(shown(plan_of("@{ Sequence = @(@{ Script = '0407'\n"
                          "Needs = '0400' }) }")),
            "p.psd1:2:9: '0400' is needed by 0407_Validate but is not part of "
            "this run\n  add it to the sequence, or use --with-dependencies");
}

TEST(Plan, errors_name_the_step) {
  EXPECT_EQ(shown(plan_of("@{ Sequence = @('0400',\n"
                          " @{ Script = '0470_Validat.ps1' }) }")),
            "p.psd1:2:2: no script is called '0470_Validat.ps1'\n  did you "
            "mean '0407_Validate.ps1'?");
  EXPECT_EQ(shown(plan_of("@{ Sequence = @(@{ Script = 'a/b' }) }")),
            "p.psd1:1:17: no such file");
}

TEST(Plan, labels_come_from_the_option_then_the_step_then_the_header) {
  const auto labels = [](const std::string& step, PlanOptions options = {}) {
    const auto planned =
        plan_of("@{ Sequence = @(@{ Script = '0407'" + step + " }) }", options);
    return planned ? planned->plan.steps[0].runs_on
                   : std::vector<std::string>{to_string(planned.error())};
  };
  EXPECT_EQ(labels(""), (std::vector<std::string>{"os=linux", "big"}));
  EXPECT_EQ(labels("; RunsOn = 'gpu'"), std::vector<std::string>{"gpu"});
  PlanOptions options;
  options.runs_on = {"arm64"};
  EXPECT_EQ(labels("; RunsOn = 'gpu'", options),
            std::vector<std::string>{"arm64"});
}

TEST(Plan, outputs_come_from_the_step_then_the_header) {
  const auto outputs = [](const std::string& step) {
    return plan_of("@{ Sequence = @(@{ Script = '0407'" + step + " }) }")
        ->plan.steps[0]
        .outputs;
  };
  EXPECT_EQ(outputs(""), std::vector<std::string>{"out"});
  EXPECT_EQ(outputs("; Outputs = 'dist'"), std::vector<std::string>{"dist"});
}

TEST(Plan, timeouts_come_from_step_then_header_then_default_and_are_capped) {
  PlanOptions options;
  options.automation.default_timeout_seconds = 10;
  options.automation.max_timeout_seconds = 90;
  const auto planned = plan_of(
      "@{ Sequence = @('0400', '0402', @{ Script = '0407'\n"
      "Timeout = 120 }) }",
      options);
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->plan.step(JobIndex{0}).timeout_seconds, 10);
  EXPECT_EQ(planned->plan.step(JobIndex{1}).timeout_seconds, 60);
  EXPECT_EQ(planned->plan.step(JobIndex{2}).timeout_seconds, 90);
}

// Who tolerates a failure: design.md's words in one table.
struct ToleranceCase {
  const char* name;
  const char* step;
  bool continue_on_error_option;
  const char* expected;
};

class Tolerance : public ::testing::TestWithParam<ToleranceCase> {};

TEST_P(Tolerance, follows_the_words) {
  const ToleranceCase& c = GetParam();
  PlanOptions options;
  options.continue_on_error = c.continue_on_error_option;
  const auto planned = plan_of(
      fmt::format("@{{ Sequence = @(@{{ Script = '0400'; {} }}) }}", c.step),
      options);
  const std::string actual = !planned ? "error"
                             : planned->plan.step(JobIndex{0}).tolerated
                                 ? "tolerated"
                                 : "fails";
  EXPECT_EQ(actual, c.expected);
}

INSTANTIATE_TEST_SUITE_P(
    FailureWords, Tolerance,
    ::testing::Values(
        ToleranceCase{"nothing_said", "", false, "fails"},
        ToleranceCase{"continue", "ContinueOnError = $true", false,
                      "tolerated"},
        ToleranceCase{"not_required", "Required = $false", false, "tolerated"},
        ToleranceCase{"run_option", "", true, "tolerated"},
        ToleranceCase{"step_is_stronger", "ContinueOnError = $false", true,
                      "fails"},
        ToleranceCase{"required_is_stronger", "Required = $true", true,
                      "fails"},
        ToleranceCase{"agreeing", "Required = $true; ContinueOnError = $false",
                      true, "fails"},
        ToleranceCase{"contradiction",
                      "Required = $true; ContinueOnError = $true", false,
                      "error"},
        ToleranceCase{"other_contradiction",
                      "Required = $false; ContinueOnError = $false", false,
                      "error"}),
    [](const auto& c) { return c.param.name; });

std::string parameters(const std::string& playbook, PlanOptions options = {}) {
  const auto planned = plan_of(playbook, std::move(options));
  if (!planned) return to_string(planned.error());
  return to_json(planned->plan.jobs[0].parameters, JsonStyle::compact);
}

TEST(PlanParameters, variables_reach_scripts_that_declare_them) {
  EXPECT_EQ(parameters("@{ Sequence = '0402'; Variables = @{ Name = 'x'\n"
                       "Other = 1; Count = $null; Tags = '' } }"),
            R"({"Name":"x"})");
}

TEST(PlanParameters, the_step_beats_the_playbook_and_the_option_both) {
  const std::string playbook =
      "@{ Sequence = @(@{ Script = '0402'; Parameters = @{ name = 'step'\n"
      "All = $true } }); Variables = @{ Name = 'book'; Count = 1 } }";
  EXPECT_EQ(parameters(playbook), R"({"Name":"step","Count":1,"All":true})");
  PlanOptions options;
  options.text_variables = {{"Name", "option"}};
  EXPECT_EQ(parameters(playbook, options),
            R"({"Name":"option","Count":1,"All":true})");
}

TEST(PlanParameters, text_takes_the_declared_type) {
  PlanOptions options;
  options.text_variables = {
      {"Count", "5"}, {"all", "1"}, {"Tags", "a, b"}, {"Name", "5"}};
  EXPECT_EQ(parameters("@{ Sequence = '0402' }", options),
            R"({"Count":5,"All":true,"Tags":["a","b"],"Name":"5"})");
  options.text_variables = {{"Count", "many"}};
  EXPECT_EQ(parameters("@{ Sequence = '0402' }", options),
            "--variable: variable Count must be a whole number, not 'many'");
}

TEST(PlanOptionsTest, the_command_line_beats_the_playbook) {
  const std::string playbook =
      "@{ Sequence = '0400'; Options = @{ Parallel = $false\n"
      "MaxConcurrency = 4; StopOnError = $false; Timeout = 5 } }";
  const auto planned = plan_of(playbook);
  ASSERT_TRUE(planned);
  EXPECT_FALSE(planned->plan.parallel);
  EXPECT_EQ(planned->plan.max_concurrency, 4);
  EXPECT_FALSE(planned->plan.stop_on_error);
  EXPECT_EQ(planned->plan.timeout_seconds, 5);
  PlanOptions options;
  options.parallel = true;
  options.max_concurrency = 2;
  options.timeout_seconds = 7;
  const auto overruled = plan_of(playbook, options);
  ASSERT_TRUE(overruled);
  EXPECT_TRUE(overruled->plan.parallel);
  EXPECT_EQ(overruled->plan.max_concurrency, 2);
  EXPECT_EQ(overruled->plan.timeout_seconds, 7);
}

TEST(Plan, two_steps_of_one_name_are_an_error) {
  EXPECT_EQ(shown(plan_of("@{ Sequence = @(@{ Script='0400'; Name='n' }\n"
                          "@{ Script='0402'; Name='N' }) }")),
            "p.psd1:2:1: two steps are named 'N'; the other stands at "
            "p.psd1:1:17\n  give each step a name of its own");
}

TEST(Plan, warns_of_variables_that_no_script_declares) {
  const Catalog catalog = testing::catalog(
      {{"0400_A", "", "param([Alias('W')][string]$Who, $Empty, $Null)"},
       {"0401_B", "", "param($Other)"}});
  PlanRequest request;
  request.sequence = {{"0400", {}}};
  request.options.text_variables = {
      {"W", "alias"}, {"Empty", ""}, {"Other", "x"}};
  request.options.variables = {{"Null", Value()}};
  const auto planned = make_plan(catalog, request, {});
  ASSERT_TRUE(planned);
  ASSERT_EQ(planned->warnings.size(), 1u);
  EXPECT_EQ(planned->warnings[0].message,
            "no script of this run declares a parameter 'Other', and no "
            "template names it");
}

}  // namespace
}  // namespace aitherzero
