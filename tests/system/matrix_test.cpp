// Matrices, variables, groups, nested playbooks and retries, through the
// program.
#include "system/system_test.hpp"

namespace aitherzero {
namespace {

class MatrixRun : public SystemTest {};

TEST_F(MatrixRun, runs_a_script_for_every_combination) {
  powershell_script("0402_Test",
                    "param([string]$Profile, [string]$Platform)\n"
                    "\"$Profile on $Platform\"");
  const Json json =
      report({"--sequence", "0402", "--matrix", "profile=quick,comprehensive",
              "--matrix", "platform=Windows,Linux"});
  EXPECT_EQ(json.at("run.summary.succeeded"), "4");
  EXPECT_EQ(json.at("jobs.1.id"), "0402 (profile=quick, platform=Linux)");
  EXPECT_EQ(run({"run", "logs", json.at("run.id"), json.at("jobs.2.id")}).out,
            "comprehensive on Windows\n");
  const Json planned =
      plan({"--sequence", "0402", "--matrix", "profile:=[1,2]"});
  EXPECT_EQ(planned.at("plan.jobs.1.matrix"), "{\"profile\":2}");
  EXPECT_EQ(planned.at("plan.jobs.1.name"), "0402_Test (profile=2)");
}

TEST_F(MatrixRun, a_playbook_says_axes_edges_and_templates) {
  shell_script("0100_Build", "echo built $1 >> built.txt");
  shell_script("0200_Test", "grep -q \"built $1\" built.txt");
  playbook("ci.psd1",
           "@{ Variables = @{ prefix = 'p' }\n"
           "   Matrix = @{ os = @('linux', 'windows') }\n"
           "   Sequence = @(\n"
           "     @{ Script = '0100'; Arguments = @('{{prefix}}-{{os}}') },\n"
           "     @{ Script = '0200'; Arguments = @('{{prefix}}-{{os}}')\n"
           "        Needs = '0100' }) }");
  const Json json = report({"ci"});
  EXPECT_EQ(json.at("run.status"), "succeeded");
  EXPECT_EQ(json.job("0200 (os=linux)", "needs"), "[\"0100 (os=linux)\"]");
}

TEST_F(MatrixRun, bad_ones_run_nothing) {
  shell_script("0100_A", "touch ran");
  playbook("bad.psd1",
           "@{ Sequence = @(@{ Script = '0100'\n Name = '{{nme:=x}} {{no}}' "
           "}) }");
  const Finished unknown = orchestrate({"bad"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err,
              HasSubstr("bad.psd1:2:9: there is no variable 'no'"));
  const Finished empty = orchestrate({"--sequence", "0100", "--matrix", "a="});
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_THAT(empty.err, HasSubstr("--matrix: 'a=' gives an axis no values"));
  EXPECT_EQ(orchestrate({"--sequence", "0100", "--profile", "x"}).exit_code, 2);
  EXPECT_FALSE(exists("ran"));
}

class Structure : public SystemTest {};

TEST_F(Structure, a_failed_script_is_tried_again_and_keeps_all_output) {
  shell_script("0100_Flaky",
               "echo try; test -e once && exit 0; touch once; exit 3");
  playbook("retry.psd1",
           "@{ Sequence = @(@{ Script = '0100'; Retry = 2; RetryDelay = 0.1 "
           "}) }");
  const Json json = report({"retry"});
  EXPECT_EQ(last_exit_code, 0);
  EXPECT_EQ(json.size("jobs.0.attempts"), 2u);
  EXPECT_EQ(json.at("jobs.0.attempts.0.status"), "failed");
  EXPECT_EQ(json.at("jobs.0.attempts.0.exitCode"), "3");
  EXPECT_EQ(run({"run", "logs", json.at("run.id"), "0100"}).out, "try\ntry\n");
}

TEST_F(Structure, what_is_not_for_ci_is_skipped_there) {
  shell_script("0100_Local", "touch ran");
  shell_script("0101_After", "true", "Dependencies: 0100");
  playbook("ci.psd1",
           "@{ Sequence = @(@{ Script = '0100'; SkipInCI = $true }, '0101') }");
  environment["CI"] = "true";
  const Json json = report({"ci"});
  EXPECT_EQ(last_exit_code, 0);
  EXPECT_EQ(json.job("0100", "status"), "skipped");
  EXPECT_EQ(json.job("0101", "status"), "succeeded");
  EXPECT_FALSE(exists("ran"));
  environment["CI"] = "false";
  EXPECT_EQ(orchestrate({"ci"}).exit_code, 0);
  EXPECT_TRUE(exists("ran"));
}

TEST_F(Structure, success_criteria_decide_and_say_so) {
  shell_script("0100_Good", "true");
  shell_script("0101_Bad", "exit 1");
  const auto with = [&](const std::string& criteria) {
    playbook("ci.psd1",
             "@{ Sequence = @('0101', '0100')\nSuccessCriteria = "
             "@{ " +
                 criteria + " } }");
    return report({"ci"});
  };
  const Json half = with("MinimumSuccessRate = 50");
  EXPECT_EQ(last_exit_code, 10);
  EXPECT_EQ(half.at("run.status"), "partial");
  EXPECT_EQ(half.at("run.reason"), "MinimumSuccessRate 0.5: 1 of 2 succeeded");
  with("MinimumSuccessCount = 2");
  EXPECT_EQ(last_exit_code, 1);
  with("AllowedFailures = @('0101')");
  EXPECT_EQ(last_exit_code, 10);
  with("CriticalScripts = @('Bad')");
  EXPECT_EQ(last_exit_code, 1);
  const Finished unknown = [&] {
    playbook("ci.psd1",
             "@{ Sequence = '0100'\nSuccessCriteria = @{ "
             "CriticalScripts = '0102' } }");
    return orchestrate({"ci"});
  }();
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err,
              HasSubstr("ci.psd1:2:40: '0102' names no step of this run"));
}

TEST_F(Structure, a_nested_playbook_has_a_time_of_its_own) {
  shell_script("0100_Hangs", "sleep 1000");
  shell_script("0101_Next", "echo next");
  shell_script("0102_Other", "echo other");
  playbook("inner.psd1",
           "@{ Sequence = @('0100', @{ Script = '0101'; Needs = '0100' })\n"
           "Options = @{ Timeout = 1; StopOnError = $true } }");
  playbook("outer.psd1",
           "@{ Sequence = @(@{ Playbook = 'inner' }, '0102')\n"
           "Options = @{ StopOnError = $false } }");
  const Json run = report({"outer"});
  EXPECT_EQ(last_exit_code, 124);
  EXPECT_EQ(run.job("inner/0100", "status"), "timed_out");
  EXPECT_THAT(run.job("inner/0100", "error.message"),
              HasSubstr("the timeout of its playbook was over"));
  EXPECT_EQ(run.job("inner/0101", "status"), "timed_out");
  EXPECT_EQ(run.job("0102", "status"), "succeeded");
}

TEST_F(Structure, a_nested_playbook_says_whether_it_stops) {
  shell_script("0100_Fails", "exit 3");
  shell_script("0101_Inner", "echo inner");
  shell_script("0102_Outer", "echo outer");
  playbook("inner.psd1",
           "@{ Sequence = @('0100', '0101')\n"
           "Options = @{ StopOnError = $false; Parallel = $false } }");
  playbook("outer.psd1",
           "@{ Sequence = @(@{ Playbook = 'inner'; Group = 1 }, @{ Script = "
           "'0102'; Group = 2 }) }");
  const Json run = report({"outer"});
  EXPECT_EQ(last_exit_code, 1);
  EXPECT_EQ(run.job("inner/0100", "status"), "failed");
  EXPECT_EQ(run.job("inner/0101", "status"), "succeeded");
  EXPECT_EQ(run.job("0102", "status"), "skipped");
}

TEST_F(Structure, a_nested_playbook_runs_for_one_cell_after_the_other) {
  for (const char* name : {"0100_First", "0101_Second"}) {
    shell_script(name, std::string("echo ") + name + " $1 >> order");
  }
  playbook("inner.psd1",
           "@{ Sequence = @(@{ Script = '0100'; Arguments = '{{os}}' }\n"
           "@{ Script = '0101'; Arguments = '{{os}}'; Needs = '0100' }) }");
  playbook(
      "outer.psd1",
      "@{ Sequence = @(@{ Playbook = 'inner'; Variables = @{ os = '{{os}}' "
      "}\n"
      "Matrix = @{ os = @('a', 'b'); 'max-parallel' = 1 } }) }");
  EXPECT_EQ(orchestrate({"outer"}).exit_code, 0);
  EXPECT_EQ(lines("order"),
            (std::vector<std::string>{"0100_First a", "0101_Second a",
                                      "0100_First b", "0101_Second b"}));
}

TEST_F(Structure, groups_and_nested_playbooks_wait_for_each_other) {
  for (const char* name : {"0100_A", "0101_B", "0102_C"}) {
    shell_script(name, std::string("echo ") + name + " >> order");
  }
  playbook("inner.psd1", "@{ Sequence = @('0101') }");
  playbook("outer.psd1",
           "@{ Sequence = @(@{ Script = '0102'; Group = 2 }\n"
           "@{ Playbook = 'inner'; Group = 1; Needs = '0100' }\n"
           "@{ Scripts = @('0100') }) }");
  EXPECT_EQ(orchestrate({"outer"}).exit_code, 0);
  EXPECT_EQ(lines("order"),
            (std::vector<std::string>{"0100_A", "0101_B", "0102_C"}));
  playbook("inner.psd1", "@{ Sequence = @(@{ Playbook = 'outer' }) }");
  const Finished circle = orchestrate({"outer"});
  EXPECT_EQ(circle.exit_code, 2);
  EXPECT_THAT(circle.err, HasSubstr("nest each other"));
}

}  // namespace
}  // namespace aitherzero
