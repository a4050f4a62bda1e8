// aitherzero run resume: goes on with a run that ended badly, or that waits for
// secrets.
#include "cli/commands/commands.hpp"
#include "cli/local_rerun.hpp"
#include "cli/run_commands.hpp"

namespace aitherzero {
namespace {

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY_VOID(check_report_files(options, {}));
  if (!options.value("controller")) {
    return rerun_here(context, options, RerunWhat::not_succeeded);
  }
  TRY(const auto session, open_session(context, options));
  TRY(const Secrets secrets, read_secret_file(options));
  TRY(const Followed known, known_of(*session, options.operands().front()));
  const RunInfo& info = known.info;
  FollowOptions follow;
  follow.run = info.name;
  if (info.status) {
    TRY(follow.run, rerun(*session, info.name, RerunWhat::not_succeeded,
                          secrets, context.environment));
  } else {
    TRY_VOID(
        supply_secrets(session->client, info, secrets, context.environment));
  }
  RunOutput output(context, options);
  return follow_to_end(*session, options, output, std::move(follow));
}

constexpr char k_details[] =
    "Of a run that has ended, a new run is made in which what had succeeded "
    "counts as done. A\ncontroller's run that waits for secrets since that "
    "was started again gets them from\n--secret-file or the environment, and "
    "goes on. RUN is a run's name or its beginning.";

}  // namespace

const Command& run_resume_command() {
  static const Command k_command{
      {"run resume", "RUN", 1, 1, "Runs what of a run had not succeeded.",
       k_details, rerun_options()},
      run};
  return k_command;
}

}  // namespace aitherzero
