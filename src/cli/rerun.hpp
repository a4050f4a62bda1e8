// The command that runs just one job of a run again, with what it was given.
#pragma once

#include "cli/command.hpp"
#include "controller/plan/plan.hpp"
#include "controller/report/run_recorder.hpp"
#include "shared/config/command_line.hpp"

namespace aitherzero {

void add_rerun_commands(const CommandContext& context, const Plan& plan,
                        const ParsedOptions& options, RunRecorder& recorder);

// As a POSIX shell reads it: quoted only where that is needed.
std::string shell_word(const std::string& text);

}  // namespace aitherzero
