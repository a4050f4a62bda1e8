// Bad usage and bad input: exit code 2, one clear message on standard error,
// and nothing has run.
#include "system/system_test.hpp"

namespace aitherzero {
namespace {

class BadInput : public SystemTest {
 protected:
  void SetUp() override {
    for (const char* name : {"0402_Run-UnitTests", "0407_Validate-Syntax",
                             "0413_Validate-Config"}) {
      shell_script(name, "touch ran");
    }
    playbook("project-health-check.psd1", "@{ Sequence = @('0407') }");
  }

  // The message, after checking that it is the only thing that happened.
  std::string message(const std::vector<std::string>& words) {
    const Finished finished = run(words);
    EXPECT_EQ(finished.exit_code, 2) << finished.out << finished.err;
    EXPECT_EQ(finished.out, "");
    EXPECT_FALSE(exists("ran"));
    EXPECT_TRUE(finished.err.starts_with("aitherzero: ")) << finished.err;
    // One message, and perhaps a line of advice.
    const std::string rest = finished.err.substr(finished.err.find('\n') + 1);
    EXPECT_LE(std::count(rest.begin(), rest.end(), '\n'), 1) << finished.err;
    EXPECT_TRUE(rest.empty() || rest.starts_with("  ")) << finished.err;
    return finished.err;
  }
  std::string of_sequence(const std::string& expression) {
    return message({"orchestrate", "--sequence", expression});
  }
  std::string of_playbook(const std::string& text) {
    playbook("p.psd1", text);
    return message({"orchestrate", "p"});
  }
  std::string of_step(const std::string& step) {
    return of_playbook("@{ Sequence = @(" + step + ") }");
  }
};

TEST_F(BadInput, unknown_command) {
  EXPECT_THAT(message({"orchestrat"}), HasSubstr("did you mean 'orchestrate'"));
  EXPECT_THAT(message({"playbook"}), HasSubstr("playbook list"));
}

TEST_F(BadInput, unknown_option) {
  EXPECT_THAT(message({"orchestrate", "--sequense", "0407"}),
              HasSubstr("did you mean '--sequence'"));
  EXPECT_THAT(message({"orchestrate", "--seq", "0407"}), HasSubstr("--seq"));
}

TEST_F(BadInput, nothing_to_run) {
  EXPECT_THAT(message({"orchestrate"}), HasSubstr("nothing to run"));
}

TEST_F(BadInput, values_that_are_none) {
  const auto with = [&](const std::string& option, const std::string& value) {
    return message({"orchestrate", "--sequence", "0407", option, value});
  };
  EXPECT_THAT(with("--timeout", "soon"), HasSubstr("'soon'"));
  EXPECT_THAT(with("--timeout", "-1"), HasSubstr("-1"));
  EXPECT_THAT(with("--max-concurrency", "0"), HasSubstr("'0'"));
  EXPECT_THAT(with("--max-concurrency", "2.5"), HasSubstr("'2.5'"));
  EXPECT_THAT(with("--output-format", "jsn"), HasSubstr("did you mean 'json'"));
  EXPECT_THAT(with("--isolation", "vm"), HasSubstr("'vm'"));
  EXPECT_THAT(with("--parallel=maybe", "--quiet"), HasSubstr("'maybe'"));
  EXPECT_THAT(with("--variable", "novalue"), HasSubstr("NAME=VALUE"));
  EXPECT_THAT(with("--variable", "A:={"), HasSubstr("--variable A"));
  EXPECT_THAT(with("--project", "nowhere"), HasSubstr("'nowhere'"));
  EXPECT_THAT(message({"orchestrate", "--sequence"}), HasSubstr("sequence"));
}

TEST_F(BadInput, a_lease_that_is_too_short) {
  EXPECT_THAT(message({"controller", "--lease", "0"}),
              HasSubstr("--lease: a lease is at least 1 second"));
}

TEST_F(BadInput, more_slots_than_an_agent_may_have) {
  EXPECT_THAT(
      message({"agent", "--controller", "localhost", "--slots", "5000"}),
      HasSubstr("--slots: '5000' is not a whole number from 1 to 4096"));
}

TEST_F(BadInput, options_from_the_environment_are_checked_as_well) {
  environment["AITHERZERO_TIMEOUT"] = "never";
  EXPECT_THAT(of_sequence("0407"), HasSubstr("AITHERZERO_TIMEOUT"));
}

TEST_F(BadInput, missing_playbook_with_near_names) {
  const std::string text = message({"orchestrate", "project-helth-check"});
  EXPECT_THAT(text, HasSubstr("project-helth-check"));
  EXPECT_THAT(text, HasSubstr("did you mean 'project-health-check'"));
}

TEST_F(BadInput, a_sequence_in_the_place_of_a_playbook) {
  EXPECT_THAT(message({"orchestrate", "0400-0499"}),
              HasSubstr("--sequence '0400-0499'"));
}

TEST_F(BadInput, unknown_number_with_near_ones) {
  const std::string text = of_sequence("0408");
  EXPECT_THAT(text, HasSubstr("0408"));
  EXPECT_THAT(text, HasSubstr("0407"));
}

TEST_F(BadInput, sequences_that_make_no_sense) {
  EXPECT_THAT(of_sequence("0499-0400"), HasSubstr("reversed"));
  EXPECT_THAT(of_sequence("0407,,0413"), HasSubstr("empty"));
  EXPECT_THAT(of_sequence("stage:Nowhere"), HasSubstr("Nowhere"));
  EXPECT_THAT(of_sequence("stge:Testing"), HasSubstr("did you mean 'stage'"));
  EXPECT_THAT(of_sequence("!0407"), HasSubstr("*,!0407"));
  EXPECT_THAT(of_sequence("0407,!04*"), HasSubstr("exclude"));
  EXPECT_THAT(of_sequence("0500-0599"), HasSubstr("0500-0599"));
}

TEST_F(BadInput, a_psd1_that_cannot_be_read_names_line_and_column) {
  EXPECT_THAT(of_playbook("@{\n  Sequence = @('0407'\n}\n"),
              HasSubstr("playbooks/p.psd1:3:1: "));
  EXPECT_THAT(of_playbook("@{\n  Name = Get-Date\n}"),
              HasSubstr("playbooks/p.psd1:2:10: "));
  EXPECT_THAT(of_playbook("@{ Sequence = '0407'; sequence = '0413' }"),
              HasSubstr("p.psd1:1:"));
}

TEST_F(BadInput, a_json_that_cannot_be_read_names_line_and_column) {
  playbook("j.json", "{\n  \"Sequence\": [\"0407\",,]\n}");
  EXPECT_THAT(message({"orchestrate", "j"}), HasSubstr("playbooks/j.json:2:"));
}

TEST_F(BadInput, a_psd1_never_runs_what_it_holds) {
  EXPECT_THAT(of_playbook("@{ Sequence = @(\"$(touch ran)\") }"),
              HasSubstr("p.psd1:1:"));
}

TEST_F(BadInput, a_playbook_that_is_none) {
  EXPECT_THAT(of_playbook("@('0407')"), HasSubstr("a playbook is a table"));
  EXPECT_THAT(of_playbook("@{ Name = 'x' }"), HasSubstr("no Sequence"));
  EXPECT_THAT(of_playbook("@{ Sequence = @() }"), HasSubstr("empty"));
}

TEST_F(BadInput, steps_that_cannot_be_run) {
  EXPECT_THAT(of_step("@{ Script = '0408' }"), HasSubstr("0408"));
  EXPECT_THAT(of_step("@{ Script = './none.sh' }"), HasSubstr("none.sh"));
  EXPECT_THAT(of_step("@{ Script = '0407'; Timeout = 'x' }"),
              HasSubstr("Timeout"));
  EXPECT_THAT(of_step("@{ Name = 'x' }"), HasSubstr("names no script"));
  EXPECT_THAT(of_step("@{ Script = '0407'; Needs = '0413' }"),
              HasSubstr("--with-dependencies"));
  EXPECT_THAT(of_step("@{ Script = '0407'; Parameters = @{ A = 1 } }"),
              HasSubstr("Arguments"));
  EXPECT_THAT(of_step("@{ Script = '0407'; Name = 'a' }, "
                      "@{ Script = '0413'; Name = 'A' }"),
              HasSubstr("two steps are named"));
}

TEST_F(BadInput, a_step_that_contradicts_itself) {
  EXPECT_THAT(of_step("@{ Script = '0407'; ContinueOnError = $true\n"
                      "   Required = $true }"),
              HasSubstr("contradict"));
}

TEST_F(BadInput, a_playbook_and_a_sequence) {
  EXPECT_THAT(
      message({"orchestrate", "project-health-check", "--sequence", "0407"}),
      HasSubstr("two different runs"));
}

TEST_F(BadInput, options_that_contradict_each_other) {
  EXPECT_THAT(message({"orchestrate", "--sequence", "0407", "--dry-run",
                       "--output-format", "junit"}),
              HasSubstr("JUnit"));
  EXPECT_THAT(message({"orchestrate", "--sequence", "0407", "--timeout", "1",
                       "--timeout", "2"}),
              HasSubstr("'--timeout' is given twice"));
}

TEST_F(BadInput, places_where_no_report_can_be_written) {
  const auto with = [&](const std::string& option) {
    return message({"orchestrate", "--sequence", "0407", option});
  };
  EXPECT_THAT(with("--output-path=playbooks"), HasSubstr("is a folder"));
  EXPECT_THAT(with("--output-path=/proc/none/r.json"), HasSubstr("/proc/none"));
  EXPECT_THAT(with("--generate-summary=/proc/none/s.md"),
              HasSubstr("/proc/none"));
}

TEST_F(BadInput, a_cycle_names_its_members) {
  shell_script("0500_A", "touch ran", "Dependencies: 0502");
  shell_script("0501_B", "touch ran", "Dependencies: 0500");
  shell_script("0502_C", "touch ran", "Dependencies: 0501");
  const std::string text = of_sequence("0500-0502");
  for (const char* name : {"0500_A", "0501_B", "0502_C"}) {
    EXPECT_THAT(text, HasSubstr(name));
  }
  EXPECT_THAT(text, HasSubstr("→"));
}

TEST_F(BadInput, a_powershell_that_is_not_there) {
  powershell_script("0600_P", "'x'");
  const Finished finished =
      orchestrate({"--sequence", "0600", "--pwsh", "/no/such/pwsh"});
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.out + finished.err, HasSubstr("/no/such/pwsh"));
}

// Suspicious, but no reason not to run.
class Warned : public SystemTest {
 protected:
  void SetUp() override { shell_script("0407_Validate-Syntax", "touch ran"); }
};

TEST_F(Warned, an_unknown_key_with_the_nearest_known_one) {
  playbook("p.psd1", "@{ Sequence = @(@{ Script = '0407'; Timout = 3 }) }");
  const Finished finished = orchestrate({"p"});
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.err, HasSubstr("p.psd1:1:"));
  EXPECT_THAT(finished.err, HasSubstr("warning"));
  EXPECT_THAT(finished.err, HasSubstr("Timeout"));
  EXPECT_TRUE(exists("ran"));
}

TEST_F(Warned, an_exclusion_that_excludes_nothing) {
  const Finished finished = orchestrate({"--sequence", "0407,!0500"});
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.err, HasSubstr("0500"));
}

TEST_F(Warned, a_variable_that_no_script_declares) {
  const Finished finished =
      orchestrate({"--sequence", "0407", "--variable", "Nobody=1"});
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.err, HasSubstr("Nobody"));
}

}  // namespace
}  // namespace aitherzero
