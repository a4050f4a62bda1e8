#include "controller/plan/plan_codec.hpp"

#include <gtest/gtest.h>

#include "support/plan_builder.hpp"

namespace aitherzero {
namespace {

Plan full_plan() {
  Plan plan = testing::plan({{"a"}, {"b", {"a"}, true, false}});
  plan.parallel = false;
  plan.max_concurrency = 3;
  plan.stop_on_error = false;
  plan.fail_fast = true;
  plan.timeout_seconds = 60;  // a whole number, which packs as one
  plan.jobs[1].parameters.set("Count", Value(5));
  PlannedStep& step = plan.steps[1];
  step.number = "0407";
  step.description = "what it does";
  step.stage = "Testing";
  step.kind = ScriptKind::executable;
  step.arguments = {"--all"};
  step.environment = {{"NAME", "value"}};
  step.timeout_seconds = 1.5;
  step.runs_on = {"os=linux"};
  step.outputs = {"out/**"};
  step.secrets = {"TOKEN"};
  step.secret_parameters = {"TOKEN"};
  step.why = "term '0407'";
  step.place = {"ci.psd1", 3, 7};
  plan.jobs[1].parameters.set("Late", Deferred{"{{jobs.a.output}}"});
  plan.lanes = {{2}, {std::nullopt, true, 0, true}};
  plan.nested = {{"a"}, {"a/b", 0, false, 2.5}};
  step.lane = 1;
  step.nested = 1;
  plan.start_order = {{1}, {0}};
  LateValues& late = plan.late[{1}];
  late.jobs = {{"a", {0}}};
  late.arguments = {"-n", Deferred{"{{jobs.a.output}}"}};
  late.environment.set("N", Deferred{"{{jobs.a.output}}"});
  return plan;
}

TEST(PlanCodec, reads_what_it_wrote) {
  const Plan plan = full_plan();
  const std::string packed = pack_plan(plan);
  const auto read = unpack_plan(packed);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(pack_plan(*read), packed);
  ASSERT_EQ(read->jobs.size(), 2u);
  const Job& job = read->jobs[1];
  const PlannedStep& step = read->step(job);
  EXPECT_EQ(job.id, "b");
  EXPECT_EQ(job.needs, plan.jobs[1].needs);
  EXPECT_EQ(job.parameters, plan.jobs[1].parameters);
  EXPECT_EQ(step.environment, plan.steps[1].environment);
  EXPECT_EQ(step.place, plan.steps[1].place);
  EXPECT_EQ(read->late, plan.late);
  EXPECT_EQ(read->start_order, plan.start_order);
  EXPECT_EQ(step.runs_on, plan.steps[1].runs_on);
  EXPECT_EQ(step.outputs, plan.steps[1].outputs);
  EXPECT_EQ(step.secrets, plan.steps[1].secrets);
  EXPECT_EQ(read->timeout_seconds, 60);
  EXPECT_FALSE(step.allow_parallel);
  EXPECT_EQ(step.nested, 1u);
  ASSERT_EQ(read->nested.size(), 2u);
  EXPECT_EQ(read->nested[0].within, k_not_nested);
  EXPECT_EQ(read->nested[1].name, "a/b");
  EXPECT_EQ(read->nested[1].within, 0u);
  EXPECT_FALSE(read->nested[1].stop_on_error);
  EXPECT_EQ(read->nested[1].timeout_seconds, 2.5);
  ASSERT_EQ(read->lanes.size(), 2u);
  EXPECT_EQ(read->lanes[1].within, 0u);
}

TEST(PlanCodec, refuses_what_is_no_plan) {
  const std::string packed = pack_plan(full_plan());
  for (std::size_t size = 0; size < packed.size(); ++size) {
    EXPECT_FALSE(unpack_plan(std::string_view(packed).substr(0, size)));
  }
  Plan backwards = testing::plan({{"a"}, {"b"}});
  backwards.jobs[0].needs = {{{1}}};
  EXPECT_FALSE(unpack_plan(pack_plan(backwards))) << "a need that comes later";
  Plan astray = testing::plan({{"a"}});
  astray.jobs[0].step = 1;
  EXPECT_FALSE(unpack_plan(pack_plan(astray))) << "a step that is not there";
  Plan circle = testing::plan({{"a"}});
  circle.nested = {{"a", 0}};
  EXPECT_FALSE(unpack_plan(pack_plan(circle))) << "within itself";
  circle.nested.clear();
  circle.lanes = {{1, false, 0}};
  EXPECT_FALSE(unpack_plan(pack_plan(circle))) << "a lane within itself";
  Plan stray = testing::plan({{"a"}});
  stray.steps[0].nested = 0;
  EXPECT_FALSE(unpack_plan(pack_plan(stray))) << "a playbook that is not there";
}

}  // namespace
}  // namespace aitherzero
