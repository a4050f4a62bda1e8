// Runs at the desk: submitted, run again, found by their names, followed.
#include "controller/schedule/run_state.hpp"
#include "desk_fixture.hpp"

namespace aitherzero {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DeskRuns : public DeskTest {
 protected:
  DeskRuns() { enter(k_submitter); }

  // The kinds of messages: "followed plan entries caught-up".
  static std::string kinds(const std::vector<ToClient>& messages) {
    std::string text;
    for (const ToClient& message : messages) {
      if (!text.empty()) text += ' ';
      if (std::holds_alternative<RunFollowed>(message)) text += "followed";
      if (std::holds_alternative<PlanPart>(message)) text += "plan";
      if (std::holds_alternative<AgentNames>(message)) text += "names";
      if (std::holds_alternative<RunEntries>(message)) text += "entries";
      if (std::holds_alternative<CaughtUp>(message)) text += "caught-up";
      if (std::holds_alternative<RequestFailed>(message)) text += "failed";
    }
    return text;
  }
};

TEST_F(DeskRuns, a_submission_reaches_the_controller_and_is_answered) {
  SubmitRun message = submission();
  message.isolation = Isolation::cold;
  message.grace = Milliseconds(250);
  message.secrets = {{"TOKEN", "s3cret"}};
  EXPECT_THAT(answers_to(message), IsEmpty()) << "it is not durable yet";
  auto& [submitted, accepted] = host_.submitted.at(0);
  EXPECT_EQ(submitted.plan->jobs.size(), 3u);
  EXPECT_EQ(submitted.record.submitter, "ann");
  EXPECT_EQ(submitted.record.key, "key");
  EXPECT_EQ(submitted.record.workspace, message.workspace);
  EXPECT_EQ(submitted.record.isolation, Isolation::cold);
  EXPECT_EQ(submitted.record.grace, Milliseconds(250));
  EXPECT_EQ(submitted.secrets, message.secrets);
  EXPECT_THAT(submitted.done, IsEmpty());
  accepted(host_.add_run("its name", "ann"));
  EXPECT_THAT(answers(), ElementsAre(ToClient(RunAccepted{{1}, "its name"})));
}

TEST_F(DeskRuns, a_submission_that_the_controller_refuses_is_told_why) {
  say(submission());
  host_.submitted.at(0).second(fail(ErrorKind::limit, "too much", {}, "wait"));
  EXPECT_THAT(answers(), ElementsAre(ToClient(RequestFailed{
                             {1}, ErrorKind::limit, "too much", "wait"})));
}

TEST_F(DeskRuns, who_left_before_the_answer_is_told_nothing) {
  say(submission());
  desk_->closed(k_session);
  host_.submitted.at(0).second(host_.add_run("run", "ann"));
  EXPECT_THAT(host_.sent, IsEmpty());
}

TEST_F(DeskRuns, a_submission_needs_a_workspace_and_a_plan_that_is_here) {
  SubmitRun nowhere = submission();
  nowhere.workspace.reset();
  EXPECT_EQ(ask<RequestFailed>(nowhere).kind, ErrorKind::bad_input);
  SubmitRun unknown = submission();
  unknown.plan = digest_of("not here");
  EXPECT_EQ(ask<RequestFailed>(unknown).kind, ErrorKind::not_found);
  SubmitRun nonsense = submission();
  nonsense.plan = *blobs_->put("no plan");
  EXPECT_EQ(ask<RequestFailed>(nonsense).kind, ErrorKind::corrupt);
  EXPECT_THAT(host_.submitted, IsEmpty());
}

// Rule S4: nothing of the agent's machine is run.
TEST_F(DeskRuns, a_script_outside_of_the_workspace_is_refused) {
  for (const char* path : {"/bin/sh", "../a.ps1", "scripts/../../a.ps1", ""}) {
    Plan plan = testing::FakeHost::three_jobs();
    plan.steps[1].script_path = path;
    EXPECT_THAT(ask<RequestFailed>(submission(plan)).message,
                HasSubstr("not in the workspace"))
        << path;
  }
  EXPECT_EQ(ask<RequestFailed>(submission(Plan{})).kind, ErrorKind::bad_input);
  EXPECT_THAT(host_.submitted, IsEmpty());
}

TEST_F(DeskRuns, a_run_that_goes_on_is_not_run_again) {
  host_.add_run("run", "ann");
  EXPECT_THAT(ask<RequestFailed>(RerunRun{{1}, "run", "key"}).message,
              HasSubstr("has not ended"));
}

TEST_F(DeskRuns, run_again_is_everything_or_what_had_not_succeeded) {
  const RunId run = host_.add_run("run", "bob");
  host_.add(run, changed(0, JobStatus::succeeded));
  host_.add(run, changed(1, JobStatus::failed));
  host_.add(run, changed(2, JobStatus::skipped));
  host_.add(run, RunEnded{run, RunStatus::failed});
  say(RerunRun{{1}, "run", "one", RerunWhat::everything, {{"A", "b"}}});
  say(RerunRun{{2}, "run", "two", RerunWhat::not_succeeded});
  ASSERT_EQ(host_.submitted.size(), 2u);
  const Submission& all = host_.submitted[0].first;
  EXPECT_THAT(all.done, IsEmpty());
  EXPECT_EQ(all.secrets, (Secrets{{"A", "b"}}));
  EXPECT_EQ(all.record.key, "one");
  EXPECT_EQ(all.record.name, "");
  EXPECT_EQ(all.record.submitter, "ann");
  EXPECT_EQ(all.record.plan_name, "build");
  EXPECT_EQ(all.record.ended, std::nullopt);
  const Submission& rest = host_.submitted[1].first;
  ASSERT_EQ(rest.done.size(), 1u);
  EXPECT_EQ(rest.done[0].job, JobIndex{0});
  EXPECT_EQ(rest.done[0].attempt, AttemptId{})
      << "it is no attempt of this run";
  EXPECT_EQ(rest.done[0].reason, "succeeded in run run");
}

TEST_F(DeskRuns, a_run_is_found_by_its_name_or_the_beginning_of_it) {
  const RunId first = host_.add_run("2026-a", "ann");
  const RunId longer = host_.add_run("2026-ab", "ann");
  ask<RequestDone>(CancelRun{{1}, "2026-a"});  // exact: no other is meant
  ask<RequestDone>(CancelRun{{2}, "2026-ab"});
  EXPECT_THAT(host_.cancelled,
              ElementsAre(std::pair(first, CancelMode::graceful),
                          std::pair(longer, CancelMode::graceful)));
  EXPECT_THAT(ask<RequestFailed>(CancelRun{{3}, "2026"}).message,
              HasSubstr("2 runs begin with '2026'"));
  const auto unknown = ask<RequestFailed>(CancelRun{{4}, "2026-c"});
  EXPECT_EQ(unknown.kind, ErrorKind::not_found);
  EXPECT_THAT(unknown.advice, HasSubstr("2026-a"));
  EXPECT_EQ(ask<RequestFailed>(CancelRun{{5}, ""}).kind, ErrorKind::not_found);
}

TEST_F(DeskRuns, the_latest_runs_come_first) {
  host_.add_run("one", "ann");
  const RunId two = host_.add_run("two", "bob");
  host_.add(two, RunEnded{two, RunStatus::partial});
  const RunId three = host_.add_run("three", "bob");
  host_.scheduler.step(
      RunSubmitted{three, testing::shared(testing::FakeHost::three_jobs())},
      {});
  host_.scheduler.step(SecretsChanged{three, true}, {});
  const RunList list = ask<RunList>(ListRuns{{1}, 2});
  ASSERT_EQ(list.runs.size(), 2u);
  EXPECT_EQ(list.runs[0].name, "three");
  EXPECT_EQ(list.runs[0].open_jobs, 3u);
  EXPECT_THAT(list.runs[0].lacking_secrets, ElementsAre("TOKEN"));
  EXPECT_EQ(list.runs[1].name, "two");
  EXPECT_EQ(list.runs[1].submitter, "bob");
  EXPECT_EQ(list.runs[1].jobs, 3u);
  EXPECT_EQ(list.runs[1].status,
            static_cast<std::uint32_t>(RunStatus::partial));
}

TEST_F(DeskRuns, jobs_that_wait_are_explained) {
  const RunId run = host_.add_run("run", "bob");
  host_.scheduler.step(
      RunSubmitted{run, testing::shared(testing::FakeHost::three_jobs())}, {});
  host_.scheduler.step(AgentJoined{AgentId{1}, 1}, {});
  const Explanation why = ask<Explanation>(ExplainRun{{1}, "run"});
  ASSERT_EQ(why.jobs.size(), 2u) << "a has a slot";
  EXPECT_EQ(why.jobs[0].id, "b");
  EXPECT_THAT(why.jobs[0].why, HasSubstr("all slots are busy"));
  EXPECT_THAT(ask<Explanation>(ExplainRun{{2}, "run"}).jobs[1].why,
              HasSubstr("number 2"));
}

TEST_F(DeskRuns, a_follower_is_given_what_there_is_and_what_comes) {
  const RunId run = host_.add_run("run", "bob");
  host_.names = {{AgentId{3}, "box"}};
  host_.add(run, changed(0, JobStatus::leased));
  EXPECT_EQ(kinds(answers_to(FollowRun{{1}, "run"})),
            "followed plan names entries caught-up");
  host_.add(run, changed(0, JobStatus::succeeded));
  desk_->recorded({run});
  EXPECT_EQ(kinds(answers()), "entries");
  desk_->recorded({RunId{99}});
  EXPECT_EQ(kinds(answers()), "");
  say(StopFollowing{{1}});
  host_.add(run, RunEnded{run, RunStatus::failed});
  desk_->recorded({run});
  EXPECT_EQ(kinds(answers()), "");
}

// Agents of clouds and clusters have a new name with every start.
TEST_F(DeskRuns, a_follower_is_told_any_number_of_names) {
  const RunId run = host_.add_run("run", "bob");
  constexpr std::uint64_t k_agents = 150'000;
  for (std::uint64_t i = 1; i <= k_agents; ++i) host_.names[{i}] = "box";
  host_.add(run, changed(0, JobStatus::leased));
  std::size_t told = 0;
  for (const ToClient& message : answers_to(FollowRun{{1}, "run"})) {
    ASSERT_TRUE(decode_to_client(encode(message)));
    const auto* names = std::get_if<AgentNames>(&message);
    if (names != nullptr) told += names->agents.size();
  }
  EXPECT_EQ(told, k_agents);
}

TEST_F(DeskRuns, who_does_not_want_more_is_given_what_there_is) {
  const RunId run = host_.add_run("run", "bob");
  host_.add(run, changed(0, JobStatus::leased));
  host_.add(run, changed(0, JobStatus::succeeded));
  EXPECT_EQ(kinds(answers_to(FollowRun{{1}, "run", 2, false, false})),
            "followed entries caught-up");
  host_.add(run, changed(1, JobStatus::leased));
  desk_->recorded({run});
  EXPECT_EQ(kinds(answers()), "");
}

// Rule D6: a follower that stands still is sent no more.
TEST_F(DeskRuns, a_follower_is_sent_as_much_as_it_has_dealt_with) {
  const RunId run = host_.add_run("run", "bob");
  say(FollowRun{{1}, "run", 1, true, false});
  host_.sent.clear();
  constexpr int k_groups = 8;
  for (int i = 0; i < k_groups; ++i) {
    OutputEntry output{{0}, {1}, static_cast<std::uint64_t>(i)};
    output.lines.resize(1);
    output.lines[0].text = std::string(1u << 20, 'x');
    host_.add(run, output);
    desk_->recorded({run});
  }
  const std::vector<ToClient> first = answers();
  EXPECT_LT(first.size(), 4u);
  std::size_t got = first.size();
  while (got < k_groups) {
    const auto more = answers_to(AcknowledgeEntries{{1}, got});
    ASSERT_FALSE(more.empty()) << "credit came back, and nothing with it";
    got += more.size();
  }
  EXPECT_EQ(got, std::size_t{k_groups});
  EXPECT_THAT(answers_to(AcknowledgeEntries{{1}, got}), IsEmpty());
  EXPECT_THAT(answers_to(AcknowledgeEntries{{2}, 1}), IsEmpty())
      << "nobody follows under that number";
}

TEST_F(DeskRuns, one_client_does_not_follow_without_end) {
  host_.add_run("run", "bob");
  std::uint64_t followed = 0;
  while (kinds(answers_to(FollowRun{{followed + 1}, "run"})) != "failed") {
    ASSERT_LT(++followed, 1000u);
  }
  EXPECT_GT(followed, 10u);
  // What has ended does not count.
  say(StopFollowing{{1}});
  EXPECT_NE(kinds(answers_to(FollowRun{{2000}, "run"})), "failed");
}

}  // namespace
}  // namespace aitherzero
