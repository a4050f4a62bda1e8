// The program in a terminal, where people sit; and with an output that nobody
// reads.
#include <fstream>

#include "system/system_test.hpp"

namespace aitherzero {
namespace {

class Terminal : public SystemTest {
 protected:
  void SetUp() override {
    environment["TERM"] = "xterm-256color";
    shell_script("0100_Good", "printf '\\033[32mgreen\\033[0m said\\n'");
  }

  std::unique_ptr<ProgramRun> start_here(
      const std::vector<std::string>& words) {
    return ProgramRun::in_terminal(AITHERZERO_PROGRAM, words, folder,
                                   environment);
  }
};

TEST_F(Terminal, gets_colours_and_a_footer_that_goes_away) {
  const Finished finished =
      start_here({"orchestrate", "--sequence", "0100"})->finish();
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.out, HasSubstr("\x1b[32mgreen"));
  EXPECT_THAT(finished.out, HasSubstr("1 job: 1 succeeded"));
  // A cursor that was hidden is shown again, and colours are switched off.
  const std::size_t hidden = finished.out.rfind("\x1b[?25l");
  const std::size_t shown = finished.out.rfind("\x1b[?25h");
  if (hidden != std::string::npos) {
    ASSERT_NE(shown, std::string::npos);
    EXPECT_GT(shown, hidden);
  }
  EXPECT_TRUE(finished.out.ends_with("\r\n"));
}

TEST_F(Terminal, is_asked_before_an_interactive_run) {
  const std::vector<std::string> words = {"orchestrate", "--sequence", "0100",
                                          "--interactive"};
  const auto yes = start_here(words);
  yes->wait_for_output("Run it? [y/N]");
  yes->type("y\n");
  const Finished ran = yes->finish();
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, HasSubstr("1 job: 1 succeeded"));
  const auto no = start_here(words);
  no->wait_for_output("Run it? [y/N]");
  no->type("\n");
  const Finished left = no->finish();
  EXPECT_EQ(left.exit_code, 130);
  EXPECT_THAT(left.out, Not(HasSubstr("started")));
  EXPECT_EQ(run(words).exit_code, 2) << "nobody can answer";
}

TEST_F(Terminal, gets_no_colours_with_NO_COLOR) {
  environment["NO_COLOR"] = "1";
  const Finished finished =
      start_here({"orchestrate", "--sequence", "0100"})->finish();
  for (const char* colour : {"\x1b[3", "\x1b[9", "\x1b[1m", "\x1b[2m"}) {
    EXPECT_THAT(finished.out, Not(HasSubstr(colour)));
  }
}

TEST_F(Terminal, that_can_do_nothing_gets_plain_lines) {
  environment["TERM"] = "dumb";
  const Finished finished =
      start_here({"orchestrate", "--sequence", "0100"})->finish();
  EXPECT_EQ(finished.out.find('\x1b'), std::string::npos) << finished.out;
  EXPECT_THAT(finished.out, HasSubstr("[0100] green said\r\n"));
}

TEST_F(Terminal, Ctrl_C_cancels_and_leaves_the_screen_usable) {
  shell_script("0101_Long", "echo $$ > pids; echo at work; sleep 600");
  const auto program = start_here({"orchestrate", "--sequence", "0101"});
  program->wait_for_output("at work");
  program->type("\x03");
  const Finished finished = program->finish();
  EXPECT_EQ(finished.exit_code, 130);
  EXPECT_EQ(finished.out.rfind("\x1b[?25l") == std::string::npos,
            finished.out.rfind("\x1b[?25h") == std::string::npos);
  EXPECT_THAT(finished.out, HasSubstr("1 job: 1 cancelled"));
  expect_gone("pids");
}

TEST_F(Terminal, input_is_not_taken_by_jobs) {
  shell_script("0101_Reads", "read line; echo \"read '$line'\"");
  powershell_script("0102_Reads", "\"read '$([Console]::In.ReadLine())'\"");
  const Finished finished =
      start_here({"orchestrate", "--sequence", "0101,0102"})->finish();
  EXPECT_EQ(finished.exit_code, 0) << finished.out;
  EXPECT_THAT(finished.out, HasSubstr("read ''"));
}

// A reader that does not read: a pager that waits, a stopped terminal.
class Unread : public SystemTest {
 protected:
  // Starts a job that floods its output, and waits until it does.
  std::unique_ptr<ProgramRun> start_flood(const std::string& header) {
    make_fifo("told");
    shell_script("0100_Flood", "echo $$ > told; exec yes", header);
    auto program = start({"orchestrate", "--sequence", "0100"});
    std::ifstream told(path("told"));
    told >> job;
    EXPECT_GT(job, 1);
    return program;
  }

  pid_t job = 0;
};

TEST_F(Unread, output_does_not_hold_up_a_timeout) {
  const auto program = start_flood("Timeout: 1");
  EXPECT_TRUE(testing::wait_until_gone(job));
  EXPECT_EQ(program->finish().exit_code, 124);
}

TEST_F(Unread, output_does_not_hold_up_Ctrl_C) {
  const auto program = start_flood("");
  program->interrupt();
  EXPECT_TRUE(testing::wait_until_gone(job));
  EXPECT_EQ(program->finish().exit_code, 130);
}

}  // namespace
}  // namespace aitherzero
