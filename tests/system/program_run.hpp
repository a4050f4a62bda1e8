// One run of a program: its output is read while it runs, and a test waits for
// what it says, never for a time.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "shared/platform/environment.hpp"
#include "shared/platform/unique_fd.hpp"

namespace aitherzero::testing {

// How a program has ended and all that it wrote.
struct Finished {
  int exit_code = -1;  // 128 + N when a signal ended it
  std::string out;
  std::string err;
};

class ProgramRun {
 public:
  // Starts it in a process group of its own, as a shell does for a command
  // line, with an empty standard input.
  ProgramRun(const std::string& program,
             const std::vector<std::string>& arguments,
             const std::string& folder, const Environment& environment);
  // The same with a terminal as its input and output; out() holds both.
  static std::unique_ptr<ProgramRun> in_terminal(
      const std::string& program, const std::vector<std::string>& arguments,
      const std::string& folder, const Environment& environment);
  // Ends it if it still runs.
  ~ProgramRun();

  // Until standard output holds the text; fails the test when the program
  // ends without having written it.
  void wait_for_output(const std::string& text);

  // The same of standard error, where logs go.
  void wait_for_error(const std::string& text);

  // Gives standard error room for much that nobody reads at once: a program
  // waits when there is none.
  void widen_error();

  // What a person types in its terminal; "\x03" is Ctrl-C.
  void type(const std::string& keys);
  // Ctrl-C as a terminal sends it: to everything in the group.
  void interrupt();
  // To the program alone.
  void send(int signal);
  // Kills it, as a crash would, and waits for its end.
  void crash();

  // Waits for its end and the end of its output.
  Finished finish();

  const std::string& out() const { return out_; }
  const std::string& err() const { return err_; }

 private:
  ProgramRun() = default;
  void wait_for(const std::string& read, const std::string& text);
  // Reads what comes next; false when both outputs have ended.
  bool read_more();
  void reap();

  pid_t pid_ = -1;
  bool reaped_ = false;
  int exit_code_ = -1;
  UniqueFd out_pipe_;
  UniqueFd err_pipe_;
  std::string out_;
  std::string err_;
};

// Waits for the end of a process that is not our child. False when it is
// still there after a long time.
bool wait_until_gone(pid_t pid);
// Whether it has ended already; one that nobody has asked for yet counts.
bool is_gone(pid_t pid);

}  // namespace aitherzero::testing
