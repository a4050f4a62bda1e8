// One command of the program. Each stands in a file of its own under
// commands/ and is listed in commands/commands.hpp.
#pragma once

#include <string>
#include <vector>

#include "shared/config/command_line.hpp"
#include "shared/platform/environment.hpp"

namespace aitherzero {

// What the program ends with; a public interface
// (docs/guide/running.md).
enum class ExitCode : int {
  success = 0,
  failed = 1,
  bad_input = 2,  // bad usage or input; nothing has run
  internal = 3,   // controller unreachable, or an error of ours
  partial = 10,
  timed_out = 124,
  cancelled = 130,
};

// What a command is given besides its options.
struct CommandContext {
  Environment environment;
  std::string program;     // this binary
  std::string invoked_as;  // how the user calls it: argv[0]
  std::string current_directory;
};

struct Command {
  CommandSpec spec;
  // The program's exit code, or an error that the caller prints; its kind
  // decides the exit code.
  Result<int> (*run)(const CommandContext& context,
                     const ParsedOptions& options);
};

// Finds the command that the words after argv[0] name, runs it, prints its
// error. Never throws.
int run_command_line(const std::string& invoked_as,
                     const std::vector<std::string>& words);

// "aitherzero: place: message", with advice, to standard error.
void print_error(const Error& error);
void print_warnings(const std::vector<Warning>& warnings);
// Standard output; a closed pipe is the reader's choice and no error.
// What cannot be written makes the command fail in the end.
void print_output(const std::string& text);
// For people, to standard error.
void print_notice(const std::string& text);

}  // namespace aitherzero
