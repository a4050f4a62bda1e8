// aitherzero run artifacts: brings what the jobs of a run have made.
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/remote_run.hpp"
#include "cli/run_commands.hpp"

namespace aitherzero {
namespace {

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const auto session, open_session(context, options));
  TRY(const Followed known, known_of(*session, options.operands()[0]));
  const std::string& folder = options.operands()[1];
  TRY(const std::size_t files,
      fetch_outputs(session->client, known.outputs, folder));
  print_output(fmt::format("{} files in {}\n", files, folder));
  return 0;
}

}  // namespace

const Command& run_artifacts_command() {
  static const Command k_command{
      {"run artifacts", "RUN DIR", 2, 2,
       "Brings the outputs of a run's jobs into a folder.",
       "Where two jobs made a file of one name, that of the later job counts. "
       "RUN is a run's name or\nits beginning.",
       controller_options()},
      run};
  return k_command;
}

}  // namespace aitherzero
