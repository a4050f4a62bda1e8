// What a script writes as a value of another job.
#include "system/distributed_test.hpp"
#include "system/system_test.hpp"

namespace aitherzero {
namespace {

constexpr const char* k_maker =
    "[pscustomobject]@{ Count = 3; Names = 'a', 'b'; Inner = @{ Port = 8080 } "
    "}";
constexpr const char* k_user =
    "param([int]$N, [string[]]$Names, $All, [string]$Text)\n"
    "\"N=$N names=$($Names -join '+') port=$($All.Inner.Port) $Text\"";
constexpr const char* k_playbook =
    "@{ Variables = @{ zone = 'eu'; Text = '{{zone}}:{{jobs.0100.output.inner."
    "port}}' }\n"
    "Sequence = @(@{ Script = '0200'; Parameters = @{\n"
    "N = '{{jobs.0100.output.Count}}'\n"
    "Names = '{{jobs.0100.output.Names}}'\n"
    "All = '{{jobs.0100.output}}' } }, '0100') }";

class JobOutputRuns : public PowerShellTest {
 protected:
  void SetUp() override {
    PowerShellTest::SetUp();
    powershell_script("0100_Make", k_maker);
    powershell_script("0200_Use", k_user);
  }
};

TEST_P(JobOutputRuns, is_given_with_its_types) {
  playbook("ci.psd1", k_playbook);
  const Finished finished = run({"orchestrate", "ci"});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("N=3 names=a+b port=8080 eu:8080"));
}

TEST_P(JobOutputRuns, reaches_arguments_and_environment_of_any_program) {
  shell_script("0300_Shell", "echo \"$1 $WHO\"");
  playbook("ci.psd1",
           "@{ Sequence = @('0100', @{ Script = '0300'; Arguments = "
           "'n={{jobs.0100.output.Count}}'; Env = @{ WHO = "
           "'{{jobs.0100.output.Names}}' } }) }");
  EXPECT_THAT(run({"orchestrate", "ci"}).out, HasSubstr("n=3 [\"a\",\"b\"]"));
}

TEST_P(JobOutputRuns, that_is_not_there_fails_the_job_with_its_place) {
  playbook("ci.psd1",
           "@{ Sequence = @('0100', @{ Script = '0200'; Parameters = @{\n"
           "N = '{{jobs.0100.output.Cout}}' } }) }");
  const Json json = report({"ci"});
  EXPECT_EQ(last_exit_code, 1);
  EXPECT_EQ(json.job("0100", "status"), "succeeded");
  EXPECT_EQ(json.job("0200", "status"), "failed");
  EXPECT_THAT(json.job("0200", "error.message"),
              HasSubstr("ci.psd1:2:5: {{jobs.0100.output.Cout}}: what 0100 "
                        "wrote has no 'Cout'"));
  EXPECT_THAT(json.job("0200", "error.message"), HasSubstr("'Count'"));
  playbook("ci.psd1",
           "@{ Sequence = @('0100', @{ Script = '0200'; Parameters = @{\n"
           "N = '{{jobs.0100.output.Cout:=9}}' } }) }");
  EXPECT_THAT(run({"orchestrate", "ci"}).out, HasSubstr("N=9"));
}

TEST_P(JobOutputRuns, of_a_skipped_job_is_nothing) {
  playbook("ci.psd1",
           "@{ Sequence = @(@{ Script = '0100'; Condition = '$false' }, "
           "@{ Script = '0200'; Parameters = @{\n"
           "N = '{{jobs.0100.output.Count}}' } }) }");
  EXPECT_THAT(report({"ci"}).job("0200", "error.message"),
              HasSubstr("0100 is skipped, and wrote nothing"));
}

AITHERZERO_WITH_EACH_POWERSHELL(JobOutputRuns);

class JobOutputRemote : public DistributedTest {};

// It was recorded with the job's end.
TEST_F(JobOutputRemote, outlives_a_crash_of_the_controller) {
  make_fifo("gate");
  powershell_script("0100_Make", k_maker);
  shell_script("0150_Wait", "touch \"$SIDE/runs\"; cat \"$SIDE/gate\"",
               "Dependencies: 0100");
  powershell_script("0200_Use", k_user, "Dependencies: 0150");
  playbook("ci.psd1",
           "@{ Sequence = @('0100', '0150', @{ Script = '0200'; Parameters = "
           "@{ N = '{{jobs.0100.output.Count}}' } }) }");
  start_controller();
  const auto agent = start_agent("one");
  const std::string run = submit_with({"ci"});
  wait_for_file("runs");
  controller->crash();
  start_controller();
  write("gate", "go\n");
  EXPECT_EQ(follow(run).at("run.status"), "succeeded");
  EXPECT_THAT(client({"run", "logs", run, "0200"}).out, HasSubstr("N=3"));
}

}  // namespace
}  // namespace aitherzero
