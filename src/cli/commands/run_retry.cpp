// aitherzero run retry: runs a plan again, all of it.
#include "cli/commands/commands.hpp"
#include "cli/local_rerun.hpp"
#include "cli/run_commands.hpp"

namespace aitherzero {
namespace {

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY_VOID(check_report_files(options, {}));
  if (!options.value("controller")) {
    return rerun_here(context, options, RerunWhat::everything);
  }
  TRY(const auto session, open_session(context, options));
  TRY(const Secrets secrets, read_secret_file(options));
  FollowOptions follow;
  TRY(follow.run, rerun(*session, options.operands().front(),
                        RerunWhat::everything, secrets, context.environment));
  RunOutput output(context, options);
  return follow_to_end(*session, options, output, std::move(follow));
}

}  // namespace

const Command& run_retry_command() {
  static const Command k_command{
      {"run retry", "RUN", 1, 1, "Runs a run's plan again, all of it.",
       "A new run; a controller runs it with the same files. RUN is a run's "
       "name or its beginning.",
       rerun_options()},
      run};
  return k_command;
}

}  // namespace aitherzero
