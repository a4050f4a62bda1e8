// Runs of this machine, run again.
#pragma once

#include "cli/command.hpp"
#include "cli/local_run.hpp"
#include "protocol/message/client_message.hpp"

namespace aitherzero {

// Says where a run of this machine is recorded and whose it is. An environment
// without a home has no such place, and nothing is recorded then.
void record_in(const CommandContext& context, LocalRunOptions& options);

// What is only for runs of a controller: --detach, --artifacts, --wait-agents.
Status check_remote_only(const ParsedOptions& options);

// Makes a new run of the plan of the one that the first operand names, executes
// it here and prints its report; its exit code.
Result<int> rerun_here(const CommandContext& context,
                       const ParsedOptions& options, RerunWhat what);

}  // namespace aitherzero
