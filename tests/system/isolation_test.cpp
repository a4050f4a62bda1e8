// Jobs do not disturb each other, and know where they are.
#include <unistd.h>

#include "system/system_test.hpp"

namespace aitherzero {
namespace {

// All in one worker, one after the other.
class IsolationTest : public PowerShellTest {
 protected:
  Finished run_in_order() {
    return orchestrate(
        {"--sequence", "*", "--parallel=false", "--continue-on-error"});
  }
};

TEST_P(IsolationTest, environment_variables_end_with_their_job) {
  powershell_script("0100_Sets",
                    "$env:MINE = 'changed'; $env:PATH = '/nowhere'\n"
                    "[Environment]::SetEnvironmentVariable('NEW', 'x')");
  powershell_script("0101_Looks",
                    "\"MINE is $env:MINE\"\n\"NEW is '$env:NEW'\"\n"
                    "/bin/sh -c 'command -v ls >/dev/null && echo PATH works'");
  environment["MINE"] = "outer";
  const Finished finished = run_in_order();
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.out, HasSubstr("[0101] MINE is outer\n"));
  EXPECT_THAT(finished.out, HasSubstr("[0101] NEW is ''\n"));
  EXPECT_THAT(finished.out, HasSubstr("[0101] PATH works\n"));
}

TEST_P(IsolationTest, the_current_directory_is_the_projects_for_each_job) {
  powershell_script("0100_Moves",
                    "[Environment]::CurrentDirectory = '/'\n"
                    "$ExecutionContext.SessionState.Path.SetLocation('/')");
  powershell_script("0101_Looks",
                    "\"dotnet $([Environment]::CurrentDirectory)\"\n"
                    "\"shell $PWD\"\n/bin/sh -c 'echo child $(pwd)'");
  const Finished finished = run_in_order();
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
  EXPECT_THAT(finished.out, HasSubstr("[0101] dotnet " + root() + "\n"));
  EXPECT_THAT(finished.out, HasSubstr("[0101] shell " + root() + "\n"));
  EXPECT_THAT(finished.out, HasSubstr("[0101] child " + root() + "\n"));
}

TEST_P(IsolationTest, variables_and_functions_end_with_their_job) {
  powershell_script("0100_Sets",
                    "$global:Mine = 1\nfunction global:Get-Mine { 'mine' }\n"
                    "$ErrorActionPreference = 'SilentlyContinue'\n"
                    "$global:PSDefaultParameterValues = @{ '*:X' = 1 }");
  powershell_script("0101_Looks",
                    "\"[$Mine] [$ErrorActionPreference] "
                    "[$($PSDefaultParameterValues.Count)]\"\nGet-Mine");
  const Finished finished = run_in_order();
  EXPECT_THAT(finished.out, HasSubstr("[0101] [] [Continue] [0]\n"));
  EXPECT_THAT(finished.out, HasSubstr("Get-Mine"));
}

TEST_P(IsolationTest, scripts_know_their_folder) {
  write("automation-scripts/parts/part.ps1", "\"part in $PSScriptRoot\"\n");
  powershell_script("0100_Finds",
                    "\"root $PSScriptRoot\"\n\"path $PSCommandPath\"\n"
                    ". \"$PSScriptRoot/parts/part.ps1\"\n"
                    "& ./automation-scripts/parts/part.ps1\n"
                    "\"name $($MyInvocation.MyCommand.Name)\"");
  const Finished finished = orchestrate({"--sequence", "0100"});
  const std::string scripts = path("automation-scripts");
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
  for (const std::string& line :
       {"root " + scripts, "path " + scripts + "/0100_Finds.ps1",
        "part in " + scripts + "/parts", std::string("name 0100_Finds.ps1")}) {
    EXPECT_THAT(finished.out, HasSubstr("[0100] " + line + "\n"));
  }
}

TEST_P(IsolationTest, an_exit_ends_its_job_alone) {
  powershell_script("0100_Exits", "exit 3");
  powershell_script("0101_Throws", "throw 'broken'");
  powershell_script("0102_Good", "'fine'");
  powershell_script("0103_Native", "/bin/sh -c 'exit 4'\nexit $LASTEXITCODE");
  const Json json =
      report({"--sequence", "*", "--parallel=false", "--continue-on-error"});
  EXPECT_EQ(json.job("0100", "exitCode"), "3");
  EXPECT_EQ(json.job("0101", "exitCode"), "1");
  EXPECT_EQ(json.job("0101", "error.message"), "broken");
  EXPECT_EQ(json.job("0101", "error.script"),
            path("automation-scripts/0101_Throws.ps1"));
  EXPECT_EQ(json.job("0101", "error.line"), "1");
  EXPECT_EQ(json.job("0102", "exitCode"), "0");
  EXPECT_EQ(json.job("0103", "exitCode"), "4");
}

TEST_P(IsolationTest, a_worker_that_dies_fails_its_job_alone) {
  powershell_script("0100_Dies", "[Environment]::FailFast('on purpose')");
  powershell_script("0101_Good", "'fine'");
  const Json json =
      report({"--sequence", "*", "--parallel=false", "--continue-on-error"});
  EXPECT_EQ(last_exit_code, 10);
  EXPECT_EQ(json.job("0100", "status"), "failed");
  EXPECT_EQ(json.job("0101", "status"), "succeeded");
}

TEST_P(IsolationTest, a_syntax_error_is_a_failure_with_its_place) {
  powershell_script("0100_Broken", "'fine'\nif (");
  const Json json = report({"--sequence", "0100"});
  EXPECT_EQ(last_exit_code, 1);
  EXPECT_EQ(json.job("0100", "error.line"), "2");
}

TEST_P(IsolationTest, each_kind_runs_scripts_alike) {
  powershell_script("0100_Says",
                    "param([string]$Text)\n\"said $Text\"\nexit 6");
  for (const char* kind : {"runspace", "process", "cold"}) {
    const Finished finished =
        orchestrate({"--sequence", "0100", "--isolation", kind, "--variable",
                     "Text=this and that"});
    EXPECT_EQ(finished.exit_code, 1) << kind;
    EXPECT_THAT(finished.out, HasSubstr("[0100] said this and that\n")) << kind;
    EXPECT_THAT(finished.out, HasSubstr("exit code 6")) << kind;
  }
}

TEST_P(IsolationTest, a_steps_own_environment_is_its_own) {
  powershell_script(
      "0100_Looks",
      "\"MINE is '$env:MINE'\"\n/bin/sh -c 'echo child \"$MINE\"'");
  playbook("p.psd1",
           "@{ Sequence = @(\n"
           "  @{ Script = '0100'; Env = @{ MINE = 'a b''c'; N = 3 } },\n"
           "  @{ Script = '0100' })\n"
           "  Options = @{ Parallel = $false } }");
  const Finished finished = orchestrate({"p"});
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
  EXPECT_THAT(finished.out, HasSubstr("[0100] MINE is 'a b'c'\n"));
  EXPECT_THAT(finished.out, HasSubstr("[0100] child a b'c\n"));
  EXPECT_THAT(finished.out, HasSubstr("[0100#2] MINE is ''\n"));
}

AITHERZERO_WITH_EACH_POWERSHELL(IsolationTest);

// Steps that are no PowerShell.
class Executable : public SystemTest {};

TEST_F(Executable, a_shell_script_runs_in_the_project) {
  shell_script("0100_Where", "echo \"in $(pwd) as $0\"");
  const Finished finished = orchestrate({"--sequence", "0100"});
  EXPECT_THAT(finished.out, HasSubstr("in " + root() + " as " + root() +
                                      "/automation-scripts/0100_Where.sh\n"));
}

TEST_F(Executable, any_interpreter_may_be_named) {
  write("automation-scripts/0101_Awk.awk",
        "#!/usr/bin/awk -f\nBEGIN { print \"awk speaks\"; exit 3 }\n");
  const Finished finished = orchestrate({"--sequence", "0101"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.out, HasSubstr("[0101] awk speaks\n"));
  EXPECT_THAT(finished.out, HasSubstr("exit code 3"));
}

TEST_F(Executable, a_python_script_runs) {
  if (::access("/usr/bin/python3", X_OK) != 0) {
    GTEST_SKIP() << "there is no /usr/bin/python3";
  }
  write("automation-scripts/0100_Py.py",
        "#!/usr/bin/python3\n# Stage: Build\nimport sys\n"
        "print('python', *sys.argv[1:])\nsys.exit(5)\n");
  playbook("p.psd1",
           "@{ Sequence = @(@{ Script = '0100'; Arguments = 'a', 'b c' }) }");
  const Finished finished = orchestrate({"p"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.out, HasSubstr("[0100] python a b c\n"));
  EXPECT_THAT(finished.out, HasSubstr("exit code 5"));
}

TEST_F(Executable, a_binary_runs_with_its_arguments) {
  playbook("p.psd1",
           "@{ Sequence = @(@{ Script = '/bin/echo'\n"
           "   Arguments = @('-n', 'it''s', '$HOME *', '') }) }");
  const Finished finished = orchestrate({"p"});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("[echo] it's $HOME * \n"));
}

TEST_F(Executable, a_path_that_is_not_executable_fails_with_advice) {
  write("data.bin", "just data\n");
  playbook("p.psd1", "@{ Sequence = @(@{ Script = './data.bin' }) }");
  const Finished finished = orchestrate({"p"});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_THAT(finished.out, HasSubstr("data.bin is not executable"));
  EXPECT_THAT(finished.out, HasSubstr("chmod +x"));
}

TEST_F(Executable, output_of_any_bytes_is_text) {
  shell_script("0100_Bytes", "printf 'a\\377b\\000c\\n'; printf 'no line end'");
  const Finished finished = orchestrate({"--sequence", "0100"});
  EXPECT_THAT(finished.out, HasSubstr("[0100] a\uFFFDbc\n"));
  EXPECT_THAT(finished.out, HasSubstr("[0100] no line end\n"));
}

TEST_F(Executable, has_no_input) {
  shell_script("0100_Reads", "read line && exit 9; echo end of input");
  const Finished finished = orchestrate({"--sequence", "0100"});
  EXPECT_THAT(finished.out, HasSubstr("[0100] end of input\n"));
}

TEST_F(Executable, a_line_without_end_is_cut_and_not_lost) {
  shell_script("0100_Long", "head -c 1000000 /dev/zero | tr '\\000' x");
  const Finished finished = orchestrate({"--sequence", "0100"});
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_EQ(std::count(finished.out.begin(), finished.out.end(), 'x'),
            1'000'000);
}

TEST_F(Executable, much_output_arrives_whole) {
  shell_script("0100_Many", "seq 1 200000");
  const Finished finished = orchestrate({"--sequence", "0100"});
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.out, HasSubstr("[0100] 1\n"));
  EXPECT_THAT(finished.out, HasSubstr("[0100] 200000\n"));
  EXPECT_GT(std::count(finished.out.begin(), finished.out.end(), '\n'),
            200'000);
}

TEST_F(Executable, two_hundred_jobs_run) {
  shell_script("0100_Many", "echo ran >> ran");
  std::string steps;
  for (int i = 0; i < 200; ++i) steps += "@{ Script = '0100' }\n";
  playbook("p.psd1", "@{ Sequence = @(\n" + steps + ") }");
  const Json json = report({"p", "--max-concurrency", "16"});
  EXPECT_EQ(last_exit_code, 0);
  EXPECT_EQ(json.at("run.summary.succeeded"), "200");
  EXPECT_EQ(json.at("jobs.1.id"), "0100#2");
  EXPECT_EQ(lines("ran").size(), 200u);
}

}  // namespace
}  // namespace aitherzero
