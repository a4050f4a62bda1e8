// aitherzero run retry: runs a plan again, all of it.
#include "cli/commands/commands.hpp"
#include "cli/run_commands.hpp"

namespace aitherzero {
namespace {

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const ClientOptions client_settings, client_options(context, options));
  TRY(const Secrets secrets, read_secret_file(options));
  EventLoop loop;
  ControllerClient client(loop, client_settings);
  TRY(const std::string run,
      rerun(client, loop, options.operands().front(), RerunWhat::everything,
            secrets, context.environment));
  RunOutput output(context, options);
  FollowOptions follow;
  follow.run = run;
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

}  // namespace

const Command& run_retry_command() {
  static const Command k_command{
      {"run retry", "RUN", 1, 1, "Runs a run's plan again, all of it.",
       "A new run, with the same files. RUN is a run's name or its beginning.",
       options()},
      run};
  return k_command;
}

}  // namespace aitherzero
