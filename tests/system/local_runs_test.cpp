// Runs of this machine, told of afterwards and by other processes.
#include "system/system_test.hpp"

namespace aitherzero {
namespace {

class LocalRuns : public SystemTest {
 protected:
  std::string latest() {
    return Json(run({"run", "list", "--count", "1", "--output-format", "json"})
                    .out)
        .at("runs.0.id");
  }
};

TEST_F(LocalRuns, are_remembered_with_their_output) {
  shell_script("0100_First", "echo from the first");
  shell_script("0101_Second", "echo oops >&2; exit 7", "Dependencies: 0100");
  const Json report_then = report({"--sequence", "0100,0101"});
  const std::string id = report_then.at("run.id");
  EXPECT_EQ(latest(), id);
  EXPECT_THAT(run({"run", "list"}).out, HasSubstr("failed"));
  const Json shown(run({"run", "show", "--output-format", "json"}).out);
  EXPECT_EQ(shown.at("run.id"), id);
  EXPECT_EQ(shown.at("run.status"), "failed");
  EXPECT_EQ(shown.job("0101", "exitCode"), "7");
  EXPECT_EQ(run({"run", "logs"}).out, "[0100] from the first\n[0101] oops\n");
  EXPECT_EQ(run({"run", "logs", id, "0100"}).out, "from the first\n");
}

TEST_F(LocalRuns, that_start_nothing_end_and_are_remembered) {
  shell_script("0100_First", "true");
  playbook("ci.psd1",
           "@{ Sequence = @(@{ Script = '0100'; SkipInCI = $true }) }");
  environment["CI"] = "true";
  EXPECT_EQ(orchestrate({"ci"}).exit_code, 0);
  const Json shown(run({"run", "show", "--output-format", "json"}).out);
  EXPECT_EQ(shown.at("run.status"), "succeeded");
  EXPECT_EQ(shown.job("0100", "status"), "skipped");
}

TEST_F(LocalRuns, resume_runs_what_had_not_succeeded_and_retry_everything) {
  shell_script("0100_Counts", "echo x >> count");
  shell_script("0101_Fails_Once", "test -e fixed", "Dependencies: 0100");
  EXPECT_EQ(orchestrate({"--sequence", "0100,0101"}).exit_code, 1);
  write("fixed", "");
  EXPECT_EQ(run({"run", "resume", latest()}).exit_code, 0);
  EXPECT_EQ(lines("count").size(), 1u);
  EXPECT_EQ(run({"run", "retry", latest()}).exit_code, 0);
  EXPECT_EQ(lines("count").size(), 2u);
}

TEST_F(LocalRuns, are_followed_explained_and_cancelled_from_elsewhere) {
  shell_script("0100_Long", "echo $$ > pids; echo started; sleep 600");
  shell_script("0101_Waits", "true", "Dependencies: 0100");
  const auto program = start({"orchestrate", "--sequence", "0100,0101"});
  program->wait_for_output("[0100] started\n");
  const auto follower = start({"run", "logs", "-f"});
  follower->wait_for_output("[0100] started\n");
  EXPECT_THAT(run({"run", "list"}).out, HasSubstr("running"));
  EXPECT_THAT(run({"run", "explain"}).out, HasSubstr("waits for 0100"));
  const Finished again = run({"run", "retry", latest()});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("has not ended"));
  EXPECT_EQ(run({"run", "cancel", ""}).exit_code, 2) << "no run is meant";
  EXPECT_EQ(run({"run", "cancel", latest()}).exit_code, 0);
  EXPECT_EQ(program->finish().exit_code, 130);
  EXPECT_EQ(follower->finish().exit_code, 0);
  expect_gone("pids");
}

TEST_F(LocalRuns, that_resist_are_killed) {
  shell_script("0100_Stubborn",
               "trap '' TERM INT; echo $$ > pids; echo started\n"
               "while :; do sleep 600; done");
  const auto program = start({"orchestrate", "--sequence", "0100"});
  program->wait_for_output("[0100] started\n");
  EXPECT_EQ(run({"run", "cancel", "--kill", latest()}).exit_code, 0);
  EXPECT_EQ(program->finish().exit_code, 130);
  expect_gone("pids");
}

TEST_F(LocalRuns, whose_process_was_killed_can_be_resumed) {
  shell_script("0100_Counts", "echo x >> count");
  shell_script("0101_Long", "echo started; test -e fixed || sleep 600",
               "Dependencies: 0100");
  const auto program = start({"orchestrate", "--sequence", "0100,0101"});
  program->wait_for_output("[0101] started\n");
  const auto follower = start({"run", "logs", "-f"});
  follower->wait_for_output("[0101] started\n");
  program->crash();
  EXPECT_EQ(follower->finish().exit_code, 0);
  const Json shown(run({"run", "show", "--output-format", "json"}).out);
  EXPECT_EQ(shown.at("run.status"), "cancelled");
  EXPECT_EQ(shown.job("0101", "status"), "lost");
  write("fixed", "");
  EXPECT_EQ(run({"run", "resume", latest()}).exit_code, 0);
  EXPECT_EQ(lines("count").size(), 1u);
}

TEST_F(LocalRuns, go_on_where_nothing_can_be_recorded) {
  shell_script("0100_First", "echo done");
  environment["XDG_STATE_HOME"] = "/proc/nowhere";
  const Finished finished = orchestrate({"--sequence", "0100"});
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.out, HasSubstr("this run is not recorded: "));
  EXPECT_EQ(run({"run", "show"}).exit_code, 2);
}

}  // namespace
}  // namespace aitherzero
