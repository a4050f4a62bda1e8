// Pre- and postconditions and artifacts of playbooks.
#include "system/distributed_test.hpp"
#include "system/system_test.hpp"

namespace aitherzero {
namespace {

class Checks : public PowerShellTest {
 protected:
  void SetUp() override {
    PowerShellTest::SetUp();
    shell_script("0100_Make", "mkdir -p out; echo x > \"out/$WHAT\"");
  }
  Json with(const std::string& checks, const std::string& what = "a.zip") {
    playbook("ci.psd1",
             "@{ Sequence = @(@{ Script = '0100'; Env = @{ WHAT = '" + what +
                 "' } })\n" + checks + " }");
    return report({"ci"});
  }
};

TEST_P(Checks, a_precondition_that_does_not_hold_lets_nothing_run) {
  const Json json =
      with("Variables = @{ n = 1 }; PreConditions = { $n -gt 1 }");
  EXPECT_EQ(last_exit_code, 1);
  EXPECT_EQ(json.job("precondition", "status"), "failed");
  EXPECT_EQ(json.job("precondition", "error.message"),
            "this does not hold: $n -gt 1");
  EXPECT_EQ(json.job("0100", "status"), "skipped");
  EXPECT_FALSE(exists("out"));
  with("Variables = @{ n = 2 }; PreConditions = { $n -gt 1 }");
  EXPECT_EQ(last_exit_code, 0);
  EXPECT_TRUE(exists("out/a.zip"));
}

TEST_P(Checks, a_postcondition_sees_how_all_else_has_ended) {
  EXPECT_EQ(with("PostConditions = { $Jobs['0100'].Status -eq 'succeeded' -and "
                 "(Test-Path out/a.zip) }")
                .job("postcondition", "status"),
            "succeeded");
  EXPECT_EQ(with("PostConditions = 'Test-Path out/b.zip'")
                .job("postcondition", "status"),
            "failed");
  EXPECT_EQ(last_exit_code, 1);
  EXPECT_EQ(
      with("PostConditions = 'throw \"no\"'").job("postcondition", "status"),
      "failed");
}

TEST_P(Checks, hold_beside_a_failure_that_may_be) {
  shell_script("0200_Bad", "exit 1");
  playbook("ci.psd1",
           "@{ Sequence = @('0200', @{ Script = '0100'; Env = @{ WHAT = 'a' } "
           "})\nSuccessCriteria = @{ AllowedFailures = '0200' }\n"
           "PostConditions = { Test-Path out/a }\n"
           "Artifacts = @{ Required = 'out/a' } }");
  const Json json = report({"ci"});
  EXPECT_EQ(last_exit_code, 10);
  EXPECT_EQ(json.job("postcondition", "status"), "succeeded");
  EXPECT_EQ(json.job("artifacts", "status"), "succeeded");
}

TEST_P(Checks, artifacts_must_be_there_in_the_end) {
  Json json =
      with("Artifacts = @{ Required = 'out/*.zip'; Optional = '*.log' }");
  EXPECT_EQ(last_exit_code, 0);
  EXPECT_EQ(json.job("artifacts", "note"), "nothing matches *.log");
  json = with("Artifacts = @{ Required = @('out/*.zip', 'out/*.tar') }");
  EXPECT_EQ(last_exit_code, 1);
  EXPECT_EQ(json.job("artifacts", "error.message"),
            "nothing is there that matches out/*.tar");
}

AITHERZERO_WITH_EACH_POWERSHELL(Checks);

class ChecksRemote : public DistributedTest {};

// They see the outputs of all jobs, wherever these ran.
TEST_F(ChecksRemote, run_where_the_jobs_run) {
  shell_script("0100_Make", "mkdir out; echo x > out/a.zip", "Outputs: out/**");
  playbook("ci.psd1",
           "@{ Sequence = '0100'; PreConditions = '-not (Test-Path out)'\n"
           "PostConditions = 'Test-Path out/a.zip'\n"
           "Artifacts = @{ Required = 'out/*.zip' } }");
  start_controller();
  const auto agent = start_agent("one");
  const Json json = report({"ci", "--controller", endpoint});
  EXPECT_EQ(last_exit_code, 0);
  EXPECT_EQ(json.at("run.summary.succeeded"), "4");
}

}  // namespace
}  // namespace aitherzero
