// aitherzero agents drain: an agent finishes what it has, and leaves.
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/run_commands.hpp"

namespace aitherzero {
namespace {

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const auto session, open_session(context, options));
  for (const std::string& agent : options.operands()) {
    DrainNamedAgent request;
    request.agent = agent;
    TRY([[maybe_unused]] const RequestDone done,
        session->client.ask<RequestDone>(request));
    print_output(fmt::format("{} takes no more work\n", agent));
  }
  return 0;
}

}  // namespace

const Command& agents_drain_command() {
  static const Command k_command{
      {"agents drain", "AGENT...", 1000, 1,
       "Has agents finish what they have, and end.",
       "Only admins may do that. What SIGTERM does on the agent's own machine.",
       controller_options()},
      run};
  return k_command;
}

}  // namespace aitherzero
