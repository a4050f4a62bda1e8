// Who reads what: people on standard output, programs a report alone.
#include <unistd.h>

#include "system/system_test.hpp"

namespace aitherzero {
namespace {

class Output : public SystemTest {
 protected:
  void SetUp() override {
    shell_script("0100_Good", "echo \"said 100\"; echo \"error 100\" >&2");
    shell_script("0101_Bad",
                 "printf '\\033[31mred\\033[0m \\033]0;title\\007done\\n'; "
                 "exit 4",
                 "Dependencies: 0100");
  }
  const std::vector<std::string> both = {"--sequence", "0100,0101"};

  std::vector<std::string> with(std::vector<std::string> more) const {
    more.insert(more.begin(), both.begin(), both.end());
    return more;
  }
};

TEST_F(Output, in_json_mode_standard_output_is_the_report_alone) {
  const Finished finished = orchestrate(with({"--output-format", "json"}));
  EXPECT_EQ(finished.exit_code, 1);
  const Json json(finished.out);
  EXPECT_EQ(finished.out.front(), '{');
  EXPECT_EQ(json.at("run.status"), "failed");
  EXPECT_EQ(json.at("run.exitCode"), "1");
  EXPECT_EQ(json.at("run.name"), "0100,0101");
  EXPECT_EQ(json.at("run.summary.total"), "2");
  EXPECT_EQ(json.at("run.summary.succeeded"), "1");
  EXPECT_EQ(json.at("run.summary.failed"), "1");
  EXPECT_EQ(json.job("0101", "number"), "0101");
  EXPECT_EQ(json.job("0101", "script"), "0101_Bad.sh");
  EXPECT_EQ(json.job("0101", "exitCode"), "4");
  EXPECT_EQ(json.job("0101", "attempts.0.exitCode"), "4");
  EXPECT_EQ(json.job("0101", "needs"), "[\"0100\"]");
  // Progress goes to people.
  EXPECT_THAT(finished.err, HasSubstr("[0100] said 100"));
}

TEST_F(Output, in_junit_mode_standard_output_is_the_report_alone) {
  const Finished finished = orchestrate(with({"--output-format", "junit"}));
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_TRUE(finished.out.starts_with("<?xml version=\"1.0\""));
  EXPECT_TRUE(finished.out.ends_with("</testsuites>\n"));
  EXPECT_THAT(finished.out, HasSubstr("tests=\"2\" failures=\"1\""));
  EXPECT_THAT(finished.out, HasSubstr("name=\"0101 0101_Bad\""));
  EXPECT_THAT(finished.out, HasSubstr("<failure type=\"failed\""));
  EXPECT_EQ(finished.out.find('\x1b'), std::string::npos);
}

TEST_F(Output, a_report_may_go_to_a_file_in_a_new_folder) {
  const Finished finished = orchestrate(
      with({"--output-format", "junit", "--output-path", "reports/new/r.xml"}));
  EXPECT_TRUE(read("reports/new/r.xml").starts_with("<?xml"));
  EXPECT_THAT(finished.out, HasSubstr("2 jobs: 1 succeeded, 1 failed"));
  orchestrate(with({"--output-format", "json", "--output-path", "r.json"}));
  EXPECT_EQ(Json(read("r.json")).at("run.status"), "failed");
  orchestrate(with({"--output-path", "r.txt"}));
  EXPECT_THAT(read("r.txt"), HasSubstr("1 failed"));
}

TEST_F(Output, a_report_to_a_device_leaves_the_device_alone) {
  ASSERT_EQ(::symlink("/dev/null", path("null").c_str()), 0);
  const Finished finished =
      orchestrate(with({"--output-format", "json", "--output-path", "null"}));
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_EQ(read("null"), "");
}

TEST_F(Output, a_plan_may_go_to_a_file_as_well) {
  const Finished finished = orchestrate(with(
      {"--dry-run", "--output-format", "json", "--output-path", "plan.json"}));
  EXPECT_EQ(finished.out, "");
  EXPECT_EQ(Json(read("plan.json")).size("plan.jobs"), 2u);
}

TEST_F(Output, a_summary_is_written_where_it_is_asked_for) {
  const Finished finished =
      orchestrate(with({"--generate-summary=out/summary.md"}));
  EXPECT_THAT(finished.err, HasSubstr("out/summary.md"));
  const std::string text = read("out/summary.md");
  EXPECT_TRUE(text.starts_with("# 0100,0101: failed\n"));
  EXPECT_THAT(text, HasSubstr("| 0100 | 0100\\_Good | ✓ succeeded |"));
  EXPECT_THAT(text, HasSubstr("## Failures"));
  EXPECT_THAT(text, HasSubstr("red done\n"));
}

TEST_F(Output, a_summary_has_a_place_of_its_own) {
  playbook("ci.psd1",
           "@{ Sequence = @('0100')\n   Options = @{ GenerateSummary = $true } "
           "}");
  EXPECT_EQ(orchestrate({"ci"}).exit_code, 0);
  EXPECT_THAT(read("reports/ci-summary.md"), HasSubstr("# ci: succeeded"));
}

TEST_F(Output, a_summary_may_be_json) {
  playbook("ci.psd1",
           "@{ Sequence = @('0100')\n   Options = @{ GenerateSummary = $true\n"
           "     SummaryFormat = 'JSON'; SummaryPath = 'r/s.json' } }");
  EXPECT_EQ(orchestrate({"ci"}).exit_code, 0);
  EXPECT_EQ(Json(read("r/s.json")).at("run.name"), "ci");
}

TEST_F(Output, quiet_prints_the_summary_only) {
  const Finished finished = orchestrate(with({"--quiet"}));
  EXPECT_THAT(finished.out, Not(HasSubstr("[0100]")));
  EXPECT_THAT(finished.out, HasSubstr("2 jobs: 1 succeeded, 1 failed"));
  EXPECT_THAT(finished.out, HasSubstr("exit code 4"));
  EXPECT_EQ(finished.err, "");
}

TEST_F(Output, a_pipe_gets_no_escape_sequences) {
  const Finished finished = orchestrate(both);
  EXPECT_EQ(finished.out.find('\x1b'), std::string::npos) << finished.out;
  EXPECT_THAT(finished.out, HasSubstr("[0101] red done\n"));
  EXPECT_EQ(finished.err, "");
}

TEST_F(Output, NO_COLOR_and_plain_terminals_are_respected) {
  environment["NO_COLOR"] = "1";
  environment["TERM"] = "dumb";
  const Finished finished = orchestrate(both);
  EXPECT_EQ(finished.out.find('\x1b'), std::string::npos) << finished.out;
}

TEST_F(Output, standard_error_of_a_job_is_shown) {
  EXPECT_THAT(orchestrate(both).out, HasSubstr("[0100] error 100\n"));
}

TEST_F(Output, a_failure_is_told_with_all_that_is_needed_to_mend_it) {
  const Finished finished = orchestrate(both);
  EXPECT_THAT(finished.out, HasSubstr("0101 0101_Bad failed"));
  EXPECT_THAT(finished.out, HasSubstr("  │ red done\n"));
  EXPECT_THAT(finished.out, HasSubstr("  again: "));
}

TEST_F(Output, a_closed_standard_output_does_not_disturb_the_run) {
  shell_script("0102_Many", "seq 1 50000; touch done");
  ProgramRun shell("/bin/sh",
                   {"-c", fmt::format("{} orchestrate --sequence 0102 | head "
                                      "-n 1",
                                      AITHERZERO_PROGRAM)},
                   path("."), environment);
  const Finished finished = shell.finish();
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_TRUE(exists("done"));
}

// The streams of PowerShell.
class Streams : public PowerShellTest {
 protected:
  void SetUp() override {
    PowerShellTest::SetUp();
    powershell_script(
        "0100_Streams",
        "'output'\n[Console]::Out.WriteLine('console')\n"
        "[Console]::Error.WriteLine('console error')\n"
        "$Host.UI.WriteLine('host')\n$Host.UI.WriteWarningLine('warned')\n"
        "$Host.UI.WriteVerboseLine('detail')\n"
        "$Host.UI.WriteErrorLine('problem')\n/bin/echo native");
  }
};

TEST_P(Streams, are_shown_in_order_and_labelled) {
  const Finished finished = orchestrate({"--sequence", "0100"});
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
  std::size_t last = 0;
  for (const char* text :
       {"[0100] output\n", "[0100] console\n", "[0100] console error\n",
        "[0100] host\n", "[0100] WARNING: warned\n", "[0100] problem\n",
        "[0100] native\n"}) {
    const std::size_t found = finished.out.find(text);
    ASSERT_NE(found, std::string::npos) << text << finished.out;
    EXPECT_GT(found, last) << text << finished.out;
    last = found;
  }
  EXPECT_THAT(finished.out, Not(HasSubstr("detail")));
}

TEST_P(Streams, include_details_when_asked) {
  const Finished finished = orchestrate({"--sequence", "0100", "-v"});
  EXPECT_THAT(finished.out, HasSubstr("[0100] VERBOSE: detail\n"));
}

AITHERZERO_WITH_EACH_POWERSHELL(Streams);

// A closed pipe is its reader's choice, a full disk is nobody's.
TEST_F(Output, that_cannot_be_written_is_an_error) {
  shell_script("0190_Says", "echo said");
  launcher = {"/bin/sh", "-c", "exec \"$@\" > /dev/full", "sh"};
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"scripts", "list"},
        {"orchestrate", "--sequence", "0190", "--output-format", "json"},
        {"run", "logs"}}) {
    const Finished finished = run(words);
    EXPECT_EQ(finished.exit_code, 3) << words.front();
    EXPECT_THAT(finished.err, HasSubstr("cannot write to standard output"));
  }
}

}  // namespace
}  // namespace aitherzero
