// Parameters arrive in a script as they were written, whatever they hold.
#include "system/system_test.hpp"

namespace aitherzero {
namespace {

class Parameters : public PowerShellTest {
 protected:
  // Runs 0100, which has the given param() block, with the step's Parameters;
  // it says what it was given in the lines of `expressions`.
  std::string given(const std::string& param, const std::string& parameters,
                    const std::string& expressions) {
    powershell_script("0100_Says",
                      fmt::format("{}\n$text = {}\n[IO.File]::WriteAllText("
                                  "\"$PSScriptRoot/../said\", $text)",
                                  param, expressions));
    playbook("p.psd1", fmt::format("@{{ Sequence = @(@{{ Script = '0100'\n"
                                   "Parameters = @{{ {} }} }}) }}",
                                   parameters));
    const Finished finished = orchestrate({"p"});
    EXPECT_EQ(finished.exit_code, 0) << finished.out << finished.err;
    return exists("said") ? read("said") : "(nothing)";
  }
  std::string given_text(const std::string& psd1_string) {
    return given("param([string]$Text)", "Text = " + psd1_string, "$Text");
  }
};

TEST_P(Parameters, strings_with_quotes) {
  EXPECT_EQ(given_text("'it''s \"quoted\" `back`'"), "it's \"quoted\" `back`");
}

TEST_P(Parameters, strings_that_look_like_code) {
  EXPECT_EQ(given_text("'$HOME $(exit 5) ${x}; exit 6 # | & > @args'"),
            "$HOME $(exit 5) ${x}; exit 6 # | & > @args");
}

TEST_P(Parameters, strings_that_look_like_options) {
  EXPECT_EQ(given_text("'-Text:$true --'"), "-Text:$true --");
}

TEST_P(Parameters, strings_of_several_lines) {
  EXPECT_EQ(given_text("\"one`ntwo`r`nthree`ttab`n\""),
            "one\ntwo\r\nthree\ttab\n");
  EXPECT_EQ(given_text("@'\nhere 'string' $x\nsecond\n'@"),
            "here 'string' $x\nsecond");
}

TEST_P(Parameters, strings_in_any_script) {
  EXPECT_EQ(given_text("'ünïcödé 日本語 🚀 e\u0301'"),
            "ünïcödé 日本語 🚀 e\u0301");
}

TEST_P(Parameters, numbers_and_booleans_keep_their_types) {
  EXPECT_EQ(given("param($Int, $Big, $Double, $Yes, $No)",
                  "Int = 42; Big = 9007199254740993; Double = 2.5\n"
                  "Yes = $true; No = $false",
                  "(@($Int, $Big, $Double, $Yes, $No).ForEach({ "
                  "\"$($_.GetType().Name) $_\" }) -join '|')"),
            "Int32 42|Int64 9007199254740993|Double 2.5|Boolean "
            "True|Boolean False");
}

TEST_P(Parameters, are_converted_to_the_declared_types) {
  EXPECT_EQ(given("param([int]$N, [switch]$S, [datetime]$D, [string]$T,\n"
                  "  [ValidateSet('a', 'b')]$V)",
                  "N = '17'; S = $true; D = '2025-11-07'; T = 5; V = 'b'",
                  "\"$N $($N.GetType().Name) $S $($D.Year) $($T.Length) $V\""),
            "17 Int32 True 2025 1 b");
}

TEST_P(Parameters, arrays_keep_their_length) {
  EXPECT_EQ(given("param([string[]]$List, $One, $None, $Mixed)",
                  "List = @('a b', 'c,d', ''); One = @('x'); None = @()\n"
                  "Mixed = @(1, 'two', @(3, 4))",
                  "\"$($List.Count) $($List -join '/') $($One.Count) "
                  "$($One -is [array]) $($None.Count) $($Mixed[2][1])\""),
            "3 a b/c,d/ 1 True 0 4");
}

TEST_P(Parameters, nested_tables_are_hashtables) {
  EXPECT_EQ(given("param([hashtable]$Config)",
                  "Config = @{ Name = 'x'; Inner = @{ List = @(1, 2); "
                  "'odd key' = $null } }",
                  "\"$($Config.Name) $($Config.inner.List[1]) "
                  "$($Config.Inner -is [hashtable]) "
                  "$($Config.Inner.ContainsKey('odd key')) "
                  "$($null -eq $Config.Inner['odd key'])\""),
            "x 2 True True True");
}

TEST_P(Parameters, null_of_a_step_is_passed_as_null) {
  EXPECT_EQ(given("param($Nothing = 'default')", "Nothing = $null",
                  "\"$($null -eq $Nothing)"
                  "$($PSBoundParameters.ContainsKey('Nothing'))\""),
            "TrueTrue");
}

TEST_P(Parameters, left_out_have_their_defaults) {
  EXPECT_EQ(given("param($A = 'default', [int]$B = 7)", "A = 'given'",
                  "\"$A $B $($PSBoundParameters.Count)\""),
            "given 7 1");
}

TEST_P(Parameters, of_the_wrong_type_fail_the_job_and_name_the_parameter) {
  powershell_script("0100_Typed", "param([int]$Count)\n'never'");
  playbook("p.psd1",
           "@{ Sequence = @(@{ Script = '0100'; Parameters = @{ Count = 'many' "
           "} }) }");
  const Json json = report({"p"});
  EXPECT_EQ(last_exit_code, 1);
  EXPECT_THAT(json.job("0100", "error.message"), HasSubstr("Count"));
}

TEST_P(Parameters, from_the_command_line_have_the_declared_types) {
  powershell_script("0100_Typed",
                    "param([int]$Count, [switch]$All, [string[]]$Names, "
                    "[bool]$Flag, $Table)\n"
                    "[IO.File]::WriteAllText(\"$PSScriptRoot/../said\", "
                    "\"$($Count + 1) $All $($Names -join '/') $Flag "
                    "$($Table.a[1])\")");
  const Finished finished =
      orchestrate({"--sequence", "0100", "--variable", "Count=41", "--variable",
                   "All=true", "--variable", "Names=x, y", "--variable",
                   "Flag=0", "--variable", "Table:={\"a\": [1, 2]}"});
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
  EXPECT_EQ(read("said"), "42 True x/y False 2");
}

TEST_P(Parameters, reach_a_cold_start_as_well) {
  powershell_script("0100_Cold",
                    "param([string]$Text, [int]$N, [switch]$On)\n"
                    "[IO.File]::WriteAllText(\"$PSScriptRoot/../said\", "
                    "\"$Text|$N|$On\")");
  playbook("p.psd1",
           "@{ Sequence = @(@{ Script = '0100'; Parameters = @{\n"
           "Text = 'it''s \"x\" $HOME ünï'; N = 3; On = $true } }) }");
  const Finished finished = orchestrate({"p", "--isolation", "cold"});
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
  EXPECT_EQ(read("said"), "it's \"x\" $HOME ünï|3|True");
}

AITHERZERO_WITH_EACH_POWERSHELL(Parameters);

}  // namespace
}  // namespace aitherzero
