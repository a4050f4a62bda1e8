// Tries after failures, the bounds of matrices, and jobs that are skipped.
#include <gmock/gmock.h>

#include "controller/schedule/schedule.hpp"
#include "support/schedule_driver.hpp"

namespace aitherzero {
namespace {

using ::testing::HasSubstr;
using testing::plan;
using testing::ScheduleDriver;
using std::chrono_literals::operator""s;

Plan with_retries(int retries, double delay = 0) {
  Plan jobs = plan({{"a"}, {"b", {"a"}}});
  jobs.steps[0].retries = retries;
  jobs.steps[0].retry_delay_seconds = delay;
  return jobs;
}

TEST(ScheduleTries, a_failed_job_is_tried_again) {
  ScheduleDriver driver(with_retries(2));
  driver.end("a", Outcome::failed);
  EXPECT_EQ(driver.active(), "a");
  driver.end("a", Outcome::timed_out);
  EXPECT_EQ(driver.active(), "a");
  driver.end("a");
  EXPECT_EQ(driver.status("a"), JobStatus::succeeded);
  EXPECT_EQ(driver.active(), "b");
}

TEST(ScheduleTries, the_last_one_counts) {
  ScheduleDriver driver(with_retries(1));
  driver.end("a", Outcome::failed);
  driver.end("a", Outcome::failed);
  EXPECT_EQ(driver.status("a"), JobStatus::failed);
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

TEST(ScheduleTries, wait_longer_each_time) {
  ScheduleDriver driver(with_retries(3, 10));
  driver.end("a", Outcome::failed);
  EXPECT_EQ(driver.status("a"), JobStatus::pending);
  EXPECT_THAT(driver.reason("a"), HasSubstr("failed; try 2 of 4 follows in 1"));
  driver.advance(9s);
  EXPECT_EQ(driver.active(), "");
  driver.advance(4s);  // up to a quarter more
  EXPECT_EQ(driver.active(), "a");
  driver.end("a", Outcome::failed);
  driver.advance(19s);
  EXPECT_EQ(driver.active(), "");
  driver.advance(7s);
  EXPECT_EQ(driver.active(), "a");
}

TEST(ScheduleTries, what_was_cancelled_is_not_tried_again) {
  ScheduleDriver driver(with_retries(3));
  driver.step(RunCancelRequested{ScheduleDriver::k_run});
  driver.end("a", Outcome::cancelled);
  EXPECT_EQ(driver.status("a"), JobStatus::cancelled);
  EXPECT_EQ(driver.ended, RunStatus::cancelled);
}

TEST(ScheduleTries, a_run_that_is_cancelled_does_not_wait_for_one) {
  ScheduleDriver driver(with_retries(3, 1000));
  driver.end("a", Outcome::failed);
  driver.step(RunCancelRequested{ScheduleDriver::k_run});
  EXPECT_EQ(driver.ended, RunStatus::cancelled);
}

TEST(ScheduleTries, go_on_after_a_restart) {
  const auto jobs = testing::shared(with_retries(1));
  JobChanged failed{RunId{1}, {0}, JobStatus::ready};
  failed.failures = 1;
  failed.result = JobResult{};
  failed.result->outcome = Outcome::failed;
  Schedule schedule;
  schedule.restore(RunId{1}, jobs, "", Instant{}, {failed}, {});
  const auto joined = schedule.step(AgentJoined{AgentId{1}, 1}, Instant{});
  const auto attempt = std::get<LeaseJob>(joined.to_send.front()).attempt;
  JobResult result;
  result.outcome = Outcome::failed;
  const auto ended =
      schedule.step(AttemptEndedOn{AgentId{1}, attempt, result}, Instant{});
  EXPECT_EQ(std::get<JobChanged>(ended.changes.front()).status,
            JobStatus::failed)
      << "it was the second try";
}

// One after the other, also while the first waits for its next try.
TEST(ScheduleTries, a_sequential_run_waits_for_the_next_try) {
  Plan two = plan({{"a"}, {"b"}});
  two.parallel = false;
  two.steps[0].retries = 1;
  two.steps[0].retry_delay_seconds = 10;
  ScheduleDriver driver(std::move(two));
  driver.end("a", Outcome::failed);
  EXPECT_EQ(driver.active(), "");
  EXPECT_EQ(driver.explain("b"),
            "the run is sequential, and a waits for its next try");
  driver.advance(20s);
  EXPECT_EQ(driver.active(), "a");
  driver.end("a", Outcome::failed);
  EXPECT_EQ(driver.reason("b"), "stopped after a failed");
}

TEST(ScheduleTries, a_job_keeps_its_place_in_its_lane_until_its_next_try) {
  Plan jobs = plan({{"a"}, {"b"}, {"c"}});
  jobs.lanes = {{1}};
  for (const std::size_t i : {0, 1}) jobs.steps[i].lane = 0;
  jobs.steps[0].retries = 1;
  jobs.steps[0].retry_delay_seconds = 10;
  ScheduleDriver driver(std::move(jobs));
  driver.end("a", Outcome::failed);
  EXPECT_EQ(driver.active(), "c") << "b is in its lane";
  driver.end("c");
  driver.advance(20s);
  EXPECT_EQ(driver.active(), "a");
  driver.end("a");
  EXPECT_EQ(driver.active(), "b");
}

TEST(ScheduleTries, one_that_is_dropped_before_its_next_try_holds_nobody_up) {
  Plan jobs = plan({{"a"}, {"b"}, {"c"}});
  jobs.nested = {{"in", k_not_nested, true, 5.0}};
  jobs.steps[0].nested = 0;
  jobs.parallel = jobs.stop_on_error = false;
  jobs.steps[0].retries = 1;
  jobs.steps[0].retry_delay_seconds = 1000;
  ScheduleDriver driver(std::move(jobs));
  driver.end("a", Outcome::failed);
  EXPECT_EQ(driver.active(), "");
  driver.advance(6s);
  EXPECT_EQ(driver.status("a"), JobStatus::timed_out);
  EXPECT_EQ(driver.active(), "b");
}

//   a1 a2 a3 a4 (one matrix) ── b
Plan matrix(const Lane& lane) {
  Plan jobs =
      plan({{"a1"}, {"a2"}, {"a3"}, {"a4"}, {"b", {"a1", "a2", "a3", "a4"}}});
  jobs.lanes = {lane};
  for (std::size_t i = 0; i < 4; ++i) jobs.steps[i].lane = 0;
  jobs.stop_on_error = false;
  return jobs;
}

TEST(ScheduleMatrix, runs_as_many_cells_at_a_time_as_it_says) {
  ScheduleDriver driver(matrix({2, false}));
  EXPECT_EQ(driver.active(), "a1 a2");
  driver.end("a2");
  EXPECT_EQ(driver.active(), "a1 a3");
  driver.end("a1", Outcome::failed);
  EXPECT_EQ(driver.active(), "a3 a4");
  driver.end("a3");
  driver.end("a4");
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

TEST(ScheduleMatrix, lets_the_longest_chain_in_first) {
  Plan jobs = matrix({2, false});
  jobs.start_order = {{3}, {1}, {2}, {0}, {4}};
  ScheduleDriver driver(std::move(jobs));
  EXPECT_EQ(driver.active(), "a2 a4");
  driver.end("a2");
  EXPECT_EQ(driver.active(), "a3 a4");
  driver.end("a4");
  EXPECT_EQ(driver.active(), "a1 a3");
}

TEST(ScheduleMatrix, a_cell_that_waits_says_why) {
  Schedule schedule;
  schedule.step(AgentJoined{AgentId{1}, 8}, Instant{});
  schedule.step(RunSubmitted{RunId{1}, testing::shared(matrix({2, false}))},
                Instant{});
  EXPECT_EQ(
      schedule.explain(RunId{1}, {3}),
      "its matrix or playbook has 2 at a time, and as many are under way");
}

TEST(ScheduleMatrix, a_cell_that_lost_its_agent_stands_in_line_again) {
  ScheduleDriver driver(matrix({1, false}));
  driver.forget_lease("a1");
  driver.step(AgentLeft{AgentId{1}});
  driver.step(AgentJoined{AgentId{1}, 8});
  EXPECT_EQ(driver.active(), "a2");
  for (const char* job : {"a2", "a1", "a3", "a4"}) driver.end(job);
  EXPECT_EQ(driver.active(), "b");
}

// Its place in the run's line is not left behind when it is leased and lost
// within one step.
TEST(ScheduleMatrix, a_cell_that_is_lost_at_once_waits_for_its_turn) {
  ScheduleDriver driver(matrix({1, false}), 1);
  EXPECT_EQ(driver.active(), "a1");
  driver.forget_lease("a1");
  AgentJoined again{AgentId{1}, 8};
  driver.step(again);
  EXPECT_EQ(driver.active(), "a2");
}

TEST(ScheduleMatrix, fail_fast_cancels_the_other_cells) {
  ScheduleDriver driver(matrix({3, true}));
  EXPECT_EQ(driver.active(), "a1 a2 a3");
  driver.end("a2", Outcome::failed);
  EXPECT_EQ(driver.status("a4"), JobStatus::cancelled);
  EXPECT_EQ(driver.reason("a4"), "a2 failed, and its matrix is fail-fast");
  ASSERT_EQ(driver.cancels.size(), 2u);
  EXPECT_EQ(driver.cancels[0].attempt, driver.attempt("a1"));
  driver.end("a1", Outcome::cancelled);
  // Not run again elsewhere.
  driver.forget_lease("a3");
  driver.step(AgentLeft{AgentId{1}});
  EXPECT_EQ(driver.status("a3"), JobStatus::cancelled);
  EXPECT_EQ(driver.status("b"), JobStatus::skipped);
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

//   a ── b ── cleanup        `cleanup` asks how a and b have ended
//         └── c
Plan with_cleanup() {
  Plan jobs =
      plan({{"a"}, {"b", {"a"}}, {"cleanup", {"a", "b"}}, {"c", {"b"}}});
  jobs.steps[2].waits_for_ends = true;
  return jobs;
}

TEST(ScheduleConditions, that_ask_how_needs_ended_run_after_a_failure) {
  ScheduleDriver driver(with_cleanup());
  driver.end("a", Outcome::failed);
  EXPECT_EQ(driver.status("b"), JobStatus::skipped);
  EXPECT_EQ(driver.status("c"), JobStatus::skipped);
  EXPECT_EQ(driver.active(), "cleanup");
  driver.end("cleanup");
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

TEST(ScheduleConditions, that_ask_how_needs_ended_wait_for_all_of_them) {
  ScheduleDriver driver(with_cleanup());
  driver.end("a");
  EXPECT_EQ(driver.active(), "b");
  driver.end("b");
  EXPECT_EQ(driver.active(), "cleanup c");
}

TEST(ScheduleConditions, do_not_outlive_a_cancelled_run) {
  ScheduleDriver driver(with_cleanup());
  driver.step(RunCancelRequested{ScheduleDriver::k_run});
  driver.end("a", Outcome::cancelled);
  EXPECT_EQ(driver.status("cleanup"), JobStatus::cancelled);
  EXPECT_EQ(driver.ended, RunStatus::cancelled);
}

TEST(ScheduleConditions, a_job_that_they_skip_satisfies_who_needs_it) {
  ScheduleDriver driver(plan({{"a"}, {"b", {"a"}}}));
  driver.end("a", Outcome::skipped);
  EXPECT_EQ(driver.status("a"), JobStatus::skipped);
  EXPECT_EQ(driver.active(), "b");
  driver.end("b");
  EXPECT_EQ(driver.ended, RunStatus::succeeded);
}

TEST(ScheduleSkips, count_as_satisfied) {
  Plan jobs = plan({{"a"}, {"b", {"a"}}, {"c", {"b"}}, {"d"}});
  jobs.steps[1].skip = "SkipInCI, and this is CI";
  jobs.steps[3].skip = "not today";
  ScheduleDriver driver(jobs);
  EXPECT_EQ(driver.status("d"), JobStatus::skipped);
  EXPECT_EQ(driver.active(), "a");
  driver.end("a");
  EXPECT_EQ(driver.reason("b"), "SkipInCI, and this is CI");
  EXPECT_EQ(driver.active(), "c");
  driver.end("c");
  EXPECT_EQ(driver.ended, RunStatus::succeeded);
}

TEST(ScheduleSkips, a_run_of_nothing_else_succeeds_at_once) {
  Plan jobs = plan({{"a"}, {"b", {"a"}}});
  for (PlannedStep& step : jobs.steps) step.skip = "no";
  EXPECT_EQ(ScheduleDriver(jobs).ended, RunStatus::succeeded);
}

}  // namespace
}  // namespace aitherzero
