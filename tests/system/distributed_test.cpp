// Runs of a controller, seen by those who submit and follow them.
#include "system/distributed_test.hpp"

#include <csignal>
#include <filesystem>

namespace aitherzero {
namespace {

class Distributed : public DistributedTest {};

TEST_F(Distributed, a_run_of_a_controller_is_as_if_it_were_here) {
  shell_script("0100_Data", "cat data.txt");
  shell_script("0101_Fails", "echo to stderr >&2; exit 7",
               "Dependencies: 0100");
  write("data.txt", "from the project\n");
  start_controller();
  const auto agent = start_agent("one");
  const Json json =
      report({"--sequence", "0100,0101", "--controller", endpoint});
  EXPECT_EQ(last_exit_code, 1);
  EXPECT_EQ(json.at("run.status"), "failed");
  EXPECT_EQ(json.job("0100", "status"), "succeeded");
  EXPECT_EQ(json.job("0100", "attempts.0.agent"), "one");
  EXPECT_EQ(json.job("0101", "exitCode"), "7");
  const Finished logs = client({"run", "logs"});
  EXPECT_THAT(logs.out, HasSubstr("[0100] from the project"));
  EXPECT_THAT(logs.out, HasSubstr("[0101] to stderr"));
  EXPECT_EQ(client({"run", "logs", json.at("run.id"), "0100"}).out,
            "from the project\n");
}

TEST_F(Distributed, jobs_do_not_see_each_others_workspaces) {
  shell_script("0100_Leaves", "echo x > left-behind");
  shell_script("0101_Looks", "test ! -e left-behind", "Dependencies: 0100");
  start_controller();
  const auto agent = start_agent("one", {"--slots", "1"});
  EXPECT_EQ(client({"orchestrate", "--sequence", "0100,0101"}).exit_code, 0);
  EXPECT_FALSE(exists("left-behind"));
}

TEST_F(Distributed, ignored_files_do_not_travel) {
  write(".gitignore", "secret.txt\n");
  write("secret.txt", "x");
  shell_script("0100_Looks", "test ! -e secret.txt && test -e .gitignore");
  start_controller();
  const auto agent = start_agent("one");
  EXPECT_EQ(client({"orchestrate", "--sequence", "0100"}).exit_code, 0);
}

TEST_F(Distributed, what_waits_says_why_and_goes_on_when_an_agent_comes) {
  shell_script("0100_First", "echo done");
  shell_script("0101_Second", "echo done", "Dependencies: 0100");
  start_controller();
  const std::string run = submit("0100,0101");
  const Finished why = client({"run", "explain", run});
  EXPECT_THAT(why.out, HasSubstr("no agent is connected"));
  EXPECT_THAT(why.out, HasSubstr("waits for 0100"));
  EXPECT_THAT(client({"run", "list"}).out, HasSubstr("running"));
  const auto agent = start_agent("one");
  EXPECT_EQ(follow(run).at("run.status"), "succeeded");
  EXPECT_THAT(client({"run", "explain", run}).out, HasSubstr("No job"));
}

TEST_F(Distributed, a_run_can_be_cancelled_from_elsewhere) {
  shell_script("0100_Long", "echo $$ > \"$SIDE/pids\"; sleep 600");
  start_controller();
  const auto agent = start_agent("one");
  const auto follower = start_client({"orchestrate", "--sequence", "0100"});
  wait_for_file("pids");
  EXPECT_EQ(client({"run", "cancel", "2"}).exit_code, 0);
  EXPECT_EQ(follower->finish().exit_code, 130);
  expect_gone("pids");
}

TEST_F(Distributed, interrupting_a_follower_without_a_terminal_cancels) {
  shell_script("0100_Long", "touch \"$SIDE/runs\"; sleep 600");
  start_controller();
  const auto agent = start_agent("one");
  const auto follower = start_client({"orchestrate", "--sequence", "0100"});
  wait_for_file("runs");
  follower->interrupt();
  EXPECT_EQ(follower->finish().exit_code, 130);
}

TEST_F(Distributed, interrupting_who_only_watches_leaves_the_run_alone) {
  make_fifo("gate");
  shell_script("0100_Waits", "echo here; cat \"$SIDE/gate\"");
  start_controller();
  const auto agent = start_agent("one");
  const std::string run = submit("0100");
  const auto watcher = start_client({"run", "logs", "-f", run});
  watcher->wait_for_output("here");
  watcher->interrupt();
  EXPECT_EQ(watcher->finish().exit_code, 130);
  write("gate", "go\n");
  EXPECT_EQ(follow(run).at("run.status"), "succeeded");
}

TEST_F(Distributed, in_a_terminal_one_can_leave_a_run_alone) {
  make_fifo("gate");
  shell_script("0100_Waits", "touch \"$SIDE/runs\"; cat \"$SIDE/gate\"");
  start_controller();
  const auto agent = start_agent("one");
  const auto follower = ProgramRun::in_terminal(
      AITHERZERO_PROGRAM,
      {"orchestrate", "--sequence", "0100", "--controller", endpoint}, folder,
      environment);
  wait_for_file("runs");
  follower->type("\x03");
  follower->wait_for_output("d leaves it running");
  follower->type("d\n");
  const Finished left = follower->finish();
  EXPECT_EQ(left.exit_code, 0);
  EXPECT_THAT(left.out, HasSubstr("goes on"));
  write("gate", "go\n");
  EXPECT_EQ(follow("2").at("run.status"), "succeeded");
}

TEST_F(Distributed, resume_runs_only_what_had_not_succeeded) {
  shell_script("0100_Good", "echo x >> \"$SIDE/good\"");
  shell_script("0101_Flaky", "test -e \"$SIDE/mended\"", "Dependencies: 0100");
  shell_script("0102_After", "echo x >> \"$SIDE/after\"", "Dependencies: 0101");
  start_controller();
  const auto agent = start_agent("one");
  const std::string run = submit("0100-0102");
  EXPECT_EQ(follow(run).at("run.status"), "failed");
  write("mended", "");
  const Finished resumed =
      client({"run", "resume", run, "--output-format", "json"});
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(Json(resumed.out).at("run.summary.succeeded"), "3");
  EXPECT_EQ(count("good"), 1u);
  EXPECT_EQ(count("after"), 1u);
  EXPECT_EQ(client({"run", "retry", run, "--quiet"}).exit_code, 0);
  EXPECT_EQ(count("good"), 2u);
}

TEST_F(Distributed, agents_are_listed_and_drained) {
  make_fifo("gate");
  shell_script("0100_Waits", "touch \"$SIDE/runs\"; cat \"$SIDE/gate\"");
  start_controller();
  const auto agent =
      start_agent("one", {"--slots", "3", "--label", "gpu=a100"});
  const std::string run = submit("0100");
  wait_for_file("runs");
  const Json agents(client({"agents", "list", "--output-format", "json"}).out);
  EXPECT_EQ(agents.at("agents.0.name"), "one");
  EXPECT_EQ(agents.at("agents.0.used"), "1");
  EXPECT_EQ(agents.at("agents.0.slots"), "3");
  EXPECT_EQ(agents.at("agents.0.labels.gpu"), "a100");
  EXPECT_NE(agents.at("agents.0.labels.pwsh"), "(absent)");
  EXPECT_EQ(client({"agents", "drain", "one"}).exit_code, 0);
  EXPECT_THAT(client({"agents", "list"}).out, HasSubstr("draining"));
  EXPECT_THAT(client({"agents", "drain", "on"}).err, HasSubstr("'one'"));
  write("gate", "go\n");
  EXPECT_EQ(agent->finish().exit_code, 0);
  EXPECT_EQ(follow(run).at("run.status"), "succeeded");
}

TEST_F(Distributed, sigterm_lets_an_agent_finish_first) {
  make_fifo("gate");
  shell_script("0100_Waits", "touch \"$SIDE/runs\"; cat \"$SIDE/gate\"");
  shell_script("0101_Next", "echo next", "Dependencies: 0100");
  start_controller();
  const auto agent = start_agent("one");
  const std::string run = submit("0100,0101");
  wait_for_file("runs");
  agent->send(SIGTERM);
  agent->wait_for_error("draining");
  write("gate", "go\n");
  EXPECT_EQ(agent->finish().exit_code, 0);
  EXPECT_THAT(client({"run", "explain", run}).out,
              HasSubstr("no agent is connected"));
}

TEST_F(Distributed, an_ephemeral_agent_ends_when_there_is_nothing_to_do) {
  start_controller();
  environment["TMPDIR"] = path("home");
  const auto agent = start(
      {"agent", "--controller", endpoint, "--ephemeral", "--max-idle", "0.2"});
  EXPECT_EQ(agent->finish().exit_code, 0);
  for (const auto& entry : std::filesystem::directory_iterator(path("home"))) {
    EXPECT_THAT(entry.path().filename().string(),
                Not(HasSubstr("aitherzero-agent")));
  }
}

TEST_F(Distributed, runs_that_are_not_there_are_named_with_what_is_near) {
  start_controller();
  const Finished none = client({"run", "show"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("knows no runs"));
  const Finished other = client({"run", "cancel", "2026"});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("no run is called '2026'"));
}

TEST_F(Distributed, scripts_outside_of_the_project_are_refused) {
  write("project/automation-scripts/0100_In.sh", "#!/bin/sh\n");
  write("outside.sh", "#!/bin/sh\n");
  write("project/playbooks/out.psd1",
        "@{ Sequence = @(@{ Script = '../outside.sh' }) }");
  start_controller();
  const Finished refused =
      client({"orchestrate", "out", "--project", path("project")});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("out.psd1:1:"));
  EXPECT_THAT(refused.err, HasSubstr("outside of the project"));
}

TEST_F(Distributed, without_a_controller_one_is_asked_for) {
  EXPECT_THAT(run({"agents", "list"}).err, HasSubstr("which controller?"));
  const Finished detached = run({"orchestrate", "--sequence", "1", "--detach"});
  EXPECT_EQ(detached.exit_code, 2);
  EXPECT_THAT(detached.err, HasSubstr("--detach"));
}

}  // namespace
}  // namespace aitherzero
