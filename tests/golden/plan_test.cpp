// What --dry-run prints, in plan-text/<case>.txt and plan-json/<case>.json, and
// what plan graph does, in plan-graph/<case>.
#include <gtest/gtest.h>

#include "controller/report/plan_graph.hpp"
#include "controller/report/plan_report.hpp"
#include "golden/golden_file.hpp"

namespace aitherzero {
namespace {

void add_job(Plan& plan, const std::string& number, const std::string& name,
             const std::string& why) {
  PlannedStep step;
  step.number = number;
  step.name = number + "_" + name;
  step.script = step.name + ".ps1";
  step.script_path = "/project/automation-scripts/" + step.script;
  step.why = why;
  Job job;
  job.id = number;
  job.step = static_cast<std::uint32_t>(plan.steps.size());
  plan.steps.push_back(std::move(step));
  plan.jobs.push_back(std::move(job));
}

//   0407 ── 0402 ── deploy
//   0413 ────────────┘
Plan dependencies() {
  Plan plan;
  plan.name = "0402,0413";
  add_job(plan, "0407", "Validate-Syntax", "dependency of 0402");
  add_job(plan, "0402", "Run-UnitTests", "term '0402'");
  add_job(plan, "0413", "Check-Config", "term '0413'");
  add_job(plan, "deploy", "Deploy", "step playbooks/x.psd1:9:5");
  plan.jobs[1].needs = {{{0}, NeedOrigin::header}};
  plan.jobs[3].needs = {{{1}, NeedOrigin::step}, {{2}, NeedOrigin::step}};
  plan.steps[3].number.clear();
  plan.steps[3].script = "./tools/deploy.sh";
  plan.steps[3].arguments = {"--to", "my server"};
  return plan;
}

Plan every_setting() {
  Plan plan = dependencies();
  plan.name = "ci";
  plan.max_concurrency = 3;
  plan.stop_on_error = false;
  plan.timeout_seconds = 900;
  plan.nested = {{"checks", k_not_nested, true, 60},
                 {"checks/deep", 0, false},
                 {"as the run", k_not_nested, false}};
  PlannedStep& tests = plan.steps[1];
  tests.description = "Runs the unit tests";
  tests.stage = "Testing";
  tests.timeout_seconds = 0.5;
  tests.tolerated = true;
  Table& parameters = plan.jobs[1].parameters;
  parameters.set("Path", "my tests");
  parameters.set("Count", 3);
  parameters.set("All", true);
  parameters.set("Nothing", Value());
  parameters.set("Tags", Array{"a", "b"});
  parameters.set("Nested", Table{{"Key", Array{1, 2.5}}});
  return plan;
}

Plan sequential() {
  Plan plan = dependencies();
  plan.parallel = false;
  plan.jobs.resize(3);
  return plan;
}

Plan odd_characters() {
  Plan plan;
  plan.name = "odd \"name\"\x1b[2J | <&>";
  add_job(plan, "0400", "日本語-🚀", "term '日本語'");
  add_job(plan, "0401", "Plain", "term '\x1b[31m*\n'");
  plan.jobs[0].parameters.set("Text", "it's \"quoted\" $x\nline\ttwo \x1b[31m");
  plan.steps[0].description = "tab\there";
  return plan;
}

Plan cells() {
  Plan plan = dependencies();
  plan.cells = {{{"profile", "quick"}, {"level", 1}},
                {{"profile", "full \"x\""}, {"level", 2}}};
  plan.jobs[0].cell = 0;
  plan.jobs[1].cell = 1;
  return plan;
}

struct PlanCase {
  std::string name;
  Plan plan;
  friend void PrintTo(const PlanCase& plan_case, std::ostream* out) {
    *out << plan_case.name;
  }
};

class PlanReport : public ::testing::TestWithParam<PlanCase> {};

TEST_P(PlanReport, as_text) {
  testing::expect_golden("plan-text/" + GetParam().name + ".txt",
                         render_plan_text(GetParam().plan));
}

TEST_P(PlanReport, as_json) {
  testing::expect_golden("plan-json/" + GetParam().name + ".json",
                         render_plan_json(GetParam().plan) + "\n");
}

TEST_P(PlanReport, as_graph) {
  testing::expect_golden("plan-graph/" + GetParam().name + ".mmd",
                         render_mermaid(GetParam().plan));
  testing::expect_golden("plan-graph/" + GetParam().name + ".dot",
                         render_dot(GetParam().plan));
}

INSTANTIATE_TEST_SUITE_P(
    Golden, PlanReport,
    ::testing::Values(PlanCase{"dependencies", dependencies()},
                      PlanCase{"every-setting", every_setting()},
                      PlanCase{"sequential", sequential()},
                      PlanCase{"cells", cells()},
                      PlanCase{"odd-characters", odd_characters()}),
    [](const auto& c) {
      std::string name = c.param.name;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

}  // namespace
}  // namespace aitherzero
