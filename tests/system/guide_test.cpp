// The playbooks that the guide shows do run.
#include <sstream>

#include "shared/platform/files.hpp"
#include "system/system_test.hpp"

namespace aitherzero {
namespace {

constexpr std::size_t k_most = 1u << 20;

std::istringstream lines_of(const std::string& page) {
  const auto text =
      read_file(AITHERZERO_SOURCE_DIR "/docs/guide/" + page, k_most);
  return std::istringstream(text.value_or(""));
}

// The blocks of PowerShell in a page of the guide.
std::vector<std::string> examples_of(const std::string& page) {
  std::istringstream lines = lines_of(page);
  std::vector<std::string> blocks;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      inside = line == "```powershell";
      if (inside) blocks.emplace_back();
    } else if (inside) {
      blocks.back() += line + "\n";
    }
  }
  return blocks;
}

// A whole playbook of an example that may be a step, or some keys.
std::string playbook_of(const std::string& example) {
  if (example.starts_with("@{ Script")) {
    return "@{ Matrix = @{ platform = 'linux'; profile = 'quick' }\nSequence = "
           "@(" +
           example + ") }";
  }
  if (example.starts_with("@{")) return example;
  return "@{ Sequence = '0407'\n" + example + "}";
}

// The keys that a page's tables explain: "| `A`, `B` | …" below "| key …".
std::vector<std::string> explained_keys(const std::string& page) {
  std::istringstream lines = lines_of(page);
  std::vector<std::string> keys;
  bool of_keys = false;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("|")) of_keys = false;
    if (line.starts_with("| key")) of_keys = true;
    if (!of_keys || !line.starts_with("| `")) continue;
    std::istringstream cell(line.substr(1, line.find(" |", 1)));
    std::string word;
    for (bool quoted = false; std::getline(cell, word, '`'); quoted = !quoted) {
      if (quoted) keys.push_back(word);
    }
  }
  return keys;
}

TEST(GuideKeys, are_all_shown_in_an_example) {
  std::string examples;
  std::vector<std::string> keys;
  for (const char* page : {"playbooks.md", "matrix.md", "conditions.md"}) {
    for (const std::string& example : examples_of(page)) examples += example;
    for (std::string& key : explained_keys(page)) keys.push_back(key);
  }
  EXPECT_GE(keys.size(), 45u);
  for (const std::string& key : keys) {
    EXPECT_THAT(examples, ::testing::ContainsRegex("[ '{]" + key + "'? +="))
        << key;
  }
}

class GuidePlaybooks : public PowerShellTest {
 protected:
  void SetUp() override {
    PowerShellTest::SetUp();
    for (const char* script :
         {"0200_Use", "0400_Environment", "0402_Run-Tests",
          "0404_Run-PSScriptAnalyzer", "0407_Validate-Syntax",
          "0413_Validate-Config", "0500_Deploy", "0510_Report"}) {
      powershell_script(
          script,
          "param($All, $Target, $Tries, $Count, $Text, $Tag)\n"
          "\"target=$Target tries=$Tries count=$Count $Text $Tag\"");
    }
    powershell_script("0100_Make",
                      "[pscustomobject]@{ Count = 3; Ports = 8080, 8081 }");
    playbook("pr-validation-fast.psd1", "@{ Sequence = '0407' }");
    write("tools/pack.sh", "#!/bin/sh\necho packing as $FORMAT\n");
    environment["SIGNING_KEY"] = "not for everybody";
    write("src/code", "");
    write("out/release.zip", "");
    environment["TAG"] = "v1.0";
  }
};

TEST_P(GuidePlaybooks, run_as_they_are_shown) {
  std::size_t shown = 0;
  for (const char* page :
       {"playbooks.md", "matrix.md", "conditions.md", "variables.md"}) {
    for (const std::string& example : examples_of(page)) {
      ++shown;
      playbook("guide.psd1", playbook_of(example));
      const Finished valid = run({"playbook", "validate", "guide"});
      EXPECT_EQ(valid.exit_code, 0) << page << "\n" << example << valid.out;
      const Finished finished = orchestrate({"guide"});
      EXPECT_EQ(finished.exit_code, 0)
          << page << "\n"
          << example << finished.out << finished.err;
      EXPECT_THAT(finished.err, Not(HasSubstr("warning"))) << example;
    }
  }
  EXPECT_GE(shown, 9u) << "the guide shows more";
}

TEST_P(GuidePlaybooks, give_what_the_page_of_variables_says) {
  const std::vector<std::string> examples = examples_of("variables.md");
  ASSERT_GE(examples.size(), 2u);
  playbook("first.psd1", examples[0]);
  EXPECT_THAT(orchestrate({"first"}).out, HasSubstr("target=staging tries=3"));
  EXPECT_THAT(orchestrate({"first", "--profile", "production"}).out,
              HasSubstr("target=production"));
  playbook("second.psd1", examples[1]);
  EXPECT_THAT(orchestrate({"second"}).out, HasSubstr("count=3 port 8080 none"));
}

TEST_P(GuidePlaybooks, go_with_the_configuration_that_is_shown) {
  const std::vector<std::string> examples = examples_of("configuration.md");
  ASSERT_EQ(examples.size(), 1u);
  write("config.psd1", examples.front());
  EXPECT_THAT(run({"config", "show", "Automation"}).out,
              HasSubstr("MaxConcurrency"));
  const Finished plan =
      orchestrate({"--sequence", "0402,0407,0500", "--dry-run"});
  EXPECT_THAT(plan.out, HasSubstr("900"));
  EXPECT_THAT(plan.out, HasSubstr("300"));
  EXPECT_THAT(plan.out, HasSubstr("600"));
}

AITHERZERO_WITH_EACH_POWERSHELL(GuidePlaybooks);

}  // namespace
}  // namespace aitherzero
