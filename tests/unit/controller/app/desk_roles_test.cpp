// Who may ask what, and who gets in.
#include "desk_fixture.hpp"

namespace aitherzero {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using DeskRoles = DeskTest;

// Each request that somebody may make who submits runs.
std::vector<FromClient> requests_of_submitters(const SubmitRun& submission) {
  return {submission,
          FollowRun{{2}, "run"},
          CancelRun{{3}, "run"},
          RerunRun{{4}, "run"},
          SupplySecrets{{5}, "run", {{"TOKEN", "x"}}},
          ListRuns{{6}, 9},
          ExplainRun{{7}, "run"},
          ListAgents{{8}}};
}

TEST_F(DeskRoles, an_agent_may_ask_nothing) {
  host_.add_run("run", "ann");
  enter(k_agent);
  for (const FromClient& request : requests_of_submitters(submission())) {
    EXPECT_THAT(ask<RequestFailed>(request).message, HasSubstr("ann may not"));
  }
  EXPECT_THAT(host_.submitted, IsEmpty());
  EXPECT_THAT(host_.cancelled, IsEmpty());
  EXPECT_THAT(host_.supplied, IsEmpty());
}

// Whatever roles its user will have: first there must be one.
TEST_F(DeskRoles, a_token_serves_for_joining_and_nothing_else) {
  host_.add_run("run", "guest");
  enter_with_token(Roles::all());
  for (const FromClient& request : requests_of_submitters(submission())) {
    EXPECT_THAT(ask<RequestFailed>(request).message,
                HasSubstr("guest may not"));
  }
  host_.agents = {AgentInfo{"build-1"}};
  EXPECT_THAT(ask<RequestFailed>(DrainNamedAgent{{9}, "build-1"}).message,
              HasSubstr("may not drain agents"));
  EXPECT_THAT(host_.submitted, IsEmpty());
  ask<RequestDone>(JoinRequest{{10}, "my key", "box"});
  EXPECT_THAT(redeemed_, ElementsAre("token my key box"));
}

TEST_F(DeskRoles, a_token_that_does_not_serve_is_told_why) {
  enter_with_token(k_agent);
  const auto refused = ask<RequestFailed>(JoinRequest{{1}, "my key", ""});
  EXPECT_EQ(refused.kind, ErrorKind::not_found);
  EXPECT_EQ(refused.message, "used already");
}

TEST_F(DeskRoles, who_is_trusted_does_not_join_again) {
  enter(Roles::all());
  EXPECT_THAT(ask<RequestFailed>(JoinRequest{{1}, "my key", "box"}).message,
              HasSubstr("may not join again"));
  EXPECT_THAT(redeemed_, IsEmpty());
}

TEST_F(DeskRoles, a_submitter_changes_its_own_runs_only) {
  const RunId own = host_.add_run("own", "ann");
  host_.add_run("other", "bob");
  enter(k_submitter);
  ask<RequestDone>(CancelRun{{1}, "own", CancelMode::kill});
  ask<RequestDone>(SupplySecrets{{2}, "own", {{"TOKEN", "x"}}});
  EXPECT_THAT(ask<RequestFailed>(CancelRun{{3}, "other"}).message,
              HasSubstr("run other is bob's"));
  EXPECT_THAT(ask<RequestFailed>(SupplySecrets{{4}, "other", {}}).message,
              HasSubstr("run other is bob's"));
  EXPECT_THAT(host_.cancelled, ElementsAre(std::pair(own, CancelMode::kill)));
  ASSERT_EQ(host_.supplied.size(), 1u);
  EXPECT_EQ(host_.supplied[0].first, own);
}

TEST_F(DeskRoles, an_admin_changes_everybodys_runs_and_drains_agents) {
  const RunId other = host_.add_run("other", "bob");
  host_.agents = {AgentInfo{"build-1"}, AgentInfo{"build-2"}};
  enter(k_admin);
  ask<RequestDone>(CancelRun{{1}, "other"});
  EXPECT_THAT(host_.cancelled,
              ElementsAre(std::pair(other, CancelMode::graceful)));
  ask<RequestDone>(DrainNamedAgent{{2}, "build-2"});
  EXPECT_THAT(host_.drained, ElementsAre("build-2"));
  const auto unknown = ask<RequestFailed>(DrainNamedAgent{{3}, "bild-1"});
  EXPECT_EQ(unknown.kind, ErrorKind::not_found);
  EXPECT_THAT(unknown.advice, HasSubstr("build-1"));
}

TEST_F(DeskRoles, a_submitter_drains_nothing) {
  host_.agents = {AgentInfo{"build-1"}};
  enter(k_submitter);
  EXPECT_THAT(ask<RequestFailed>(DrainNamedAgent{{1}, "build-1"}).message,
              HasSubstr("ann may not drain agents"));
  EXPECT_EQ(ask<AgentList>(ListAgents{{2}}).agents, host_.agents);
}

// Several people use the controller's own keys on one machine.
TEST_F(DeskRoles, the_owner_is_called_what_they_call_themselves) {
  enter(Roles::all(), std::string(k_owner_name));
  say(submission());
  EXPECT_EQ(host_.submitted.at(0).first.record.submitter, "somebody@somewhere");
}

TEST_F(DeskRoles, what_cannot_be_read_ends_the_session) {
  enter(Roles::all());
  EXPECT_FALSE(desk_->take(k_session, "\xc1"));
  EXPECT_TRUE(desk_->has(k_session));
  desk_->closed(k_session);
  EXPECT_FALSE(desk_->has(k_session));
}

}  // namespace
}  // namespace aitherzero
