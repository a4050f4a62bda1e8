// What failures mean: for the jobs behind them, and for the exit code.
#include "system/system_test.hpp"

namespace aitherzero {
namespace {

class Failure : public SystemTest {
 protected:
  void SetUp() override {
    shell_script("0100_Good", "echo good >> ran");
    shell_script("0101_Bad", "echo bad >> ran; exit 7");
    shell_script("0102_Late", "echo late >> ran; exec sleep 600",
                 "Timeout: 0.3");
    shell_script("0103_After", "echo after >> ran");
    shell_script("0104_Dependent", "echo dependent >> ran",
                 "Dependencies: 0101");
  }

  // The run's exit code; what ran is in `ran`.
  int run_steps(const std::string& steps, const std::string& options = {}) {
    playbook("p.psd1",
             fmt::format("@{{ Sequence = @({})\n Options = @{{ {} }} }}", steps,
                         options));
    const Finished finished = orchestrate({"p", "--parallel", "false"});
    output = finished.out + finished.err;
    ran = exists("ran") ? read("ran") : "";
    return finished.exit_code;
  }

  std::string output;
  std::string ran;
};

TEST_F(Failure, none_is_exit_code_0) {
  EXPECT_EQ(run_steps("'0100,0103'"), 0) << output;
  EXPECT_EQ(ran, "good\nafter\n");
}

TEST_F(Failure, stops_the_run_with_1_and_says_what_was_skipped) {
  EXPECT_EQ(run_steps("'0100,0101,0103'"), 1);
  EXPECT_EQ(ran, "good\nbad\n");
  EXPECT_THAT(output, HasSubstr("exit code 7"));
  EXPECT_THAT(output, HasSubstr("stopped after 0101 failed"));
}

TEST_F(Failure, with_StopOnError_false_runs_all_that_does_not_depend_on_it) {
  EXPECT_EQ(run_steps("'0101,0103,0104'", "StopOnError = $false"), 1);
  EXPECT_EQ(ran, "bad\nafter\n");
  EXPECT_THAT(output, HasSubstr("needs 0101, which failed"));
}

TEST_F(Failure, that_is_tolerated_by_its_step_is_10) {
  EXPECT_EQ(run_steps("@{Script='0101'; ContinueOnError=$true}, '0104'"), 10);
  EXPECT_EQ(ran, "bad\ndependent\n");
}

TEST_F(Failure, of_a_step_that_is_not_required_is_10) {
  EXPECT_EQ(run_steps("@{Script='0101'; Required=$false}, '0103'"), 10);
  EXPECT_EQ(ran, "bad\nafter\n");
}

TEST_F(Failure, by_timeout_alone_is_124) {
  EXPECT_EQ(run_steps("'0102,0103'"), 124);
  EXPECT_EQ(ran, "late\n");
  EXPECT_THAT(output, HasSubstr("timed out after 0.3 s"));
}

TEST_F(Failure, by_timeout_and_otherwise_is_1) {
  EXPECT_EQ(run_steps("'0102,0101'", "StopOnError = $false"), 1);
}

TEST_F(Failure, by_timeout_that_is_tolerated_is_10) {
  EXPECT_EQ(run_steps("@{Script='0102'; ContinueOnError=$true}, '0103'"), 10);
  EXPECT_EQ(ran, "late\nafter\n");
}

TEST_F(Failure, with_continue_on_error_for_the_run_is_10) {
  const Json json = report({"--sequence", "0101,0103,0104", "--parallel=false",
                            "--continue-on-error"});
  EXPECT_EQ(last_exit_code, 10);
  EXPECT_EQ(json.at("run.status"), "partial");
  EXPECT_EQ(json.job("0101", "status"), "failed");
  EXPECT_EQ(json.job("0101", "tolerated"), "true");
  EXPECT_EQ(read("ran"), "bad\nafter\ndependent\n");
}

TEST_F(Failure, of_a_required_step_is_not_tolerated_by_the_run) {
  playbook("p.psd1",
           "@{ Sequence = @(@{Script='0101'; Required=$true}, '0103') }");
  const Finished finished =
      orchestrate({"p", "--parallel=false", "--continue-on-error", "--quiet"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_EQ(read("ran"), "bad\n");
}

TEST_F(Failure, of_a_step_that_says_no_is_not_tolerated_by_the_run) {
  playbook("p.psd1",
           "@{ Sequence = @(@{Script='0101'; ContinueOnError=$false}) }");
  EXPECT_EQ(orchestrate({"p", "--continue-on-error"}).exit_code, 1);
}

TEST_F(Failure, with_fail_fast_also_ends_what_runs) {
  // 0106 has told its process id before 0105 fails.
  make_fifo("started");
  shell_script("0105_FailSoon", "read line < started; exit 1");
  shell_script("0106_Long", "echo $$ > pids; echo go > started; sleep 600");
  const Json json = report(
      {"--sequence", "0105,0106", "--max-concurrency", "2", "--fail-fast"});
  EXPECT_EQ(last_exit_code, 1);
  EXPECT_EQ(json.job("0105", "status"), "failed");
  EXPECT_EQ(json.job("0106", "status"), "cancelled");
  expect_gone("pids");
}

TEST_F(Failure, by_the_runs_timeout_is_124_and_ends_everything) {
  shell_script("0107_Long", "echo $$ > pids; exec sleep 600");
  const Json json = report(
      {"--sequence", "0107,0100", "--parallel=false", "--timeout", "0.5"});
  EXPECT_EQ(last_exit_code, 124);
  EXPECT_EQ(json.at("run.status"), "timed_out");
  EXPECT_EQ(json.job("0107", "status"), "timed_out");
  EXPECT_EQ(json.job("0107", "exitCode"), "124");
  EXPECT_EQ(json.job("0100", "status"), "skipped");
  expect_gone("pids");
}

// It would be leased for ever if its agent said nothing.
TEST_F(Failure, of_a_job_that_its_agent_cannot_read) {
  shell_script("0300_Many", "true");
  std::string words = "\"a\"";
  for (int i = 0; i < 70'000; ++i) words += ",\"a\"";
  playbook("many.json", R"({"Sequence": [{"Script": "0300", "Arguments": [)" +
                            words + "]}]}");
  const Json json = report({"many"});
  EXPECT_EQ(last_exit_code, 1);
  EXPECT_THAT(json.at("jobs.0.error.message"),
              HasSubstr("its agent cannot read this job"));
}

TEST_F(Failure, by_a_signal_says_which) {
  shell_script("0108_Crash", "kill -SEGV $$");
  const Json json = report({"--sequence", "0108"});
  EXPECT_EQ(last_exit_code, 1);
  EXPECT_THAT(json.job("0108", "error.message"), HasSubstr("signal 11"));
}

TEST_F(Failure, the_command_printed_to_run_it_again_works) {
  powershell_script("0200_Typed",
                    "param([string]$Text, [string[]]$List, [switch]$On)\n"
                    "[IO.File]::AppendAllText(\"$PSScriptRoot/../seen\","
                    " \"$Text|$($List -join '+')|$On`n\")\nexit 5");
  playbook("p.psd1",
           "@{ Sequence = @(@{ Script = '0200'; Parameters = @{\n"
           "  Text = 'it''s \"odd\" $HOME & ; ünï'\n"
           "  List = @('a b', 'c,d'); On = $true } }) }");
  const Finished first = orchestrate({"p", "--project", path(".")});
  EXPECT_EQ(first.exit_code, 1);
  const std::string mark = "  again: ";
  const std::size_t start = first.out.find(mark);
  ASSERT_NE(start, std::string::npos) << first.out;
  const std::size_t end = first.out.find('\n', start);
  const std::string command =
      first.out.substr(start + mark.size(), end - start - mark.size());
  ProgramRun shell("/bin/sh", {"-c", command}, path("."), environment);
  const Finished again = shell.finish();
  EXPECT_EQ(again.exit_code, 1) << again.err;
  const std::vector<std::string> seen = lines("seen");
  ASSERT_EQ(seen.size(), 2u) << command;
  EXPECT_EQ(seen[0], "it's \"odd\" $HOME & ; ünï|a b+c,d|True");
  EXPECT_EQ(seen[1], seen[0]) << command;
}

}  // namespace
}  // namespace aitherzero
