#include "controller/catalog/script.hpp"

#include <random>

#include "controller/catalog/catalog.hpp"

namespace aitherzero {
namespace {

constexpr char k_path[] = "/s/0407_Validate-Syntax.ps1";

TEST(Script, number_and_name_come_from_the_file_name) {
  const Script script = read_script(k_path, "");
  EXPECT_EQ(script.number, "0407");
  EXPECT_EQ(script.name, "Validate-Syntax");
  EXPECT_EQ(script.base_name, "0407_Validate-Syntax");
  EXPECT_EQ(script.kind, ScriptKind::powershell);
  EXPECT_EQ(read_script("/s/0408_Build.sh", "").kind, ScriptKind::executable);
  EXPECT_EQ(read_script("/s/tool.ps1", "").number, "");
}

TEST(Script, reads_comment_lines) {
  const Script script = read_script(k_path,
                                    "#Requires -Version 7.0\n"
                                    "# Stage: Testing\n"
                                    "# Dependencies: 0400, Git,'0402'\n"
                                    "# Tags: a, B\n"
                                    "# Timeout: 120 seconds\n"
                                    "# AllowParallel: $false\n"
                                    "# Retry: 2\n# Cache: no\n"
                                    "$x = 1\n# Stage: TooLate\n");
  EXPECT_EQ(script.stage, "Testing");
  EXPECT_EQ(script.dependencies,
            (std::vector<std::string>{"0400", "Git", "0402"}));
  EXPECT_EQ(script.tags, (std::vector<std::string>{"a", "B"}));
  EXPECT_EQ(script.timeout_seconds, 120);
  EXPECT_FALSE(script.allow_parallel);
  EXPECT_EQ(script.retry_count, 2);
  EXPECT_EQ(script.cache, false);
  EXPECT_TRUE(script.warnings.empty());
}

TEST(Script, reads_comment_based_help) {
  const Script script =
      read_script(k_path,
                  "<#\n.SYNOPSIS\n    Validates\n"
                  "    syntax.\n\n    More.\n"
                  ".DESCRIPTION\n  Timeout: none at all\n"
                  ".NOTES\n  Stage: Testing\n"
                  "  Tags: x\n#>\n[CmdletBinding()]\nparam()");
  EXPECT_EQ(script.description, "Validates syntax.");
  EXPECT_EQ(script.stage, "Testing");
  EXPECT_FALSE(script.timeout_seconds);
  EXPECT_TRUE(script.warnings.empty());
}

TEST(Script, warns_about_values_it_cannot_understand) {
  const Script script = read_script(k_path, "# Timeout: soon\n");
  ASSERT_EQ(script.warnings.size(), 1u);
  EXPECT_EQ(script.warnings[0].place.line, 1u);
}

TEST(Script, reads_declared_parameters) {
  const Script script = read_script(
      k_path,
      "<# help #>\nusing namespace System.IO\n[CmdletBinding()]\nparam(\n"
      "  # the name, with a comma\n"
      "  [Parameter(Mandatory, HelpMessage = 'a, b (c)')]\n"
      "  [Alias('n', \"nm\")] [ValidateSet('x', 'y')]\n"
      "  [string]$Name = \"de$(1,2)fault)\",\n"
      "  [Parameter(Mandatory = $false)][int]$Count = (1 + 2),\n"
      "  [switch]$All,\n"
      "  [string[]]$List = @('a', 'b'),\n"
      "  $Untyped = { param($inner) ')' }\n)\nparam($not, $these)\n");
  ASSERT_EQ(script.parameters.size(), 5u);
  const DeclaredParameter& name = script.parameters[0];
  EXPECT_EQ(name.name, "Name");
  EXPECT_EQ(name.type, "string");
  EXPECT_TRUE(name.mandatory);
  EXPECT_EQ(name.aliases, (std::vector<std::string>{"n", "nm"}));
  EXPECT_EQ(name.valid_values, (std::vector<std::string>{"x", "y"}));
  EXPECT_FALSE(script.parameters[1].mandatory);
  EXPECT_EQ(script.parameters[2].type, "switch");
  EXPECT_EQ(script.parameters[3].type, "string[]");
  EXPECT_EQ(script.parameters[4].name, "Untyped");
}

TEST(Script, a_script_without_a_param_block_declares_nothing) {
  EXPECT_TRUE(
      read_script(k_path, "function f { param($x) }\n").parameters.empty());
  EXPECT_TRUE(read_script(k_path, "param([string]$x").parameters.empty());
}

TEST(Script, survives_broken_texts) {
  const std::string text =
      "# Stage: A\n<#\n.NOTES\n Tags: x,y\n#>\n[CmdletBinding()]\nparam(\n"
      "[Parameter(Mandatory)][string]$A = \"x`\"y\", [int[]]$B = @(1,2),\n"
      "$C = @'\n)'\n'@)\n";
  std::mt19937 random(11);
  for (int i = 0; i < 20'000; ++i) {
    std::string broken = text;
    broken[random() % broken.size()] = static_cast<char>(random());
    if (random() % 2 == 0) broken.resize(random() % broken.size());
    static_cast<void>(read_script(k_path, broken));
  }
}

}  // namespace
}  // namespace aitherzero
