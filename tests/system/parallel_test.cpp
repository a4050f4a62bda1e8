// Which jobs run beside each other. Jobs meet at named pipes, so that a test
// passes only when they really run at the same time, and cannot pass late.
#include <filesystem>

#include "system/system_test.hpp"

namespace aitherzero {
namespace {

class Parallel : public SystemTest {
 protected:
  // Two scripts that each wait for the other.
  void meeting_scripts(const std::string& first, const std::string& second) {
    make_fifo("from_" + first);
    make_fifo("from_" + second);
    shell_script(first, fmt::format("{2}\necho here > from_{0}\n"
                                    "read line < from_{1}\n{3}",
                                    first, second, k_enter, k_leave));
    shell_script(second, fmt::format("{2}\nread line < from_{1}\n"
                                     "echo here > from_{0}\n{3}",
                                     second, first, k_enter, k_leave));
  }

  // One of two places is taken while a job runs; a third job finds none.
  static constexpr char k_enter[] =
      "mkdir place1 2>/dev/null && mine=place1 || { mkdir place2 && "
      "mine=place2; } || exit 9";
  static constexpr char k_leave[] = "rmdir $mine";
};

TEST_F(Parallel, independent_jobs_run_at_the_same_time) {
  meeting_scripts("0100_A", "0101_B");
  const Json json =
      report({"--sequence", "0100,0101", "--max-concurrency", "2"});
  EXPECT_EQ(last_exit_code, 0);
  EXPECT_EQ(json.at("run.concurrency"), "2");
}

TEST_F(Parallel, never_more_than_MaxConcurrency_at_a_time) {
  meeting_scripts("0100_A", "0101_B");
  meeting_scripts("0102_C", "0103_D");
  playbook("p.psd1",
           "@{ Sequence = @('0100-0103')\n"
           "   Options = @{ Parallel = $true; MaxConcurrency = 2 } }");
  const Finished finished = orchestrate({"p"});
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
}

TEST_F(Parallel, the_command_line_is_stronger_than_the_playbook) {
  meeting_scripts("0100_A", "0101_B");
  playbook("p.psd1",
           "@{ Sequence = @('0100-0101')\n"
           "   Options = @{ Parallel = $false; MaxConcurrency = 1 } }");
  const Finished finished =
      orchestrate({"p", "--parallel", "--max-concurrency", "2"});
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
}

TEST_F(Parallel, sequential_jobs_run_one_at_a_time_in_order) {
  for (const char* name : {"0100_A", "0101_B", "0102_C"}) {
    shell_script(name, fmt::format("mkdir busy || exit 9\necho {} >> order\n"
                                   "rmdir busy",
                                   name));
  }
  const Finished finished =
      orchestrate({"--sequence", "0102,0100,0101", "--parallel=false"});
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
  EXPECT_EQ(read("order"), "0102_C\n0100_A\n0101_B\n");
}

TEST_F(Parallel, a_job_that_does_not_allow_it_runs_alone) {
  for (const char* name : {"0100_A", "0102_C", "0103_D"}) {
    shell_script(name,
                 "test ! -d alone || exit 9\ntouch beside.$$\n"
                 "seq 1 20000 >/dev/null\nrm beside.$$\n"
                 "test ! -d alone || exit 9");
  }
  shell_script("0101_Alone",
               "mkdir alone\nls beside.* 2>/dev/null && exit 9\n"
               "seq 1 20000 >/dev/null\n"
               "ls beside.* 2>/dev/null && exit 9\nrmdir alone",
               "AllowParallel: false");
  const Json json =
      report({"--sequence", "0100-0103", "--max-concurrency", "4"});
  EXPECT_EQ(last_exit_code, 0);
  EXPECT_EQ(json.at("run.concurrency"), "4");
}

TEST_F(Parallel, a_job_waits_for_its_needs) {
  shell_script("0100_Last", "test -e made || exit 9", "Dependencies: 0101");
  shell_script("0101_First", "ps >/dev/null; touch made");
  const Json json =
      report({"--sequence", "0100,0101", "--max-concurrency", "2"});
  EXPECT_EQ(last_exit_code, 0);
  EXPECT_EQ(json.at("jobs.0.id"), "0101");
  EXPECT_EQ(json.at("jobs.1.needs"), "[\"0101\"]");
}

TEST_F(Parallel, powershell_jobs_run_at_the_same_time_too) {
  make_fifo("a");
  make_fifo("b");
  powershell_script("0100_A",
                    "[IO.File]::WriteAllText(\"$PSScriptRoot/../a\", 'x')\n"
                    "[IO.File]::ReadAllText(\"$PSScriptRoot/../b\")");
  powershell_script("0101_B",
                    "[IO.File]::ReadAllText(\"$PSScriptRoot/../a\")\n"
                    "[IO.File]::WriteAllText(\"$PSScriptRoot/../b\", 'y')");
  const Finished finished =
      orchestrate({"--sequence", "*", "--max-concurrency", "2"});
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
  EXPECT_THAT(finished.out, HasSubstr("[0100] y\n"));
  EXPECT_THAT(finished.out, HasSubstr("[0101] x\n"));
}

TEST_F(Parallel, lines_of_jobs_are_labelled_and_never_mixed) {
  for (const char* name : {"0100_A", "0101_B"}) {
    shell_script(name,
                 "i=0; while [ $i -lt 2000 ]; do "
                 "echo \"line $i of $0 xxxxxxxxxxxxxxxxxxxxxxxxxxx\"; "
                 "i=$((i+1)); done");
  }
  const Finished finished =
      orchestrate({"--sequence", "*", "--max-concurrency", "2"});
  std::istringstream output(finished.out);
  std::map<std::string, int> next;
  for (std::string line; std::getline(output, line);) {
    if (line.find("] line ") == std::string::npos) continue;
    const std::string label = line.substr(0, 6);
    const std::string name = label == "[0100]" ? "0100_A" : "0101_B";
    EXPECT_EQ(line, fmt::format("{} line {} of {} xxxxxxxxxxxxxxxxxxxxxxxxxxx",
                                label, next[label]++,
                                path("automation-scripts/" + name + ".sh")));
  }
  EXPECT_EQ(next["[0100]"], 2000);
  EXPECT_EQ(next["[0101]"], 2000);
}

// The second run is told that the first took longest for the last job.
TEST_F(Parallel, the_longest_job_of_earlier_runs_starts_first) {
  // The other two meet, so that neither ends before both have begun.
  make_fifo("gate");
  shell_script("0100_A", "echo 0100_A >> order");
  shell_script("0101_B", "echo 0101_B >> order; echo here > gate");
  shell_script("0102_C", "echo 0102_C >> order; read line < gate");
  const std::vector<std::string> words = {"--sequence", "0100-0102",
                                          "--max-concurrency", "2"};
  EXPECT_EQ(orchestrate(words).exit_code, 0);
  namespace fs = std::filesystem;
  std::vector<std::string> memories;
  for (const auto& entry : fs::recursive_directory_iterator(path("home"))) {
    if (entry.path().parent_path().filename() == "durations") {
      memories.push_back(entry.path().lexically_relative(path("")).string());
    }
  }
  ASSERT_EQ(memories.size(), 1u);
  EXPECT_THAT(read(memories.front()), HasSubstr("\t0102\n"));
  write(memories.front(), "1\t0100\n5\t0101\n9\t0102\n");
  write("order", "");
  EXPECT_EQ(orchestrate(words).exit_code, 0);
  EXPECT_THAT(read("order"), ::testing::EndsWith("0100_A\n"));
}

}  // namespace
}  // namespace aitherzero
