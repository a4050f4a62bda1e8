// Playbooks in both languages, with steps as strings and as tables.
#include "system/system_test.hpp"

namespace aitherzero {
namespace {

class Playbook : public SystemTest {
 protected:
  void SetUp() override {
    shell_script("0100_A", "echo a >> ran");
    shell_script("0101_B", "echo b >> ran");
    powershell_script("0102_P",
                      "param([string]$Who = 'nobody', [int]$Count)\n"
                      "[IO.File]::AppendAllText(\"$PSScriptRoot/../ran\", "
                      "\"$Who $Count`n\")",
                      "Stage: Testing");
  }

  // What the scripts have written.
  std::string run_playbook(std::vector<std::string> words) {
    words.emplace_back("--parallel=false");
    const Finished finished = orchestrate(words);
    EXPECT_EQ(finished.exit_code, 0) << finished.out << finished.err;
    return exists("ran") ? read("ran") : "";
  }
};

TEST_F(Playbook, in_psd1_with_string_steps) {
  playbook("simple.psd1",
           "@{\n  Name = 'my-playbook'\n  Description = 'Simple'\n"
           "  Sequence = @('0101', '0100')  # Just numbers\n"
           "  Variables = @{ Who = 'me' }\n}");
  EXPECT_EQ(run_playbook({"simple"}), "b\na\n");
}

TEST_F(Playbook, in_psd1_with_table_steps) {
  playbook("advanced.psd1", R"(@{
    Name = 'advanced-playbook'
    Sequence = @(
        @{
            Script = '0102_P.ps1'
            Description = 'With parameters'
            Parameters = @{ Who = 'you'; Count = 3 }
            Timeout = 120  # Seconds
            ContinueOnError = $false
        },
        @{ Script = '0100'; Name = 'Last'; ContinueOnError = $true }
    )
    Variables = @{ CI = $true; Count = 9 }
    Options = @{ Parallel = $false; MaxConcurrency = 4; StopOnError = $false }
})");
  EXPECT_EQ(run_playbook({"advanced"}), "you 3\na\n");
  const Json json = plan({"advanced"});
  EXPECT_EQ(json.at("plan.name"), "advanced-playbook");
  EXPECT_EQ(json.at("plan.parallel"), "false");
  EXPECT_EQ(json.at("plan.stopOnError"), "false");
  EXPECT_EQ(json.at("plan.maxConcurrency"), "4");
  EXPECT_EQ(json.at("plan.jobs.0.timeoutSeconds"), "120.0");
  EXPECT_EQ(json.at("plan.jobs.0.stage"), "Testing");
  EXPECT_EQ(json.at("plan.jobs.1.name"), "Last");
  EXPECT_EQ(json.at("plan.jobs.1.continueOnError"), "true");
}

TEST_F(Playbook, in_json_with_string_steps) {
  playbook("j.json", R"({ "Name": "j", "Sequence": ["0101", "0100"] })");
  EXPECT_EQ(run_playbook({"j"}), "b\na\n");
}

TEST_F(Playbook, in_json_with_table_steps) {
  playbook("j.json", R"({ "Sequence": [
    { "Script": "0102", "Parameters": { "Who": "json", "Count": 2 } },
    { "Script": "0100_A.sh" } ] })");
  EXPECT_EQ(run_playbook({"j"}), "json 2\na\n");
}

TEST_F(Playbook, is_found_by_name_by_file_name_and_by_path) {
  playbook("Some-Name.psd1", "@{ Sequence = @('0100') }");
  write("elsewhere/other.psd1", "@{ Sequence = @('0101') }");
  EXPECT_EQ(run_playbook({"some-name"}), "a\n");
  EXPECT_EQ(run_playbook({"Some-Name.psd1"}), "a\na\n");
  EXPECT_EQ(run_playbook({"playbooks/Some-Name.psd1"}), "a\na\na\n");
  EXPECT_EQ(run_playbook({"elsewhere/other.psd1"}), "a\na\na\nb\n");
}

TEST_F(Playbook, variables_reach_the_scripts_that_declare_them) {
  playbook("p.psd1",
           "@{ Sequence = @('0102', '0100')\n"
           "   Variables = @{ Who = 'variable'; Count = 4; Other = 'x' } }");
  EXPECT_EQ(run_playbook({"p"}), "variable 4\na\n");
}

TEST_F(Playbook, the_command_lines_variables_are_the_strongest) {
  playbook("p.psd1",
           "@{ Sequence = @(@{ Script = '0102'; Parameters = @{ Who = 'step' } "
           "})\n   Variables = @{ Who = 'variable'; Count = 4 } }");
  EXPECT_EQ(run_playbook({"p", "--variable", "Who=command line", "--variable",
                          "Count:=5"}),
            "command line 5\n");
}

TEST_F(Playbook, a_step_may_name_a_path) {
  write("tools/mine.sh", "#!/bin/sh\necho \"path $*\" >> ran\n");
  playbook("p.psd1",
           "@{ Sequence = @(@{ Script = './tools/mine.sh'\n"
           "                   Arguments = @('one', 'two words') }) }");
  EXPECT_EQ(run_playbook({"p"}), "path one two words\n");
}

TEST_F(Playbook, steps_wait_for_what_they_need_by_name) {
  playbook("p.psd1",
           "@{ Sequence = @(\n"
           "  @{ Script = '0100'; Name = 'second'; Needs = @('first') },\n"
           "  @{ Script = '0101'; Name = 'first' }) }");
  EXPECT_EQ(run_playbook({"p"}), "b\na\n");
}

TEST_F(Playbook, a_step_has_an_environment_of_its_own) {
  shell_script("0103_Env", "echo \"env $MINE\" >> ran");
  playbook("p.psd1",
           "@{ Sequence = @(\n"
           "  @{ Script = '0103'; Env = @{ MINE = 'step value' } },\n"
           "  @{ Script = '0103'; Name = 'again' }) }");
  environment["MINE"] = "outer";
  EXPECT_EQ(run_playbook({"p"}), "env step value\nenv outer\n");
}

TEST_F(Playbook, reads_environment_variables_of_its_user) {
  playbook("p.psd1",
           "@{ Sequence = @('0102')\n"
           "   Variables = @{ Who = \"$($env:WHO_AM_I)!\"; Count = 1 } }");
  environment["WHO_AM_I"] = "tester";
  EXPECT_EQ(run_playbook({"p"}), "tester! 1\n");
}

TEST_F(Playbook, with_dependencies_also_runs_what_its_scripts_depend_on) {
  shell_script("0104_D", "echo d >> ran", "Dependencies: 0101");
  playbook("p.psd1", "@{ Sequence = @('0104') }");
  EXPECT_EQ(run_playbook({"p"}), "d\n");
  EXPECT_EQ(run_playbook({"p", "--with-dependencies"}), "d\nb\nd\n");
}

TEST_F(Playbook, a_dry_run_shows_a_table_and_runs_nothing) {
  playbook("p.psd1",
           "@{ Sequence = @('0100', @{ Script = '0102'; Timeout = 5\n"
           "     Parameters = @{ Who = 'a b' }; Needs = '0100' }) }");
  const Finished finished = orchestrate({"p", "--dry-run"});
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.out, HasSubstr("Plan 'p': 2 jobs"));
  EXPECT_THAT(finished.out, HasSubstr("0100 (Needs)"));
  EXPECT_THAT(finished.out, HasSubstr("Who=\"a b\""));
  EXPECT_THAT(finished.out, HasSubstr("5 s"));
  EXPECT_EQ(finished.err, "");
  EXPECT_FALSE(exists("ran"));
}

TEST_F(Playbook, a_dry_run_as_json_is_the_plan) {
  playbook("p.psd1",
           "@{ Sequence = @('0100', @{ Script = '0102'; Needs = '0100'\n"
           "     Parameters = @{ List = @(1, 'x'); Nothing = $null } }) }");
  const Json json = plan({"p"});
  EXPECT_EQ(last_exit_code, 0);
  EXPECT_EQ(json.size("plan.jobs"), 2u);
  EXPECT_EQ(json.at("plan.jobs.0.id"), "0100");
  EXPECT_EQ(json.at("plan.jobs.0.number"), "0100");
  EXPECT_EQ(json.at("plan.jobs.0.script"), "0100_A.sh");
  EXPECT_EQ(json.at("plan.jobs.0.timeoutSeconds"), "null");
  EXPECT_EQ(json.at("plan.jobs.1.needs"), "[\"0100\"]");
  EXPECT_EQ(json.at("plan.jobs.1.parameters"),
            "{\"List\":[1,\"x\"],\"Nothing\":null}");
  EXPECT_FALSE(exists("ran"));
}

TEST_F(Playbook, may_be_written_on_windows) {
  playbook("w.psd1",
           "\xef\xbb\xbf@{\r\n  Sequence = @(\r\n    '0101'\r\n    @{ Script "
           "= '0100' }\r\n  )\r\n}\r\n");
  EXPECT_EQ(run_playbook({"w"}), "b\na\n");
}

TEST_F(Playbook, two_runs_at_the_same_time_do_not_disturb_each_other) {
  make_fifo("there");
  make_fifo("back");
  shell_script("0110_First", "echo x > there; read line < back");
  shell_script("0111_Second", "read line < there; echo x > back");
  const auto first = start({"orchestrate", "--sequence", "0110"});
  const auto second = start({"orchestrate", "--sequence", "0111"});
  EXPECT_EQ(first->finish().exit_code, 0);
  EXPECT_EQ(second->finish().exit_code, 0);
}

TEST_F(Playbook, its_own_timeout_bounds_the_run) {
  shell_script("0112_Long", "exec sleep 600");
  playbook("t.psd1", "@{ Sequence = @('0112'); Options = @{ Timeout = 0.3 } }");
  EXPECT_EQ(orchestrate({"t"}).exit_code, 124);
}

class SavedPlaybook : public SystemTest {};

TEST_F(SavedPlaybook, does_what_the_command_line_asked_for) {
  powershell_script("0402_Test",
                    "param([string]$Profile, [int]$Level, [switch]$All)\n"
                    "\"$Profile $Level $All\"");
  shell_script("0403_More", "true");
  const std::vector<std::string> asked = {
      "--sequence",         "04*,!0403",
      "--matrix",           "profile=a,b",
      "--matrix",           "level=1,2",
      "--variable",         "All=true",
      "--matrix",           "max-parallel=1",
      "--matrix",           "exclude:=[{\"profile\":\"b\",\"level\":2}]",
      "--timeout",          "90",
      "--continue-on-error"};
  std::vector<std::string> saving = asked;
  saving.insert(saving.end(), {"--save-playbook", "mine"});
  const Json before = plan(asked);
  const Json while_saving = plan(saving);
  const Json after = plan({"mine"});
  EXPECT_EQ(before.size("plan.jobs"), 3u);
  EXPECT_EQ(after.size("plan.jobs"), 3u);
  EXPECT_THAT(read("playbooks/mine.psd1"), HasSubstr("'max-parallel' = 1"));
  for (const char* job : {"plan.jobs.0", "plan.jobs.2"}) {
    for (const char* key : {".id", ".parameters", ".continueOnError"}) {
      EXPECT_EQ(after.at(job + std::string(key)),
                before.at(job + std::string(key)));
    }
  }
  EXPECT_EQ(after.at("plan.timeoutSeconds"), "90.0");
  const Finished again = orchestrate(saving);
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("is there already"));
  EXPECT_EQ(orchestrate({"mine"}).exit_code, 0);
  EXPECT_EQ(orchestrate({"mine", "--save-playbook", "other"}).exit_code, 2);
  const Finished bad =
      orchestrate({"--sequence", "0403", "--matrix", "exclude=a"});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.err, HasSubstr("exclude of a matrix is a list of tables"));
  EXPECT_EQ(
      orchestrate({"--sequence", "0403", "--save-playbook", "../x"}).exit_code,
      2);
}

}  // namespace
}  // namespace aitherzero
