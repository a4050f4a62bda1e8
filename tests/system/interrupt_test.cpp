// Ctrl-C, and what becomes of everything when the program itself dies.
#include <csignal>

#include "system/system_test.hpp"

namespace aitherzero {
namespace {

class Interrupt : public SystemTest {};

TEST_F(Interrupt, cancels_what_runs_and_what_waits_with_130) {
  shell_script("0100_Long", "echo $$ > pids; echo started; sleep 600");
  shell_script("0101_Waits", "touch ran", "Dependencies: 0100");
  const auto program = start({"orchestrate", "--sequence", "0100,0101"});
  program->wait_for_output("[0100] started\n");
  program->interrupt();
  const Finished finished = program->finish();
  EXPECT_EQ(finished.exit_code, 130);
  EXPECT_THAT(finished.out, HasSubstr("cancelling"));
  EXPECT_THAT(finished.out, HasSubstr("2 jobs: 2 cancelled"));
  EXPECT_FALSE(exists("ran"));
  expect_gone("pids");
}

class PowerShellInterrupt : public PowerShellTest {};

TEST_P(PowerShellInterrupt, lets_a_job_clean_up) {
  powershell_script("0100_Long",
                    "try { [Console]::Out.WriteLine('started')\n"
                    "  while ($true) { } }\n"
                    "finally { [IO.File]::WriteAllText("
                    "\"$PSScriptRoot/../cleaned\", 'yes') }");
  const auto program = start({"orchestrate", "--sequence", "0100"});
  program->wait_for_output("[0100] started\n");
  program->interrupt();
  EXPECT_EQ(program->finish().exit_code, 130);
  EXPECT_EQ(read("cleaned"), "yes");
}

TEST_P(PowerShellInterrupt, while_the_first_worker_starts) {
  powershell_script("0100_Never",
                    "[IO.File]::WriteAllText(\"$PSScriptRoot/../ran\", 'x')\n"
                    "while ($true) { }");
  const auto program = start({"orchestrate", "--sequence", "0100"});
  program->wait_for_output("Running '0100'");
  program->interrupt();
  EXPECT_EQ(program->finish().exit_code, 130);
}

AITHERZERO_WITH_EACH_POWERSHELL(PowerShellInterrupt);

TEST_F(Interrupt, a_second_time_kills_what_resists) {
  shell_script("0100_Stubborn",
               "trap '' TERM INT; echo $$ > pids; echo started\n"
               "while :; do sleep 600; done");
  const auto program = start({"orchestrate", "--sequence", "0100"});
  program->wait_for_output("[0100] started\n");
  program->interrupt();
  program->wait_for_output("press Ctrl-C again");
  program->interrupt();
  const Finished finished = program->finish();
  EXPECT_EQ(finished.exit_code, 130);
  EXPECT_THAT(finished.out, HasSubstr("killing"));
  expect_gone("pids");
}

TEST_F(Interrupt, by_SIGTERM_cancels_as_well) {
  shell_script("0100_Long", "echo $$ > pids; echo started; exec sleep 600");
  const auto program = start({"orchestrate", "--sequence", "0100"});
  program->wait_for_output("[0100] started\n");
  program->send(SIGTERM);
  EXPECT_EQ(program->finish().exit_code, 130);
  expect_gone("pids");
}

TEST_F(Interrupt, still_writes_the_report_and_the_summary) {
  make_fifo("started");
  shell_script("0100_Long", "echo $$ > pids; echo said; sleep 600");
  const auto program =
      start({"orchestrate", "--sequence", "0100", "--output-format", "json",
             "--output-path", "report.json", "--generate-summary=summary.md"});
  program->wait_for_output("[0100] said\n");
  program->interrupt();
  EXPECT_EQ(program->finish().exit_code, 130);
  const Json json(read("report.json"));
  EXPECT_EQ(json.at("run.status"), "cancelled");
  EXPECT_EQ(json.at("run.exitCode"), "130");
  EXPECT_EQ(json.job("0100", "killReceipt.survivors"), "0");
  EXPECT_THAT(read("summary.md"), HasSubstr("cancelled"));
}

class SuddenDeath : public SystemTest {
 protected:
  // Kills the program with SIGKILL once 0100 has written the ids of its
  // processes to `pids`, and waits for them to end.
  void kill_while_running() {
    const auto program = start({"orchestrate", "--sequence", "0100"});
    program->wait_for_output("[0100] started\n");
    program->send(SIGKILL);
    EXPECT_EQ(program->finish().exit_code, 128 + SIGKILL);
    for (const pid_t pid : pids("pids")) {
      EXPECT_TRUE(testing::wait_until_gone(pid)) << "process " << pid;
    }
  }
};

TEST_F(SuddenDeath, takes_the_processes_of_a_shell_script_along) {
  shell_script("0100_Tree",
               "trap '' TERM HUP\n"
               "setsid sh -c '(sleep 600 & echo $! >> pids; wait) & exit 0'\n"
               "echo $$ >> pids; sleep 600 & echo $! >> pids\n"
               "while [ $(wc -l < pids) -lt 3 ]; do :; done\n"
               "echo started; wait; wait");
  kill_while_running();
  EXPECT_EQ(pids("pids").size(), 3u);
}

TEST_F(SuddenDeath, takes_workers_and_their_children_along) {
  powershell_script("0100_Worker",
                    "[IO.File]::WriteAllText(\"$PSScriptRoot/../pids\", "
                    "\"$PID`n\")\n"
                    "/bin/sh -c 'sleep 600 >/dev/null 2>&1 & echo $! >> pids'\n"
                    "[Console]::Out.WriteLine('started')\n"
                    "while ($true) { }");
  kill_while_running();
  EXPECT_EQ(pids("pids").size(), 2u);
}

}  // namespace
}  // namespace aitherzero
