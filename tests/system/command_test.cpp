// The commands beside orchestrate, and where the program finds its project.
#include <filesystem>

#include "system/system_test.hpp"

namespace aitherzero {
namespace {

class Command : public SystemTest {
 protected:
  void SetUp() override {
    powershell_script("0402_Run-UnitTests",
                      "param([Parameter(Mandatory)][string]$Path, [switch]$All)"
                      "\n'x'",
                      "Stage: Testing\nTags: slow, validation\n"
                      "Dependencies: 0407\nDescription: Runs the tests");
    shell_script("0407_Validate-Syntax", "pwd > ran",
                 "Stage: Testing\nDescription: Looks at it");
    playbook("ci.psd1",
             "@{ Description = 'For CI'; Sequence = @('0407', @{ Script = "
             "'0402'; Timeout = 9\n Parameters = @{ Path = 'x' } }) }");
  }
};

TEST_F(Command, scripts_list_shows_the_catalog) {
  const Finished finished = run({"scripts", "list"});
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.out, HasSubstr("0402"));
  EXPECT_THAT(finished.out, HasSubstr("Run-UnitTests"));
  EXPECT_THAT(finished.out, HasSubstr("slow,validation"));
  EXPECT_THAT(finished.out, HasSubstr("Looks at it"));
}

TEST_F(Command, scripts_list_as_json_of_a_sequence) {
  const Finished finished = run(
      {"scripts", "list", "--sequence", "tag:slow", "--output-format", "json"});
  const Json json(finished.out);
  ASSERT_EQ(json.size("scripts"), 1u);
  EXPECT_EQ(json.at("scripts.0.number"), "0402");
  EXPECT_EQ(json.at("scripts.0.stage"), "Testing");
  EXPECT_EQ(json.at("scripts.0.dependencies"), "[\"0407\"]");
  EXPECT_EQ(json.at("scripts.0.parameters.0.name"), "Path");
  EXPECT_EQ(json.at("scripts.0.parameters.0.mandatory"), "true");
}

TEST_F(Command, playbook_list_also_shows_what_cannot_be_read) {
  playbook("broken.psd1", "@{");
  const Finished text = run({"playbook", "list"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.out, HasSubstr("For CI"));
  EXPECT_THAT(text.out, HasSubstr("broken"));
  const Json json(run({"playbook", "list", "--output-format", "json"}).out);
  ASSERT_EQ(json.size("playbooks"), 2u);
  EXPECT_EQ(json.at("playbooks.1.name"), "ci");
  EXPECT_EQ(json.at("playbooks.1.steps"), "2");
  EXPECT_THAT(json.at("playbooks.0.error"), HasSubstr("broken.psd1:1:"));
}

TEST_F(Command, playbook_show_tells_the_steps) {
  const Finished finished = run({"playbook", "show", "ci"});
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.out, HasSubstr("For CI"));
  EXPECT_THAT(finished.out, HasSubstr("0402"));
  EXPECT_THAT(finished.out, HasSubstr("9 s"));
  const Finished json =
      run({"playbook", "show", "ci", "--output-format", "json"});
  EXPECT_EQ(Json(json.out).at("playbook.name"), "ci") << json.out;
}

TEST_F(Command, playbook_validate_accepts_a_good_one) {
  const Finished finished = run({"playbook", "validate", "ci"});
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_EQ(finished.out, "ci: valid\n");
}

TEST_F(Command, playbook_validate_makes_an_error_of_an_unknown_key) {
  playbook("typo.psd1", "@{\n  Sequence = @('0407')\n  Desription = 'x'\n}");
  const Finished text = run({"playbook", "validate", "typo"});
  EXPECT_EQ(text.exit_code, 2);
  EXPECT_THAT(text.out, HasSubstr("typo.psd1:3:3: "));
  EXPECT_THAT(text.out, HasSubstr("Description"));
  const Finished all = run({"playbook", "validate", "--output-format", "json"});
  EXPECT_EQ(all.exit_code, 2);
  const Json json(all.out);
  EXPECT_EQ(json.at("valid"), "false");
  EXPECT_EQ(json.at("findings.0.line"), "3");
}

TEST_F(Command, doctor_finds_this_machine_fit) {
  const Finished finished = run({"doctor"});
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
  EXPECT_THAT(finished.out, HasSubstr("PowerShell"));
  EXPECT_THAT(finished.out, HasSubstr("found and killed"));
  const Json json(run({"doctor", "--output-format", "json"}).out);
  EXPECT_GE(json.size("checks"), 5u);
}

TEST_F(Command, help_is_for_each_command) {
  const Finished finished = run({"--help"});
  EXPECT_EQ(finished.exit_code, 0);
  for (const char* name : {"orchestrate", "scripts list", "playbook list",
                           "playbook show", "playbook validate", "doctor"}) {
    EXPECT_THAT(finished.out, HasSubstr(name));
    std::vector<std::string> words;
    std::istringstream stream(name);
    for (std::string word; stream >> word;) words.push_back(word);
    words.emplace_back("--help");
    const Finished help = run(words);
    EXPECT_EQ(help.exit_code, 0) << name;
    EXPECT_THAT(help.out, HasSubstr(fmt::format("Usage: aitherzero {}", name)));
  }
  EXPECT_THAT(run({"--version"}).out, HasSubstr("aitherzero "));
}

TEST_F(Command, the_project_is_found_from_a_folder_inside_it) {
  write("deep/inside/file", "");
  folder = path("deep/inside");
  EXPECT_EQ(orchestrate({"--sequence", "0407"}).exit_code, 0);
  EXPECT_EQ(read("ran"), root() + "\n");
}

TEST_F(Command, the_project_may_be_named) {
  write("elsewhere/file", "");
  folder = path("elsewhere");
  EXPECT_EQ(orchestrate({"--sequence", "0407", "--project", ".."}).exit_code,
            0);
  EXPECT_TRUE(exists("ran"));
}

TEST_F(Command, scripts_and_playbooks_may_stand_elsewhere) {
  write("other/scripts/0100_Other.sh", "#!/bin/sh\necho other > other_ran\n");
  write("other/books/o.psd1", "@{ Sequence = @('0100') }");
  const Finished finished = orchestrate(
      {"o", "--scripts", "other/scripts", "--playbooks", "other/books"});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(read("other_ran"), "other\n");
}

TEST_F(Command, options_may_come_from_the_environment) {
  environment["AITHERZERO_SEQUENCE"] = "0407";
  environment["AITHERZERO_DRY_RUN"] = "1";
  environment["AITHERZERO_OUTPUT_FORMAT"] = "json";
  const Finished finished = orchestrate({});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(Json(finished.out).at("plan.jobs.0.number"), "0407");
  EXPECT_FALSE(exists("ran"));
}

TEST_F(Command, a_plan_of_ten_thousand_steps_is_shown) {
  std::string steps = "@{ Script = '0407'; Name = 's0' }";
  for (int i = 1; i < 10'000; ++i) {
    steps += fmt::format(
        "\n@{{ Script = '0407'; Name = 's{}'; Needs = 's{}' }}", i, i - 1);
  }
  playbook("long.psd1", "@{ Sequence = @(\n" + steps + "\n) }");
  const Json json = plan({"long"});
  EXPECT_EQ(last_exit_code, 0);
  ASSERT_EQ(json.size("plan.jobs"), 10'000u);
  EXPECT_EQ(json.at("plan.jobs.9999.name"), "s9999");
  EXPECT_EQ(json.size("plan.jobs.9999.needs"), 1u);
  EXPECT_EQ(orchestrate({"long", "--dry-run"}).exit_code, 0);
}

TEST_F(Command, orchestrate_starts_no_powershell_that_the_run_does_not_need) {
  write("pwsh", "#!/bin/sh\ntouch was_started\n");
  std::filesystem::permissions(path("pwsh"), std::filesystem::perms::owner_all);
  shell_script("0901_Short", "sleep 0.3");  // it would have started by then
  const Finished finished =
      orchestrate({"--sequence", "0901", "--pwsh", path("pwsh")});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_FALSE(exists("was_started"));
}

TEST_F(Command, reports_are_written_where_the_user_is) {
  write("deep/file", "");
  folder = path("deep");
  const Finished finished =
      orchestrate({"--sequence", "0407", "--output-format", "json",
                   "--output-path", "r.json", "--generate-summary=s.md"});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_TRUE(exists("deep/r.json"));
  EXPECT_TRUE(exists("deep/s.md"));
}

}  // namespace
}  // namespace aitherzero
