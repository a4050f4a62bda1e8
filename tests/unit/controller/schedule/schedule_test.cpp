#include "controller/schedule/schedule.hpp"

#include "support/schedule_driver.hpp"

namespace aitherzero {
namespace {

using testing::plan;
using testing::ScheduleDriver;
using std::chrono_literals::operator""s;

//   a ── b ── d
//    └── c ──┘
Plan diamond() {
  return plan({{"a"}, {"b", {"a"}}, {"c", {"a"}}, {"d", {"b", "c"}}});
}

TEST(Schedule, leases_a_job_when_its_last_need_has_ended) {
  ScheduleDriver driver(diamond());
  EXPECT_EQ(driver.active(), "a");
  driver.end("a");
  EXPECT_EQ(driver.active(), "b c");
  driver.end("c");
  EXPECT_EQ(driver.active(), "b");
  driver.end("b");
  EXPECT_EQ(driver.active(), "d");
  driver.end("d");
  EXPECT_EQ(driver.ended, RunStatus::succeeded);
}

TEST(Schedule, gives_no_more_jobs_than_there_are_slots) {
  ScheduleDriver driver(plan({{"a"}, {"b"}, {"c"}}), 2);
  EXPECT_EQ(driver.active(), "a b");
  driver.end("b");
  EXPECT_EQ(driver.active(), "a c");
}

TEST(Schedule, gives_no_more_jobs_than_the_plan_allows) {
  Plan three = plan({{"a"}, {"b"}, {"c"}});
  three.max_concurrency = 2;
  ScheduleDriver driver(three);
  EXPECT_EQ(driver.active(), "a b");
}

TEST(Schedule, starts_jobs_that_are_ready_in_the_plans_start_order) {
  Plan five = plan({{"a"}, {"b"}, {"c"}, {"d", {"b"}}, {"e"}});
  five.start_order = {{4}, {1}, {3}, {2}, {0}};
  ScheduleDriver driver(five, 2);
  EXPECT_EQ(driver.active(), "b e");
  driver.end("e");
  EXPECT_EQ(driver.active(), "b c");
  driver.end("b");
  EXPECT_EQ(driver.active(), "c d");
  driver.end("c");
  EXPECT_EQ(driver.active(), "a d");
}

TEST(Schedule, runs_a_sequential_plan_one_by_one_in_plan_order) {
  Plan three = plan({{"a"}, {"b"}, {"c"}});
  three.parallel = false;
  ScheduleDriver driver(three);
  EXPECT_EQ(driver.active(), "a");
  driver.end("a");
  EXPECT_EQ(driver.active(), "b");
  driver.end("b");
  EXPECT_EQ(driver.active(), "c");
}

TEST(Schedule, what_nobody_can_run_holds_nobody_back) {
  Plan jobs = plan({{"a", {}, false, false}, {"b"}});
  jobs.steps[0].runs_on = {"gpu"};
  ScheduleDriver driver(std::move(jobs));
  EXPECT_EQ(driver.active(), "b");
  // From here on it is the first in line.
  driver.step(AgentJoined{AgentId{2}, 4, {{"gpu", ""}}});
  EXPECT_EQ(driver.explain("a"),
            "it wants nothing beside it, and 1 of the run's jobs run");
  driver.end("b");
  EXPECT_EQ(driver.active(), "a");
}

TEST(Schedule, says_who_is_before_a_job_and_wants_to_be_alone) {
  ScheduleDriver driver(plan({{"a"}, {"b", {}, false, false}, {"c"}}), 2);
  EXPECT_EQ(driver.active(), "a");
  EXPECT_EQ(driver.explain("c"),
            "b is before it in line, and wants nothing beside it");
}

TEST(Schedule, runs_nothing_beside_a_job_that_wants_to_be_alone) {
  ScheduleDriver driver(plan({{"a"}, {"b", {}, false, false}, {"c"}}));
  EXPECT_EQ(driver.active(), "a");
  driver.end("a");
  EXPECT_EQ(driver.active(), "b");
  driver.end("b");
  EXPECT_EQ(driver.active(), "c");
}

TEST(Schedule, an_empty_plan_succeeds_at_once) {
  ScheduleDriver driver(plan({}));
  EXPECT_EQ(driver.ended, RunStatus::succeeded);
}

TEST(Schedule, stops_at_the_first_failure_and_lets_running_jobs_finish) {
  ScheduleDriver driver(plan({{"a"}, {"b"}, {"c"}, {"d", {"a"}}}), 2);
  driver.end("a", Outcome::failed);
  EXPECT_EQ(driver.status("c"), JobStatus::skipped);
  EXPECT_EQ(driver.reason("c"), "stopped after a failed");
  EXPECT_EQ(driver.reason("d"), "needs a, which failed");
  EXPECT_TRUE(driver.cancels.empty());
  EXPECT_FALSE(driver.ended);
  driver.end("b");
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

TEST(Schedule, fail_fast_cancels_what_runs) {
  Plan two = plan({{"a"}, {"b"}});
  two.fail_fast = true;
  ScheduleDriver driver(two);
  driver.end("a", Outcome::failed);
  ASSERT_EQ(driver.cancels.size(), 1u);
  EXPECT_EQ(driver.cancels[0].attempt, driver.attempt("b"));
  driver.end("b", Outcome::cancelled);
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

TEST(Schedule, fail_fast_follows_a_job_that_could_not_start_as_well) {
  Plan two = plan({{"a"}, {"b"}});
  two.fail_fast = true;
  two.wait_agents_seconds = 10;
  two.steps[0].runs_on = {"gpu"};
  ScheduleDriver driver(two);
  EXPECT_EQ(driver.active(), "b");
  driver.advance(11s);
  EXPECT_EQ(driver.status("a"), JobStatus::failed);
  ASSERT_EQ(driver.cancels.size(), 1u);
  EXPECT_EQ(driver.cancels[0].attempt, driver.attempt("b"));
}

TEST(Schedule, fail_fast_leaves_alone_who_waits_for_ends) {
  Plan jobs = plan({{"a"}, {"b"}, {"c", {"a"}}});
  jobs.fail_fast = true;
  jobs.steps[2].waits_for_ends = true;
  ScheduleDriver driver(jobs);
  driver.end("a", Outcome::failed);
  EXPECT_EQ(driver.active(), "b c");
  driver.end("b", Outcome::failed);
  EXPECT_EQ(driver.cancels.size(), 1u) << "b, at the first failure";
  driver.end("c");
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

TEST(Schedule, fail_fast_runs_nothing_again_that_loses_its_agent) {
  Plan two = plan({{"a"}, {"b"}});
  two.fail_fast = true;
  ScheduleDriver driver(two);
  driver.end("a", Outcome::failed);
  driver.forget_lease("b");
  driver.step(AgentLeft{AgentId{1}});
  driver.step(AgentJoined{AgentId{1}, 8});
  EXPECT_FALSE(driver.has_lease("b"));
  EXPECT_EQ(driver.status("b"), JobStatus::cancelled);
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

TEST(Schedule, without_stop_on_error_runs_what_does_not_depend_on_a_failure) {
  Plan four = plan({{"a"}, {"b", {"a"}}, {"c"}, {"d", {"b"}}});
  four.stop_on_error = false;
  ScheduleDriver driver(four, 1);
  driver.end("a", Outcome::failed);
  EXPECT_EQ(driver.status("b"), JobStatus::skipped);
  EXPECT_EQ(driver.reason("d"), "needs b, which was skipped");
  EXPECT_EQ(driver.active(), "c");
  driver.end("c");
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

TEST(Schedule, a_tolerated_failure_lets_dependants_run) {
  ScheduleDriver driver(plan({{"a", {}, true}, {"b", {"a"}}}));
  driver.end("a", Outcome::failed);
  EXPECT_EQ(driver.active(), "b");
  driver.end("b");
  EXPECT_EQ(driver.ended, RunStatus::partial);
}

// What decides a run's exit code: design.md's failure words in one table.
struct EndCase {
  const char* name;
  Outcome tolerated_job;  // of a job whose failure is tolerated
  Outcome first;
  Outcome second;  // both independent, StopOnError = $false
  RunStatus expected;
  int exit_code;
};

class ScheduleEnd : public ::testing::TestWithParam<EndCase> {};

TEST_P(ScheduleEnd, decides_status_and_exit_code) {
  const EndCase& c = GetParam();
  Plan three = plan({{"t", {}, true}, {"a"}, {"b"}});
  three.stop_on_error = false;
  ScheduleDriver driver(three);
  driver.end("t", c.tolerated_job);
  driver.end("a", c.first);
  driver.end("b", c.second);
  ASSERT_TRUE(driver.ended);
  EXPECT_EQ(*driver.ended, c.expected);
  EXPECT_EQ(exit_code_of(*driver.ended), c.exit_code);
}

constexpr Outcome ok = Outcome::succeeded;
constexpr Outcome bad = Outcome::failed;
constexpr Outcome late = Outcome::timed_out;

INSTANTIATE_TEST_SUITE_P(
    FailureWords, ScheduleEnd,
    ::testing::Values(
        EndCase{"all_good", ok, ok, ok, RunStatus::succeeded, 0},
        EndCase{"tolerated_failure", bad, ok, ok, RunStatus::partial, 10},
        EndCase{"tolerated_timeout", late, ok, ok, RunStatus::partial, 10},
        EndCase{"failure", ok, bad, ok, RunStatus::failed, 1},
        EndCase{"failure_beats_tolerated", bad, bad, ok, RunStatus::failed, 1},
        EndCase{"timeout", ok, late, ok, RunStatus::timed_out, 124},
        EndCase{"two_timeouts", ok, late, late, RunStatus::timed_out, 124},
        EndCase{"timeout_and_failure", ok, late, bad, RunStatus::failed, 1},
        EndCase{"timeout_and_tolerated", bad, late, ok, RunStatus::timed_out,
                124}),
    [](const auto& c) { return c.param.name; });

TEST(Schedule, cancel_drops_what_waits_and_cancels_what_runs) {
  ScheduleDriver driver(plan({{"a"}, {"b", {"a"}}}));
  driver.step(RunCancelRequested{ScheduleDriver::k_run});
  EXPECT_EQ(driver.status("b"), JobStatus::cancelled);
  ASSERT_EQ(driver.cancels.size(), 1u);
  EXPECT_EQ(driver.cancels[0].mode, CancelMode::graceful);
  driver.step(RunCancelRequested{ScheduleDriver::k_run, CancelMode::kill});
  ASSERT_EQ(driver.cancels.size(), 2u);
  EXPECT_EQ(driver.cancels[1].mode, CancelMode::kill);
  driver.end("a", Outcome::cancelled);
  EXPECT_EQ(driver.ended, RunStatus::cancelled);
}

TEST(Schedule, the_runs_timeout_ends_everything) {
  Plan two = plan({{"a"}, {"b", {"a"}}});
  two.timeout_seconds = 10;
  ScheduleDriver driver(two);
  driver.advance(std::chrono::seconds(9));
  EXPECT_TRUE(driver.cancels.empty());
  driver.advance(std::chrono::seconds(1));
  EXPECT_EQ(driver.status("b"), JobStatus::skipped);
  ASSERT_EQ(driver.cancels.size(), 1u);
  EXPECT_EQ(driver.cancels[0].reason, CancelReason::run_timeout);
  driver.end("a", Outcome::timed_out);
  EXPECT_EQ(driver.ended, RunStatus::timed_out);
}

TEST(Schedule, a_lost_agents_jobs_run_again_elsewhere) {
  ScheduleDriver driver(plan({{"a"}}));
  const AttemptId first = driver.attempt("a");
  driver.forget_lease("a");
  driver.step(AgentLeft{AgentId{1}});
  EXPECT_EQ(driver.status("a"), JobStatus::ready);
  driver.step(AgentJoined{AgentId{1}, 1});
  ASSERT_TRUE(driver.has_lease("a"));
  EXPECT_GT(driver.attempt("a"), first);
}

TEST(Schedule, refuses_the_result_of_an_attempt_that_was_given_up) {
  ScheduleDriver driver(plan({{"a"}}));
  const AttemptId first = driver.attempt("a");
  driver.step(AgentLeft{AgentId{1}});
  driver.step(AgentJoined{AgentId{1}, 1});
  driver.step(AttemptEndedOn{AgentId{1}, first, JobResult{}});
  EXPECT_EQ(driver.refused, std::vector{first});
  EXPECT_FALSE(driver.ended);
  // Its agent may forget it all the same.
  EXPECT_EQ(driver.acknowledged, std::vector{first});
}

TEST(Schedule, a_job_that_loses_its_agent_three_times_is_lost) {
  ScheduleDriver driver(plan({{"a"}}));
  for (int i = 0; i < 3; ++i) {
    driver.step(AgentLeft{AgentId{1}});
    driver.step(AgentJoined{AgentId{1}, 1});
  }
  EXPECT_EQ(driver.status("a"), JobStatus::lost);
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

Plan impatient() {
  Plan jobs = plan({{"a"}, {"b"}, {"c", {"b"}}});
  jobs.step(JobIndex{1}).runs_on = {"gpu"};
  jobs.wait_agents_seconds = 60;
  jobs.stop_on_error = false;
  return jobs;
}

TEST(ScheduleWaiting, a_job_fails_when_no_agent_with_its_labels_comes) {
  ScheduleDriver driver(impatient());
  driver.advance(59s);
  EXPECT_EQ(driver.active(), "a");
  driver.advance(1s);
  EXPECT_EQ(driver.status("b"), JobStatus::failed);
  EXPECT_EQ(driver.reason("b"), "no agent with gpu came within 60 s");
  EXPECT_EQ(driver.status("c"), JobStatus::skipped);
  driver.end("a");
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

TEST(ScheduleWaiting, an_agent_that_is_merely_busy_is_waited_for) {
  ScheduleDriver driver(impatient());
  driver.advance(59s);
  AgentJoined other{AgentId{2}, 1};
  other.labels = {{"gpu", ""}};
  driver.step(other);
  driver.advance(600s);
  EXPECT_EQ(driver.active(), "a b");
  // It goes, and the time counts anew.
  driver.step(AgentLeft{AgentId{2}});
  driver.advance(59s);
  EXPECT_EQ(driver.status("b"), JobStatus::ready);
  driver.advance(1s);
  EXPECT_EQ(driver.status("b"), JobStatus::failed);
}

}  // namespace
}  // namespace aitherzero
