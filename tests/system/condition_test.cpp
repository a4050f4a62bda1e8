// Conditions and what else decides on an agent whether a job runs.
#include <unistd.h>

#include "system/system_test.hpp"

namespace aitherzero {
namespace {

class Condition : public PowerShellTest {
 protected:
  // A playbook of one step with this condition, and how its job ended.
  Json with(const std::string& condition, const std::string& more = {}) {
    playbook("ci.psd1",
             "@{ Variables = @{ level = 2; name = 'x' }\n"
             "Sequence = @('0100', @{ Script = '0200'\n"
             "Needs = '0100'; Condition = " +
                 condition + more + " }) }");
    return report({"ci"});
  }

  void SetUp() override {
    PowerShellTest::SetUp();
    shell_script("0100_First", "true");
    powershell_script("0200_Second", "'ran'");
  }
};

TEST_P(Condition, is_powershell_that_sees_the_variables) {
  EXPECT_EQ(with("'$level -gt 1'").job("0200", "status"), "succeeded");
  EXPECT_EQ(with("{ $name -eq 'x' -and $IsLinux }").job("0200", "status"),
            "succeeded");
  const Json skipped = with("'$level -gt 2'");
  EXPECT_EQ(last_exit_code, 0);
  EXPECT_EQ(skipped.job("0200", "status"), "skipped");
  EXPECT_EQ(skipped.job("0200", "reason"), "condition: $level -gt 2");
  environment["ZONE"] = "eu";
  EXPECT_EQ(with("'$env:ZONE -eq \"eu\"'").job("0200", "status"), "succeeded");
  EXPECT_EQ(with("'@()'").job("0200", "status"), "skipped") << "nothing";
}

TEST_P(Condition, sees_how_needs_have_ended) {
  EXPECT_EQ(
      with("'$Jobs[\"0100\"].Status -eq \"succeeded\"'").job("0200", "status"),
      "succeeded");
  EXPECT_EQ(with("'failure()'").job("0200", "status"), "skipped");
  shell_script("0100_First", "exit 1");
  EXPECT_EQ(with("'failure()'").job("0200", "status"), "succeeded");
  EXPECT_EQ(last_exit_code, 1);
  EXPECT_EQ(with("'always()'").job("0200", "status"), "succeeded");
  EXPECT_EQ(with("'$true'").job("0200", "status"), "skipped")
      << "its need failed";
}

TEST_P(Condition, sees_what_needs_have_written) {
  powershell_script("0050_Make",
                    "[pscustomobject]@{ Count = 3; Names = 'a', 'b' }");
  const auto with_output = [&](const std::string& condition) {
    playbook("ci.psd1",
             "@{ Sequence = @('0050', @{ Script = '0200'; Needs = "
             "'0050'; Condition = { " +
                 condition + " } }) }");
    return report({"ci"}).job("0200", "status");
  };
  EXPECT_EQ(with_output("$Jobs['0050'].Output.Count -eq 3 -and "
                        "$Jobs['0050'].Output.Names[1] -eq 'b'"),
            "succeeded");
  EXPECT_EQ(with_output("$Jobs['0050'].Output.Count -gt 3"), "skipped");
}

TEST_P(Condition, with_an_error_is_a_failure_and_no_silent_answer) {
  for (const char* bad :
       {"'$level -gt'", "'Get-Nothing-Like-It'", "'throw \"no\"'"}) {
    const Json failed = with(bad);
    EXPECT_EQ(last_exit_code, 1) << bad;
    EXPECT_EQ(failed.job("0200", "status"), "failed") << bad;
    EXPECT_THAT(failed.job("0200", "error.message"),
                HasSubstr("ci.psd1:2:22 failed: "))
        << bad;
    EXPECT_THAT(failed.job("0200", "error.message"), Not(HasSubstr("__")));
  }
}

TEST_P(Condition, decides_for_what_is_not_powershell_as_well) {
  shell_script("0300_Shell", "touch ran", "Condition: $env:WANTED -eq 'yes'");
  EXPECT_EQ(report({"--sequence", "0300"}).job("0300", "status"), "skipped");
  EXPECT_FALSE(exists("ran"));
  environment["WANTED"] = "yes";
  EXPECT_EQ(report({"--sequence", "0300"}).job("0300", "status"), "succeeded");
  EXPECT_TRUE(exists("ran"));
}

TEST_P(Condition, counts_against_the_steps_timeout) {
  shell_script("0300_Shell", "touch ran");
  playbook("ci.psd1",
           "@{ Sequence = @(@{ Script = '0300'; Timeout = 1\n"
           "Condition = { while ($true) { } } }) }");
  EXPECT_EQ(report({"ci"}).job("0300", "status"), "timed_out");
  EXPECT_EQ(last_exit_code, 124);
  EXPECT_FALSE(exists("ran"));
}

TEST_P(Condition, leaves_nothing_behind_for_the_script) {
  powershell_script("0200_Second",
                    "if (Get-Variable level -ErrorAction Ignore) { throw "
                    "'level leaked' }\nif ($ErrorActionPreference -eq 'Stop') "
                    "{ throw 'preference leaked' }");
  EXPECT_EQ(with("'$level -gt 1'").job("0200", "status"), "succeeded");
}

AITHERZERO_WITH_EACH_POWERSHELL(Condition);

class Decisions : public SystemTest {};

TEST_F(Decisions, a_step_is_skipped_where_its_file_is_there) {
  shell_script("0100_Builds", "touch app; echo x >> count");
  playbook("ci.psd1",
           "@{ Sequence = @(@{ Script = '0100'; SkipIfExists = 'app' }) }");
  EXPECT_EQ(orchestrate({"ci"}).exit_code, 0);
  const Json again = report({"ci"});
  EXPECT_EQ(again.job("0100", "status"), "skipped");
  EXPECT_EQ(again.job("0100", "reason"), "app exists");
  EXPECT_EQ(lines("count").size(), 1u);
}

TEST_F(Decisions, a_step_may_need_an_administrator) {
  shell_script("0100_Root", "true");
  playbook("ci.psd1",
           "@{ Sequence = @(@{ Script = '0100'; RequireAdmin = $true }) }");
  const Finished finished = orchestrate({"ci"});
  if (::geteuid() == 0) {
    EXPECT_EQ(finished.exit_code, 0);
  } else {
    EXPECT_EQ(finished.exit_code, 1);
    EXPECT_THAT(finished.out, HasSubstr("needs an administrator"));
  }
}

}  // namespace
}  // namespace aitherzero
