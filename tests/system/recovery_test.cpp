// Controllers and agents that crash, freeze and come back.
#include <csignal>
#include <filesystem>

#include "system/distributed_test.hpp"

namespace aitherzero {
namespace {

class Recovery : public DistributedTest {};

// Rule D4.
TEST_F(Recovery, a_controller_that_starts_again_adopts_what_runs) {
  make_fifo("gate");
  shell_script("0100_Runs",
               "echo x >> \"$SIDE/ran\"; echo before\n"
               "touch \"$SIDE/runs\"; cat \"$SIDE/gate\"; echo after");
  shell_script("0101_Next", "echo next", "Dependencies: 0100");
  start_controller();
  const auto agent = start_agent("one");
  const std::string run = submit("0100,0101");
  const auto follower = start_client({"run", "logs", "-f", run});
  follower->wait_for_output("before");
  controller->crash();
  start_controller();
  write("gate", "go\n");
  const Finished logs = follower->finish();
  EXPECT_EQ(logs.exit_code, 0) << logs.err;
  EXPECT_EQ(logs.out, "[0100] before\n[0100] go\n[0100] after\n[0101] next\n");
  const Json json = follow(run);
  EXPECT_EQ(json.at("run.status"), "succeeded");
  EXPECT_EQ(json.size("jobs.0.attempts"), 1u);
  EXPECT_EQ(count("ran"), 1u);
}

// Rules D2 and D5.
TEST_F(Recovery, what_an_agent_lost_runs_again) {
  make_fifo("gate");
  shell_script("0100_Runs",
               "echo $$ >> \"$SIDE/pids\"; echo x >> \"$SIDE/ran\"\n"
               "test -e \"$SIDE/again\" || cat \"$SIDE/gate\"");
  start_controller();
  auto agent = start_agent("one");
  const std::string run = submit("0100");
  wait_for_file("ran");
  agent->crash();
  for (const pid_t pid : pids("pids")) {
    EXPECT_TRUE(testing::wait_until_gone(pid));
  }
  write("again", "");
  agent = start_agent("one");
  const Json json = follow(run);
  EXPECT_EQ(json.at("run.status"), "succeeded");
  EXPECT_EQ(count("ran"), 2u);
  EXPECT_EQ(json.job("0100", "attempts.0.status"), "lost");
}

// Rule D3: what ended while the controller was away is told later, and an agent
// that is asked to end waits until it was.
TEST_F(Recovery, a_result_waits_for_the_controller) {
  make_fifo("gate");
  shell_script("0100_Runs",
               "echo x >> \"$SIDE/ran\"; touch \"$SIDE/runs\"\n"
               "cat \"$SIDE/gate\"; touch \"$SIDE/ended\"");
  start_controller();
  auto agent = start_agent("one");
  const std::string run = submit("0100");
  wait_for_file("runs");
  controller->crash();
  write("gate", "go\n");
  wait_for_file("ended");
  // It ends by itself only once its result was told.
  agent->send(SIGTERM);
  agent->wait_for_error("draining");
  start_controller();
  EXPECT_EQ(agent->finish().exit_code, 0);
  EXPECT_EQ(follow(run).at("run.status"), "succeeded");
  EXPECT_EQ(count("ran"), 1u);
}

TEST_F(Recovery, a_timeout_holds_while_the_controller_is_away) {
  shell_script("0100_Hangs", "echo $$ > \"$SIDE/pids\"; sleep 600",
               "Timeout: 2");
  start_controller();
  const auto agent = start_agent("one");
  const std::string run = submit("0100");
  wait_for_file("pids");
  controller->crash();
  for (const pid_t pid : pids("pids")) {
    EXPECT_TRUE(testing::wait_until_gone(pid));
  }
  start_controller();
  const Json json = follow(run);
  EXPECT_EQ(json.at("run.status"), "timed_out");
  EXPECT_EQ(json.job("0100", "killReceipt.survivors"), "0");
}

TEST_F(Recovery, a_submission_is_there_after_a_crash) {
  shell_script("0100_A", "echo hello");
  start_controller();
  const std::string run = submit("0100");
  controller->crash();
  start_controller();
  EXPECT_THAT(client({"run", "list"}).out, HasSubstr(run));
  const auto agent = start_agent("one");
  EXPECT_EQ(follow(run).at("run.status"), "succeeded");
}

TEST_F(Recovery, work_folders_that_a_crash_left_are_gone) {
  shell_script("0100_Runs", "touch \"$SIDE/runs\"; sleep 600");
  start_controller();
  auto agent = start_agent("one");
  submit("0100");
  wait_for_file("runs");
  const std::string work = path("home/agent-one/work");
  EXPECT_FALSE(std::filesystem::is_empty(work));
  agent->crash();
  controller->crash();
  // Without a controller it gets no work that would fill the folder again.
  const auto again = start({"agent", "--controller", endpoint, "--name", "one",
                            "--data", path("home/agent-one")});
  again->wait_for_error("data in");
  EXPECT_TRUE(std::filesystem::is_empty(work));
}

}  // namespace
}  // namespace aitherzero
