// Nested playbooks: where failures stop, their time, and their lanes.
#include <gmock/gmock.h>

#include "controller/schedule/schedule.hpp"
#include "support/schedule_driver.hpp"

namespace aitherzero {
namespace {

using ::testing::HasSubstr;
using testing::plan;
using testing::ScheduleDriver;
using std::chrono_literals::operator""s;

void nest(Plan& jobs, std::uint32_t nested,
          const std::vector<std::uint32_t>& steps) {
  for (const std::uint32_t step : steps) jobs.steps[step].nested = nested;
}

//   a ── b, c (nested: a, b, c) ── d;  e ── f
Plan one_nested(bool inner_stops, bool outer_stops) {
  Plan jobs = plan(
      {{"a"}, {"b", {"a"}}, {"c"}, {"d", {"b", "c"}}, {"e"}, {"f", {"e"}}});
  jobs.nested = {{"in", k_not_nested, inner_stops}};
  nest(jobs, 0, {0, 1, 2});
  jobs.stop_on_error = outer_stops;
  return jobs;
}

TEST(ScheduleNested, a_failure_stops_it_and_what_is_around_it) {
  ScheduleDriver driver(one_nested(true, true), 2);
  EXPECT_EQ(driver.active(), "a c");
  driver.end("a", Outcome::failed);
  EXPECT_EQ(driver.status("e"), JobStatus::skipped);
  EXPECT_EQ(driver.reason("e"), "stopped after a failed");
  driver.end("c");
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

TEST(ScheduleNested, goes_on_where_it_says_so_while_the_run_stops) {
  ScheduleDriver driver(one_nested(false, true), 1);
  driver.end("a", Outcome::failed);
  EXPECT_EQ(driver.status("b"), JobStatus::skipped) << "it needs a";
  EXPECT_EQ(driver.status("e"), JobStatus::skipped);
  EXPECT_EQ(driver.active(), "c");
  driver.end("c");
  EXPECT_EQ(driver.status("d"), JobStatus::skipped) << "it failed as a whole";
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

//   a ── c (always), b (nested: a, b, c) ── d (needs b and c)
TEST(ScheduleNested, what_waits_for_one_that_stopped_is_skipped) {
  Plan jobs = plan({{"a"}, {"b"}, {"c", {"a"}}, {"d", {"b", "c"}}});
  jobs.nested = {{"in", k_not_nested, true}};
  nest(jobs, 0, {0, 1, 2});
  jobs.steps[2].waits_for_ends = true;
  jobs.stop_on_error = false;
  ScheduleDriver driver(std::move(jobs), 1);
  driver.end("a", Outcome::failed);
  EXPECT_EQ(driver.reason("b"), "stopped after a failed");
  EXPECT_EQ(driver.reason("d"), "needs b, which was skipped");
  EXPECT_EQ(driver.active(), "c");
  driver.end("c");
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

TEST(ScheduleNested, stops_alone_where_the_run_goes_on) {
  ScheduleDriver driver(one_nested(true, false), 1);
  driver.end("a", Outcome::failed);
  EXPECT_EQ(driver.reason("c"), "stopped after a failed");
  EXPECT_EQ(driver.active(), "e");
  driver.end("e");
  driver.end("f");
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

TEST(ScheduleNested, a_failure_outside_stops_it_whatever_it_says) {
  Plan jobs = plan({{"x"}, {"a"}});
  jobs.nested = {{"in", k_not_nested, false}};
  nest(jobs, 0, {1});
  ScheduleDriver driver(std::move(jobs), 1);
  driver.end("x", Outcome::failed);
  EXPECT_EQ(driver.status("a"), JobStatus::skipped);
}

TEST(ScheduleNested, a_failure_deep_inside_asks_each_around_it) {
  Plan jobs = plan({{"deep"}, {"deep2"}, {"mid"}, {"top"}});
  jobs.nested = {{"mid", k_not_nested, true}, {"mid/deep", 0, false}};
  nest(jobs, 0, {2});
  nest(jobs, 1, {0, 1});
  jobs.stop_on_error = false;
  ScheduleDriver driver(std::move(jobs), 1);
  driver.end("deep", Outcome::failed);
  EXPECT_EQ(driver.status("mid"), JobStatus::skipped);
  EXPECT_EQ(driver.active(), "deep2");
  driver.end("deep2");
  EXPECT_EQ(driver.active(), "top");
}

//   wait ── a ── b (nested: a, b) ── after;  other
Plan timed(double seconds) {
  Plan jobs = plan({{"wait"},
                    {"a", {"wait"}},
                    {"b", {"a"}},
                    {"after", {"b"}},
                    {"other", {"wait"}}});
  jobs.nested = {{"in", k_not_nested, true, seconds}};
  nest(jobs, 0, {1, 2});
  jobs.stop_on_error = false;
  return jobs;
}

TEST(ScheduleNested, its_time_begins_with_its_first_job) {
  ScheduleDriver driver(timed(10));
  driver.advance(60s);
  driver.end("wait");
  driver.advance(9s);
  driver.end("a");
  driver.end("b");
  driver.advance(60s);
  EXPECT_TRUE(driver.cancels.empty());
  driver.end("after");
  driver.end("other");
  EXPECT_EQ(driver.ended, RunStatus::succeeded);
}

TEST(ScheduleNested, when_its_time_is_over_all_of_it_times_out) {
  ScheduleDriver driver(timed(10));
  driver.end("wait");
  driver.advance(10s);
  ASSERT_EQ(driver.cancels.size(), 1u);
  EXPECT_EQ(driver.cancels[0].attempt, driver.attempt("a"));
  EXPECT_EQ(driver.cancels[0].reason, CancelReason::playbook_timeout);
  EXPECT_EQ(driver.status("b"), JobStatus::timed_out);
  EXPECT_EQ(driver.reason("b"),
            "the timeout of in (10 s) was over before it started");
  EXPECT_THAT(driver.reason("after"), HasSubstr("needs b"));
  EXPECT_EQ(driver.active(), "a other");
  driver.end("a", Outcome::timed_out);
  driver.end("other");
  EXPECT_EQ(driver.ended, RunStatus::timed_out);
}

TEST(ScheduleNested, that_is_tolerated_and_times_out_lets_others_run) {
  Plan jobs = timed(10);
  jobs.steps[1].tolerated = jobs.steps[2].tolerated = true;
  ScheduleDriver driver(std::move(jobs));
  driver.end("wait");
  driver.advance(10s);
  driver.end("a", Outcome::timed_out);
  EXPECT_EQ(driver.active(), "after other");
  driver.end("after");
  driver.end("other");
  EXPECT_EQ(driver.ended, RunStatus::partial);
}

TEST(ScheduleNested, a_job_that_has_no_more_time_is_not_tried_again) {
  Plan jobs = timed(10);
  jobs.steps[1].retries = 5;
  ScheduleDriver driver(std::move(jobs));
  driver.end("wait");
  driver.advance(10s);
  driver.end("a", Outcome::timed_out);
  EXPECT_EQ(driver.status("a"), JobStatus::timed_out);
}

TEST(ScheduleNested, its_time_goes_on_over_a_restart) {
  const auto jobs = testing::shared(timed(10));
  JobChanged waited{RunId{1}, {0}, JobStatus::succeeded};
  JobChanged leased{RunId{1}, {1}, JobStatus::leased};
  leased.attempt = AttemptId{7};
  leased.agent = AgentId{1};
  Schedule schedule;
  const Instant started{100s};
  schedule.restore(RunId{1}, jobs, "", started, {waited, leased},
                   {Milliseconds{1000}, Milliseconds{3000}});
  EXPECT_EQ(schedule.next_deadline(), started + 13s);
  schedule.step(AgentJoined{AgentId{1}, 4, {}, {AttemptId{7}}}, started + 12s);
  const auto over = schedule.step(DeadlineReached{}, started + 13s);
  schedule.check_invariants();
  ASSERT_EQ(over.to_send.size(), 1u);
  EXPECT_EQ(std::get<SendCancel>(over.to_send[0]).message.reason,
            CancelReason::playbook_timeout);
  // Told again when its agent comes back, as every cancel is.
  const auto back = schedule.step(
      AgentJoined{AgentId{1}, 4, {}, {AttemptId{7}}}, started + 14s);
  ASSERT_FALSE(back.to_send.empty());
  EXPECT_EQ(std::get<SendCancel>(back.to_send[0]).message.attempt,
            AttemptId{7});
}

//   a1 a2 a3 (a matrix of at most 2), b (all in a playbook of at most 3); c
TEST(ScheduleNested, a_matrix_in_it_keeps_both_bounds) {
  Plan jobs = plan({{"a1"}, {"a2"}, {"a3"}, {"b1"}, {"b2"}, {"c"}});
  jobs.lanes = {{3}, {2, false, 0}};
  for (const std::size_t i : {0, 1, 2}) jobs.steps[i].lane = 1;
  for (const std::size_t i : {3, 4}) jobs.steps[i].lane = 0;
  ScheduleDriver driver(std::move(jobs));
  EXPECT_EQ(driver.active(), "a1 a2 b1 c");
  driver.end("b1");
  EXPECT_EQ(driver.active(), "a1 a2 b2 c") << "a3 has no place in its matrix";
  driver.end("a1");
  EXPECT_EQ(driver.active(), "a2 a3 b2 c");
  for (const char* job : {"a2", "a3", "b2", "c"}) driver.end(job);
  EXPECT_EQ(driver.ended, RunStatus::succeeded);
}

//   a1 ── a2,  b1 ── b2,  c1 ── c2: a playbook for three cells
Plan cells(const Lane& matrix) {
  Plan jobs = plan(
      {{"a1"}, {"b1"}, {"c1"}, {"a2", {"a1"}}, {"b2", {"b1"}}, {"c2", {"c1"}}});
  jobs.lanes = {matrix};
  for (std::uint32_t cell = 1; cell <= 3; ++cell) {
    jobs.lanes.push_back({std::nullopt, false, 0, true});
    for (const std::size_t job : {cell - 1, cell + 2}) {
      jobs.steps[job].lane = cell;
    }
  }
  jobs.stop_on_error = false;
  return jobs;
}

TEST(ScheduleNested, a_cell_keeps_its_place_until_all_of_it_has_ended) {
  ScheduleDriver driver(cells({1}));
  EXPECT_EQ(driver.active(), "a1");
  driver.end("a1");
  EXPECT_EQ(driver.active(), "a2");
  EXPECT_EQ(driver.explain("b1"),
            "its matrix or playbook has 1 at a time, and as many are under "
            "way");
  driver.end("a2");
  EXPECT_EQ(driver.active(), "b1");
  // Also where what is left of it never runs.
  driver.end("b1", Outcome::failed);
  EXPECT_EQ(driver.status("b2"), JobStatus::skipped);
  EXPECT_EQ(driver.active(), "c1");
  driver.end("c1");
  driver.end("c2");
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

TEST(ScheduleNested, all_of_a_cell_may_start_with_its_first) {
  Plan jobs = cells({1});
  jobs.jobs[3].needs = jobs.jobs[4].needs = jobs.jobs[5].needs = {};
  jobs.start_order = {{1}, {0}, {2}, {5}, {4}, {3}};
  ScheduleDriver driver(std::move(jobs));
  EXPECT_EQ(driver.active(), "b1 b2");
  driver.end("b1");
  EXPECT_EQ(driver.active(), "b2");
  driver.end("b2");
  EXPECT_EQ(driver.active(), "a1 a2");
}

TEST(ScheduleNested, a_cell_goes_on_where_another_is_cancelled_by_fail_fast) {
  Plan jobs = cells({3, true});
  jobs.jobs.push_back({"a3"});
  jobs.jobs.back().step = jobs.jobs[0].step;
  ScheduleDriver driver(std::move(jobs));
  EXPECT_EQ(driver.active(), "a1 b1 c1 a3");
  driver.end("a1", Outcome::failed);
  EXPECT_EQ(driver.cancels.size(), 2u);
  driver.end("b1", Outcome::cancelled);
  driver.end("c1", Outcome::cancelled);
  EXPECT_EQ(driver.active(), "a3");
  EXPECT_EQ(driver.status("b2"), JobStatus::cancelled);
  EXPECT_EQ(driver.status("a2"), JobStatus::skipped);
  driver.end("a3");
  EXPECT_EQ(driver.ended, RunStatus::failed);
}

}  // namespace
}  // namespace aitherzero
