// aitherzero NOUN VERB …: finds the command and runs it.
#include <fmt/format.h>

#include <cstdio>

#include "agent/process/supervisor.hpp"
#include "cli/command.hpp"
#include "shared/platform/signals.hpp"

int main(int argc, char** argv) {
  // A supervisor is this same binary; it must become one before anything else.
  aitherzero::run_supervisor_if_asked(argc, argv);
  aitherzero::ignore_broken_pipes();
  if (argc < 1) return aitherzero::run_command_line("aitherzero", {});
  return aitherzero::run_command_line(argv[0], {argv + 1, argv + argc});
}
