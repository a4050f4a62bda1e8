// What --dry-run prints, in plan-text/<case>.txt and plan-json/<case>.json.
#include <gtest/gtest.h>

#include "controller/report/plan_report.hpp"
#include "golden/golden_file.hpp"

namespace aitherzero {
namespace {

Job job(const std::string& number, const std::string& name,
        const std::string& why) {
  Job result;
  result.id = number;
  result.number = number;
  result.name = number + "_" + name;
  result.script = result.name + ".ps1";
  result.script_path = "/project/automation-scripts/" + result.script;
  result.why = why;
  return result;
}

void need(Job& job, std::uint32_t index, const std::string& why) {
  job.needs.push_back({index});
  job.needs_why.push_back(why);
}

//   0407 ── 0402 ── deploy
//   0413 ────────────┘
Plan dependencies() {
  Plan plan;
  plan.name = "0402,0413";
  plan.jobs = {job("0407", "Validate-Syntax", "dependency of 0402"),
               job("0402", "Run-UnitTests", "term '0402'"),
               job("0413", "Check-Config", "term '0413'"),
               job("deploy", "Deploy", "step playbooks/x.psd1:9:5")};
  need(plan.jobs[1], 0, "its header");
  need(plan.jobs[3], 1, "Needs");
  need(plan.jobs[3], 2, "Needs");
  plan.jobs[3].number.clear();
  plan.jobs[3].script = "./tools/deploy.sh";
  plan.jobs[3].arguments = {"--to", "my server"};
  return plan;
}

Plan every_setting() {
  Plan plan = dependencies();
  plan.name = "ci";
  plan.max_concurrency = 3;
  plan.stop_on_error = false;
  plan.timeout_seconds = 900;
  Job& tests = plan.jobs[1];
  tests.description = "Runs the unit tests";
  tests.stage = "Testing";
  tests.timeout_seconds = 0.5;
  tests.tolerated = true;
  tests.parameters.set("Path", "my tests");
  tests.parameters.set("Count", 3);
  tests.parameters.set("All", true);
  tests.parameters.set("Nothing", Value());
  tests.parameters.set("Tags", Array{"a", "b"});
  tests.parameters.set("Nested", Table{{"Key", Array{1, 2.5}}});
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
  plan.jobs = {job("0400", "日本語-🚀", "term '日本語'"),
               job("0401", "Plain", "term '\x1b[31m*\n'")};
  plan.jobs[0].parameters.set("Text", "it's \"quoted\" $x\nline\ttwo \x1b[31m");
  plan.jobs[0].description = "tab\there";
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

INSTANTIATE_TEST_SUITE_P(
    Golden, PlanReport,
    ::testing::Values(PlanCase{"dependencies", dependencies()},
                      PlanCase{"every-setting", every_setting()},
                      PlanCase{"sequential", sequential()},
                      PlanCase{"odd-characters", odd_characters()}),
    [](const auto& c) {
      std::string name = c.param.name;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

}  // namespace
}  // namespace aitherzero
