// Timeouts end the whole process tree of a job, however it resists, and the
// report proves it.
#include <signal.h>

#include "system/system_test.hpp"

namespace aitherzero {
namespace {

template <typename Base>
class TimeoutTest : public Base {
 protected:
  // Runs the one job 0100 that writes the ids of its processes to `pids` and
  // never ends by itself. Its timeout leaves it the time to do so.
  Json run_job() {
    Json json = this->report({"--sequence", "0100"});
    EXPECT_EQ(this->last_exit_code, 124);
    EXPECT_EQ(json.at("run.status"), "timed_out");
    EXPECT_EQ(json.job("0100", "status"), "timed_out");
    EXPECT_EQ(json.job("0100", "exitCode"), "124");
    EXPECT_EQ(json.job("0100", "killReceipt.survivors"), "0");
    this->expect_gone("pids");
    return json;
  }

  static constexpr char k_timeout[] = "Timeout: 2";
};

class Timeout : public TimeoutTest<SystemTest> {};

TEST_F(Timeout, ends_a_script_and_its_child) {
  shell_script("0100_Child",
               "sleep 600 & echo $! > pids; echo $$ >> pids; wait", k_timeout);
  const Json json = run_job();
  EXPECT_EQ(pids("pids").size(), 2u);
  EXPECT_EQ(json.job("0100", "error.message"), "timed out after 2 s");
  EXPECT_EQ(json.job("0100", "killReceipt.ended"), "2");
}

TEST_F(Timeout, ends_a_grandchild_that_ignores_the_polite_signals) {
  shell_script("0100_Stubborn",
               "sh -c 'trap \"\" TERM INT HUP; echo $$ >> pids\n"
               "  while :; do sleep 600; done' &\n"
               "echo $$ >> pids; wait",
               k_timeout);
  // The grandchild and the sleep that inherits its deafness.
  const Json json = run_job();
  EXPECT_GE(std::stoi(json.job("0100", "killReceipt.byKill")), 1);
}

TEST_F(Timeout, finds_a_daemon_that_left_its_session_and_its_parent) {
  shell_script("0100_Daemon",
               "setsid sh -c '(echo $$ >> pids; sleep 600 & echo $! >> pids; "
               "wait) & exit 0'\n"
               "echo $$ >> pids; sleep 600",
               k_timeout);
  run_job();
  EXPECT_EQ(pids("pids").size(), 3u);
}

TEST_F(Timeout, ends_a_child_that_floods_its_output) {
  shell_script("0100_Flood", "echo $$ > pids; exec yes", k_timeout);
  run_job();
}

TEST_F(Timeout, ends_a_child_that_a_full_pipe_blocks) {
  // A pipe that is full: the writer blocks in the middle of its write.
  shell_script("0100_Blocked",
               "mkfifo full; exec 3<>full; echo $$ > pids\n"
               "exec dd if=/dev/zero of=full bs=1M count=64 2>/dev/null",
               k_timeout);
  run_job();
}

TEST_F(Timeout, lets_a_shell_script_clean_up_after_SIGTERM) {
  shell_script("0100_Trap",
               "trap 'echo cleaned > cleaned; exit 0' TERM\n"
               "echo $$ > pids; sleep 600 & wait",
               k_timeout);
  run_job();
  EXPECT_EQ(read("cleaned"), "cleaned\n");
}

TEST_F(Timeout, of_one_job_leaves_the_others_alone) {
  make_fifo("go");
  shell_script("0100_Late", "exec sleep 600", "Timeout: 0.3");
  shell_script("0101_Other", "read line < go; exit 0");
  shell_script("0102_After", "echo go > go");
  playbook("p.psd1",
           "@{ Sequence = @(@{ Script = '0100'; ContinueOnError = $true },\n"
           "    '0101', @{ Script = '0102'; Needs = '0100' })\n"
           "   Options = @{ MaxConcurrency = 2 } }");
  const Json json = report({"p"});
  EXPECT_EQ(last_exit_code, 10);
  EXPECT_EQ(json.job("0101", "status"), "succeeded");
}

TEST_F(Timeout, is_shown_to_people_with_its_receipt) {
  shell_script("0100_Late", "echo waiting; exec sleep 600", "Timeout: 0.3");
  const Finished finished = orchestrate({"--sequence", "0100"});
  EXPECT_THAT(finished.out, HasSubstr("timed out after 0.3 s"));
  EXPECT_THAT(finished.out, HasSubstr("1 process ended"));
  EXPECT_THAT(finished.out, HasSubstr("none survived"));
}

class PowerShellTimeout : public TimeoutTest<PowerShellTest> {};

TEST_P(PowerShellTimeout, ends_a_tight_loop) {
  powershell_script("0100_Loop",
                    "[IO.File]::WriteAllText(\"$PSScriptRoot/../pids\", $PID)\n"
                    "while ($true) { }",
                    k_timeout);
  // The pipeline can be stopped; nothing need be killed.
  run_job();
}

TEST_P(PowerShellTimeout, ends_a_tight_loop_in_dotnet_code) {
  // A match that tries 2^60 ways and never looks whether it should stop.
  powershell_script("0100_Stuck",
                    "[IO.File]::WriteAllText(\"$PSScriptRoot/../pids\", $PID)\n"
                    "[regex]::IsMatch(('a' * 60) + '!', '^(a+)+$')",
                    k_timeout);
  const Json json = run_job();
  EXPECT_GE(std::stoi(json.job("0100", "killReceipt.byKill")), 1);
}

TEST_P(PowerShellTimeout, ends_a_native_child_and_its_child) {
  powershell_script("0100_Native",
                    "/bin/sh -c 'trap \"\" TERM; echo $$ >> pids; "
                    "sleep 600 & echo $! >> pids; wait; wait'",
                    k_timeout);
  run_job();
  EXPECT_EQ(pids("pids").size(), 2u);
}

TEST_P(PowerShellTimeout, lets_finally_blocks_run) {
  powershell_script("0100_Finally",
                    "[IO.File]::WriteAllText(\"$PSScriptRoot/../pids\", $PID)\n"
                    "try { while ($true) { } }\n"
                    "finally { [Console]::Out.WriteLine('cleaned up')\n"
                    "  [IO.File]::WriteAllText(\"$PSScriptRoot/../cleaned\", "
                    "'yes') }",
                    k_timeout);
  const Finished finished = orchestrate({"--sequence", "0100"});
  EXPECT_EQ(finished.exit_code, 124);
  EXPECT_EQ(read("cleaned"), "yes");
  EXPECT_THAT(finished.out, HasSubstr("[0100] cleaned up"));
}

TEST_P(PowerShellTimeout, ends_a_flood_of_output) {
  powershell_script("0100_Flood",
                    "[IO.File]::WriteAllText(\"$PSScriptRoot/../pids\", $PID)\n"
                    "while ($true) { 'flood' }",
                    k_timeout);
  run_job();
}

TEST_P(PowerShellTimeout, ends_a_finally_block_that_never_ends) {
  powershell_script("0100_Finally",
                    "[IO.File]::WriteAllText(\"$PSScriptRoot/../pids\", $PID)\n"
                    "try { while ($true) { } } finally { while ($true) { } }",
                    k_timeout);
  run_job();
}

TEST_P(PowerShellTimeout, holds_in_every_isolation) {
  powershell_script("0100_Loop",
                    "[IO.File]::AppendAllText(\"$PSScriptRoot/../pids\", "
                    "\"$PID`n\")\n"
                    "/bin/sh -c 'echo $$ >> pids; exec sleep 600'",
                    k_timeout);
  for (const char* isolation : {"process", "cold"}) {
    const Json json = report({"--sequence", "0100", "--isolation", isolation});
    EXPECT_EQ(last_exit_code, 124) << isolation;
    EXPECT_EQ(json.job("0100", "killReceipt.survivors"), "0") << isolation;
  }
  EXPECT_EQ(pids("pids").size(), 4u);
  expect_gone("pids");
}

AITHERZERO_WITH_EACH_POWERSHELL(PowerShellTimeout);

// What a job leaves behind is ended when the job ends, and noted.
class Leftovers : public SystemTest {};

TEST_F(Leftovers, of_a_shell_script_are_ended_and_noted) {
  shell_script("0100_Leaves", "sleep 600 >/dev/null 2>&1 & echo $! > pids");
  const Json json = report({"--sequence", "0100"});
  EXPECT_EQ(last_exit_code, 0);
  EXPECT_EQ(json.job("0100", "note"), "left 1 process behind, ended");
  EXPECT_EQ(json.job("0100", "killReceipt.survivors"), "0");
  expect_gone("pids");
}

TEST_F(Leftovers, that_hold_the_output_open_do_not_hold_up_the_run) {
  shell_script("0100_Leaves", "sleep 600 & echo $! > pids; echo said");
  const Finished finished = orchestrate({"--sequence", "0100"});
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.out, HasSubstr("[0100] said"));
  expect_gone("pids");
}

constexpr char k_keeping_playbook[] =
    "@{ Sequence = @(@{ Script = '0100'; KeepProcesses = $true }\n"
    "                @{ Script = '0101'; Needs = '0100' }) }";

TEST_F(Leftovers, of_a_step_that_keeps_them_live_on_after_the_run) {
  shell_script("0100_Serves", "sleep 600 >/dev/null 2>&1 & echo $! > pids");
  shell_script("0101_Asks", "kill -0 $(cat pids)");
  playbook("serve.psd1", k_keeping_playbook);
  const Json json = report({"serve"});
  EXPECT_EQ(last_exit_code, 0);
  const int kept = pids("pids").at(0);
  EXPECT_THAT(json.job("0100", "note"),
              HasSubstr(fmt::format("leaves 1 process running: {} ", kept)));
  EXPECT_EQ(::kill(kept, SIGKILL), 0) << "it was ended";
}

TEST_F(Leftovers, of_a_step_that_keeps_them_go_with_its_timeout) {
  shell_script("0100_Serves", "sleep 600 & echo $! > pids; wait", "Timeout: 1");
  shell_script("0101_Asks", "true");
  playbook("serve.psd1", k_keeping_playbook);
  report({"serve"});
  EXPECT_EQ(last_exit_code, 124);
  expect_gone("pids");
}

class PowerShellLeftovers : public PowerShellTest {};

TEST_P(PowerShellLeftovers, of_a_step_that_keeps_them_live_on) {
  powershell_script("0100_Serves",
                    "/bin/sh -c 'setsid sleep 600 >/dev/null 2>&1 & "
                    "echo $! > pids'\n$env:PATH.Length -gt 0");
  powershell_script("0101_Asks",
                    "(Get-Process -Id (Get-Content pids)).Id -gt 1");
  playbook("serve.psd1", k_keeping_playbook);
  const Finished finished = orchestrate({"serve"});
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
  EXPECT_THAT(finished.out, HasSubstr("[0101] True"));
  EXPECT_EQ(::kill(pids("pids").at(0), SIGKILL), 0) << "it was ended";
}

TEST_P(PowerShellLeftovers, are_ended_before_the_next_job) {
  powershell_script("0100_Leaves",
                    "/bin/sh -c 'setsid sleep 600 >/dev/null 2>&1 & "
                    "echo $! > pids'");
  shell_script("0101_Looks", "kill -0 $(cat pids) 2>/dev/null && exit 9; true",
               "Dependencies: 0100");
  const Finished finished = orchestrate({"--sequence", "0100,0101"});
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
  EXPECT_THAT(finished.out, HasSubstr("left 1 process behind"));
  expect_gone("pids");
}

AITHERZERO_WITH_EACH_POWERSHELL(PowerShellLeftovers);

}  // namespace
}  // namespace aitherzero
