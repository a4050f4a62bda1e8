// aitherzero run resume: goes on with a run that ended badly, or that waits for
// secrets.
#include "cli/commands/commands.hpp"
#include "cli/run_commands.hpp"

namespace aitherzero {
namespace {

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const ClientOptions client_settings, client_options(context, options));
  TRY(const Secrets secrets, read_secret_file(options));
  EventLoop loop;
  ControllerClient client(loop, client_settings);
  TRY(const RunInfo info, info_of(client, loop, options.operands().front()));
  FollowOptions follow;
  follow.run = info.name;
  if (info.status) {
    TRY(follow.run, rerun(client, loop, info.name, RerunWhat::not_succeeded,
                          secrets, context.environment));
  } else {
    TRY_VOID(supply_secrets(client, info, secrets, context.environment));
  }
  RunOutput output(context, options);
  return follow_to_end(options, output, loop, client, std::move(follow),
                       [](const RunReport&) { return Status(); });
}

std::vector<OptionSpec> options() {
  auto result = controller_options();
  result.push_back(secret_file_option());
  for (OptionSpec& option : follow_options()) {
    result.push_back(std::move(option));
  }
  return result;
}

constexpr char k_details[] =
    "Of a run that has ended, a new run is made in which what had succeeded "
    "counts as done. A run\nthat waits for secrets since its controller was "
    "started again gets them from --secret-file or\nthe environment, and goes "
    "on. RUN is a run's name or its beginning.";

}  // namespace

const Command& run_resume_command() {
  static const Command k_command{
      {"run resume", "RUN", 1, 1, "Runs what of a run had not succeeded.",
       k_details, options()},
      run};
  return k_command;
}

}  // namespace aitherzero
