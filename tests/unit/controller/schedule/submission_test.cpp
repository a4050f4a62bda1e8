// What a run may be submitted with: jobs that count as done, and secrets whose
// values are not known.
#include <gmock/gmock.h>

#include "controller/schedule/run_state.hpp"
#include "controller/schedule/schedule.hpp"
#include "support/plan_builder.hpp"

namespace aitherzero {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::plan;
using testing::shared;

constexpr AgentId k_agent{1};
constexpr RunId k_run{1};

class ScheduleSubmission : public ::testing::Test {
 protected:
  void step(const ScheduleEvent& event) { step(schedule_, event); }
  void step(Schedule& schedule, const ScheduleEvent& event) {
    const ScheduleActions actions = schedule.step(event, now_);
    schedule.check_invariants();
    leased_.clear();
    for (const ScheduleChange& change : actions.changes) {
      changes_.push_back(change);
    }
    for (const ScheduleSend& send : actions.to_send) {
      const auto* lease = std::get_if<LeaseJob>(&send);
      if (lease == nullptr) continue;
      leased_.push_back(lease->job.value);
      attempts_[lease->job.value] = lease->attempt;
    }
  }
  void submit(Plan test_plan, std::vector<JobChanged> done = {},
              bool lacks_secrets = false) {
    plan_ = shared(std::move(test_plan));
    step(RunSubmitted{k_run, plan_, "ann", std::move(done), lacks_secrets});
  }
  void end(std::uint32_t job, Outcome outcome = Outcome::succeeded) {
    JobResult result;
    result.outcome = outcome;
    step(AttemptEndedOn{k_agent, attempts_.at(job), result});
  }
  // As an earlier run left it.
  static JobChanged done(std::uint32_t job) {
    JobChanged change{RunId{99}, {job}, JobStatus::succeeded};
    change.agent = {7};
    change.reason = "succeeded in run earlier";
    return change;
  }
  static Plan with_secrets(Plan test_plan, const std::vector<std::size_t>& of) {
    for (const std::size_t job : of) {
      test_plan.steps[job].secrets = {"TOKEN"};
    }
    return test_plan;
  }
  JobStatus status(std::uint32_t job) const {
    return schedule_.run(k_run)->job({job}).status;
  }
  std::optional<RunStatus> ended() const {
    for (const ScheduleChange& change : changes_) {
      if (const auto* e = std::get_if<RunEnded>(&change)) return e->status;
    }
    return std::nullopt;
  }

  Schedule schedule_;
  std::shared_ptr<const Plan> plan_;
  Instant now_{};
  std::vector<ScheduleChange> changes_;          // all of them
  std::vector<std::uint32_t> leased_;            // jobs, of the last step
  std::map<std::uint32_t, AttemptId> attempts_;  // the latest of each job
};

// --- jobs that are done ---

//   a ── b ── d
//    └── c ──┘
TEST_F(ScheduleSubmission, what_is_done_is_recorded_and_not_run) {
  step(AgentJoined{k_agent, 8});
  submit(plan({{"a"}, {"b", {"a"}}, {"c", {"a"}}, {"d", {"b", "c"}}}),
         {done(0), done(1)});
  EXPECT_THAT(leased_, ElementsAre(2));
  EXPECT_EQ(attempts_.at(2), AttemptId{1}) << "what is done takes no token";
  ASSERT_GE(changes_.size(), 2u);
  const auto& first = std::get<JobChanged>(changes_[0]);
  EXPECT_EQ(first.run, k_run) << "of this run, whichever did it";
  EXPECT_EQ(first.status, JobStatus::succeeded);
  EXPECT_EQ(first.reason, "succeeded in run earlier");
  end(2);
  EXPECT_THAT(leased_, ElementsAre(3));
  end(3);
  EXPECT_EQ(ended(), RunStatus::succeeded);
}

TEST_F(ScheduleSubmission, a_run_of_which_all_is_done_has_ended) {
  submit(plan({{"a"}, {"b", {"a"}}}), {done(0), done(1)});
  EXPECT_EQ(ended(), RunStatus::succeeded);
  EXPECT_EQ(schedule_.run(k_run), nullptr);
  EXPECT_EQ(schedule_.open_jobs(), 0u);
}

// A need that had failed and was tolerated runs again; who ran in spite of it
// does not.
TEST_F(ScheduleSubmission, what_is_done_may_need_what_is_not) {
  step(AgentJoined{k_agent, 8});
  submit(plan({{"a", {}, true}, {"b", {"a"}}, {"c", {"b"}}}), {done(1)});
  EXPECT_THAT(leased_, ElementsAre(0, 2));
  end(0, Outcome::failed);
  EXPECT_EQ(status(1), JobStatus::succeeded);
  end(2);
  EXPECT_EQ(ended(), RunStatus::partial);
}

TEST_F(ScheduleSubmission, what_fails_now_decides_how_the_run_ends) {
  step(AgentJoined{k_agent, 1});
  submit(plan({{"a"}, {"b"}, {"c", {"b"}}}), {done(0)});
  end(1, Outcome::failed);
  EXPECT_EQ(ended(), RunStatus::failed);
}

TEST_F(ScheduleSubmission, what_is_done_stays_so_over_a_restart) {
  step(AgentJoined{k_agent, 1});
  submit(plan({{"a"}, {"b"}, {"c", {"a", "b"}}}), {done(0)});
  Schedule again;
  again.restore(k_run, plan_, "ann", now_, changes_, {});
  again.check_invariants();
  EXPECT_EQ(again.run(k_run)->job({0}).status, JobStatus::succeeded);
  step(again, AgentJoined{k_agent, 1, {}, {attempts_.at(1)}});
  EXPECT_THAT(leased_, IsEmpty());
  step(again, AttemptEndedOn{k_agent, attempts_.at(1), {}});
  EXPECT_THAT(leased_, ElementsAre(2));
}

// --- secrets ---

TEST_F(ScheduleSubmission, a_job_waits_for_secrets_and_others_do_not) {
  step(AgentJoined{k_agent, 8});
  submit(with_secrets(plan({{"a"}, {"b"}, {"c", {"a"}}}), {0}), {}, true);
  EXPECT_THAT(leased_, ElementsAre(1));
  EXPECT_THAT(schedule_.explain(k_run, {0}), HasSubstr("TOKEN"));
  end(1);
  EXPECT_THAT(leased_, IsEmpty());
  step(SecretsChanged{k_run, false});
  EXPECT_THAT(leased_, ElementsAre(0));
  end(0);
  EXPECT_THAT(leased_, ElementsAre(2));
}

TEST_F(ScheduleSubmission, secrets_that_are_forgotten_hold_up_what_waits) {
  step(AgentJoined{k_agent, 1});
  submit(with_secrets(plan({{"a"}, {"b"}}), {0, 1}));
  EXPECT_THAT(leased_, ElementsAre(0));
  step(SecretsChanged{k_run, true});
  EXPECT_EQ(status(0), JobStatus::leased) << "it was given them";
  end(0);
  EXPECT_THAT(leased_, IsEmpty());
  step(SecretsChanged{k_run, false});
  EXPECT_THAT(leased_, ElementsAre(1));
}

TEST_F(ScheduleSubmission, a_job_that_loses_its_agent_waits_for_secrets_anew) {
  step(AgentJoined{k_agent, 1});
  submit(with_secrets(plan({{"a"}}), {0}));
  step(SecretsChanged{k_run, true});
  step(AgentLeft{k_agent});
  step(AgentJoined{k_agent, 1});
  EXPECT_THAT(leased_, IsEmpty());
  EXPECT_EQ(status(0), JobStatus::ready);
  step(SecretsChanged{k_run, false});
  EXPECT_THAT(leased_, ElementsAre(0));
}

TEST_F(ScheduleSubmission, secrets_are_those_of_one_run) {
  constexpr RunId k_other{2};
  const auto secret = shared(with_secrets(plan({{"a"}}), {0}));
  step(RunSubmitted{k_run, secret, "ann", {}, true});
  step(RunSubmitted{k_other, secret, "bob", {}, true});
  step(AgentJoined{k_agent, 8});
  EXPECT_THAT(leased_, IsEmpty());
  step(SecretsChanged{k_other, false});
  EXPECT_EQ(status(0), JobStatus::ready);
  EXPECT_EQ(schedule_.run(k_other)->job({0}).status, JobStatus::leased);
  step(SecretsChanged{RunId{77}, false});
  EXPECT_THAT(leased_, IsEmpty()) << "there is no such run";
}

TEST_F(ScheduleSubmission, who_waits_for_secrets_can_be_cancelled) {
  step(AgentJoined{k_agent, 1});
  submit(with_secrets(plan({{"a"}}), {0}), {}, true);
  step(RunCancelRequested{k_run});
  EXPECT_EQ(ended(), RunStatus::cancelled);
  step(SecretsChanged{k_run, false});
  EXPECT_THAT(leased_, IsEmpty());
}

TEST_F(ScheduleSubmission, who_waits_for_secrets_keeps_to_the_runs_timeout) {
  Plan late = with_secrets(plan({{"a"}}), {0});
  late.timeout_seconds = 10;
  submit(std::move(late), {}, true);
  now_ = *schedule_.next_deadline();
  step(DeadlineReached{});
  EXPECT_EQ(ended(), RunStatus::timed_out);
}

// As a controller does it that was started again.
TEST_F(ScheduleSubmission, a_restored_run_waits_until_secrets_are_supplied) {
  submit(with_secrets(plan({{"a"}}), {0}));
  Schedule again;
  again.restore(k_run, plan_, "ann", now_, changes_, {});
  step(again, SecretsChanged{k_run, true});
  step(again, AgentJoined{k_agent, 1});
  EXPECT_THAT(leased_, IsEmpty());
  step(again, SecretsChanged{k_run, false});
  EXPECT_THAT(leased_, ElementsAre(0));
}

TEST_F(ScheduleSubmission, a_sequential_plan_overtakes_no_job_that_waits) {
  Plan two = with_secrets(plan({{"a"}, {"b"}}), {0});
  two.parallel = false;
  step(AgentJoined{k_agent, 8});
  submit(std::move(two), {}, true);
  EXPECT_THAT(leased_, IsEmpty());
  step(SecretsChanged{k_run, false});
  EXPECT_THAT(leased_, ElementsAre(0));
}

}  // namespace
}  // namespace aitherzero
