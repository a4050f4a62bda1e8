// Agents that go and come back, and controllers that start again.
#include <gmock/gmock.h>

#include "controller/schedule/run_state.hpp"
#include "controller/schedule/schedule.hpp"
#include "support/plan_builder.hpp"

namespace aitherzero {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::plan;
using testing::shared;

constexpr AgentId k_agent{1};
constexpr AgentId k_other{2};
constexpr RunId k_run{1};

class ScheduleRestart : public ::testing::Test {
 protected:
  void step(const ScheduleEvent& event) { step(schedule_, event); }
  void step(Schedule& schedule, const ScheduleEvent& event) {
    ScheduleActions actions = schedule.step(event, now_);
    schedule.check_invariants();
    leases_.clear();
    told_.clear();
    for (const ScheduleChange& change : actions.changes) {
      changes_.push_back(change);
    }
    for (const ScheduleSend& send : actions.to_send) {
      if (const auto* lease = std::get_if<LeaseJob>(&send)) {
        leases_.push_back(lease->attempt.value);
      } else if (const auto* forget = std::get_if<SendForget>(&send)) {
        told_.push_back("forget " + std::to_string(forget->attempt.value));
      } else if (const auto* cancel = std::get_if<SendCancel>(&send)) {
        told_.push_back("cancel " +
                        std::to_string(cancel->message.attempt.value));
      }
    }
  }
  void submit(Plan test_plan) {
    plan_ = shared(std::move(test_plan));
    step(RunSubmitted{k_run, plan_});
  }
  void end(AttemptId attempt, Outcome outcome = Outcome::succeeded) {
    JobResult result;
    result.outcome = outcome;
    step(AttemptEndedOn{k_agent, attempt, result});
  }
  JobStatus status(std::uint32_t job) const {
    return schedule_.run(k_run)->job({job}).status;
  }

  Schedule schedule_;
  std::shared_ptr<const Plan> plan_;
  Instant now_{};
  std::vector<ScheduleChange> changes_;  // all of them
  std::vector<std::uint64_t> leases_;    // of the last step
  std::vector<std::string> told_;        // of the last step
};

TEST_F(ScheduleRestart, an_agent_that_is_away_keeps_its_jobs_and_gets_no_more) {
  step(AgentJoined{k_agent, 1});
  submit(plan({{"a"}, {"b"}}));
  EXPECT_THAT(leases_, ElementsAre(1));
  step(AgentAway{k_agent});
  EXPECT_EQ(status(0), JobStatus::leased);
  step(AgentJoined{k_agent, 2, {}, {AttemptId{1}}});
  EXPECT_EQ(status(0), JobStatus::leased);
  EXPECT_THAT(leases_, ElementsAre(2)) << "the second slot";
}

TEST_F(ScheduleRestart, what_never_reached_its_agent_is_no_loss) {
  step(AgentJoined{k_agent, 1});
  submit(plan({{"a"}}));
  for (std::uint64_t attempt = 1; attempt <= 5; ++attempt) {
    EXPECT_THAT(leases_, ElementsAre(attempt));
    step(AgentAway{k_agent});
    step(AgentJoined{k_agent, 1});  // it has nothing
  }
  EXPECT_EQ(status(0), JobStatus::leased);
}

TEST_F(ScheduleRestart, what_ran_on_an_agent_that_is_lost_three_times_is_lost) {
  step(AgentJoined{k_agent, 1});
  submit(plan({{"a"}}));
  for (std::uint64_t attempt = 1; attempt <= 3; ++attempt) {
    step(AttemptStartedOn{k_agent, {attempt}, 0});
    step(AgentLeft{k_agent});
    step(AgentJoined{k_agent, 1});
  }
  EXPECT_EQ(std::get<RunEnded>(changes_.back()).status, RunStatus::failed);
}

// An agent's own word that it ended while the job ran.
TEST_F(ScheduleRestart, a_lost_outcome_runs_again) {
  step(AgentJoined{k_agent, 1});
  submit(plan({{"a"}}));
  end({1}, Outcome::lost);
  EXPECT_THAT(leases_, ElementsAre(2));
}

TEST_F(ScheduleRestart, an_agent_forgets_what_was_given_to_another) {
  step(AgentJoined{k_agent, 1});
  submit(plan({{"a"}}));
  step(AgentLeft{k_agent});
  step(AgentJoined{k_other, 1});
  EXPECT_THAT(leases_, ElementsAre(2));
  step(AgentJoined{k_agent, 1, {}, {AttemptId{1}}});
  EXPECT_THAT(told_, ElementsAre("forget 1"));
}

TEST_F(ScheduleRestart, an_agent_that_comes_back_is_told_again_of_a_cancel) {
  step(AgentJoined{k_agent, 1});
  submit(plan({{"a"}}));
  step(AgentAway{k_agent});
  step(RunCancelRequested{k_run});
  step(AgentJoined{k_agent, 1, {}, {AttemptId{1}}});
  EXPECT_THAT(told_, ElementsAre("cancel 1"));
}

// Rule D4: after a restart a run goes on where its record says it was.
TEST_F(ScheduleRestart, a_restored_run_goes_on_and_runs_nothing_twice) {
  step(AgentJoined{k_agent, 2});
  submit(plan({{"a"}, {"b"}, {"c", {"a", "b"}}, {"d"}}));
  end({1});
  step(AttemptStartedOn{k_agent, {2}, 1});
  Schedule again;
  again.restore(k_run, plan_, "", now_, changes_, {});
  again.check_invariants();
  EXPECT_THAT(again.expected_agents(), ElementsAre(k_agent));
  const RunState& run = *again.run(k_run);
  EXPECT_EQ(run.job({0}).status, JobStatus::succeeded);
  EXPECT_EQ(run.job({1}).status, JobStatus::running);
  EXPECT_EQ(run.job({2}).status, JobStatus::pending);
  EXPECT_EQ(run.job({3}).status, JobStatus::leased);
  step(again, AgentJoined{k_agent, 2, {}, {AttemptId{2}, AttemptId{3}}});
  EXPECT_THAT(leases_, IsEmpty());
  JobResult good;
  step(again, AttemptEndedOn{k_agent, {2}, good});
  EXPECT_THAT(leases_, ElementsAre(4)) << "c, with a token never used";
  step(again, AttemptEndedOn{k_agent, {3}, good});
  step(again, AttemptEndedOn{k_agent, {4}, good});
  EXPECT_EQ(std::get<RunEnded>(changes_.back()).status, RunStatus::succeeded);
}

TEST_F(ScheduleRestart, an_agent_that_does_not_come_back_loses_its_leases) {
  step(AgentJoined{k_agent, 1});
  submit(plan({{"a"}}));
  Schedule again;
  again.restore(k_run, plan_, "", now_, changes_, {});
  step(again, AgentJoined{k_other, 1});
  EXPECT_THAT(leases_, IsEmpty());
  step(again, AgentLeft{k_agent});
  EXPECT_THAT(leases_, ElementsAre(2));
}

TEST_F(ScheduleRestart, a_restored_cancel_is_still_one) {
  step(AgentJoined{k_agent, 1});
  submit(plan({{"a"}, {"b"}}));
  step(RunCancelRequested{k_run});
  Schedule again;
  again.restore(k_run, plan_, "", now_, changes_, {});
  step(again, AgentJoined{k_agent, 1, {}, {AttemptId{1}}});
  EXPECT_THAT(told_, ElementsAre("cancel 1"));
  JobResult cancelled;
  cancelled.outcome = Outcome::cancelled;
  step(again, AttemptEndedOn{k_agent, {1}, cancelled});
  EXPECT_EQ(std::get<RunEnded>(changes_.back()).status, RunStatus::cancelled);
}

TEST_F(ScheduleRestart, a_restored_runs_time_counts_from_its_submission) {
  step(AgentJoined{k_agent, 1});
  Plan late = plan({{"a"}});
  late.timeout_seconds = 10;
  submit(std::move(late));
  Schedule again;
  again.restore(k_run, plan_, "", now_, changes_, {});
  EXPECT_EQ(again.next_deadline(), now_ + std::chrono::seconds(10));
}

//   a1 ── a2, b: a playbook for two cells, of which one runs at a time
TEST_F(ScheduleRestart, a_cell_that_had_begun_still_goes_before_others) {
  step(AgentJoined{k_agent, 1});
  Plan cells = plan({{"a1"}, {"b"}, {"a2", {"a1"}}});
  cells.lanes = {{1}, {std::nullopt, false, 0, true}};
  cells.lanes.push_back(cells.lanes[1]);
  cells.steps[0].lane = cells.steps[2].lane = 1;
  cells.steps[1].lane = 2;
  submit(std::move(cells));
  end({1});
  step(AgentAway{k_agent});
  step(AgentJoined{k_agent, 0});
  ASSERT_EQ(status(2), JobStatus::ready) << "it never got there";
  Schedule again;
  again.restore(k_run, plan_, "", now_, changes_, {});
  step(again, AgentJoined{k_agent, 2});
  EXPECT_EQ(again.run(k_run)->job({2}).status, JobStatus::leased);
  EXPECT_EQ(again.run(k_run)->job({1}).status, JobStatus::ready);
}

TEST_F(ScheduleRestart, a_job_still_waits_for_its_next_try) {
  step(AgentJoined{k_agent, 1});
  Plan flaky = plan({{"a"}});
  flaky.steps[0].retries = 1;
  flaky.steps[0].retry_delay_seconds = 100;
  submit(std::move(flaky));
  end({1}, Outcome::failed);
  const auto due = schedule_.next_deadline();
  ASSERT_TRUE(due);
  Schedule again;
  const Instant started = now_;
  now_ += std::chrono::seconds(60);
  again.restore(k_run, plan_, "", started, changes_,
                std::vector<Milliseconds>(changes_.size()));
  step(again, AgentJoined{k_agent, 1});
  EXPECT_EQ(again.run(k_run)->job({0}).status, JobStatus::pending);
  EXPECT_EQ(again.next_deadline(), due);
  now_ = *due;
  step(again, DeadlineReached{});
  EXPECT_EQ(again.run(k_run)->job({0}).status, JobStatus::leased);
}

TEST(ScheduleFairness, submitters_take_turns_and_so_do_their_runs) {
  Schedule schedule;
  std::vector<std::uint64_t> order;
  const auto step = [&](const ScheduleEvent& event) {
    for (const auto& send : schedule.step(event, Instant{}).to_send) {
      if (const auto* lease = std::get_if<LeaseJob>(&send)) {
        order.push_back(lease->run.value);
      }
    }
    schedule.check_invariants();
  };
  const auto three = shared(plan({{"a"}, {"b"}, {"c"}}));
  step(RunSubmitted{RunId{1}, three, "ann"});
  step(RunSubmitted{RunId{2}, three, "ann"});
  step(RunSubmitted{RunId{3}, three, "bob"});
  step(AgentJoined{k_agent, 1});
  for (std::uint64_t attempt = 1; attempt < 9; ++attempt) {
    step(AttemptEndedOn{k_agent, {attempt}, {}});
  }
  EXPECT_THAT(order, ElementsAre(1, 3, 2, 3, 1, 3, 2, 1, 2));
}

TEST(ScheduleExplain, says_in_one_line_why_a_job_waits) {
  Schedule schedule;
  Plan four = plan({{"a"}, {"b", {"a"}}, {"c"}, {"d"}});
  four.steps[2].runs_on = {"gpu"};
  schedule.step(RunSubmitted{k_run, shared(std::move(four))}, Instant{});
  EXPECT_EQ(schedule.explain(k_run, {0}),
            "no agent is connected; number 1 in its run's line");
  EXPECT_EQ(schedule.explain(k_run, {1}), "waits for a (ready)");
  schedule.step(AgentJoined{k_agent, 1}, Instant{});
  EXPECT_EQ(schedule.explain(k_run, {0}), "leased");
  EXPECT_EQ(schedule.explain(k_run, {1}), "waits for a (leased)");
  EXPECT_EQ(schedule.explain(k_run, {2}),
            "no agent has label gpu; number 1 in its run's line");
  EXPECT_EQ(schedule.explain(k_run, {3}),
            "all slots are busy; number 2 in its run's line");
  EXPECT_EQ(schedule.explain(RunId{9}, {0}), "its run has ended");
}

}  // namespace
}  // namespace aitherzero
