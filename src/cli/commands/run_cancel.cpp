// aitherzero run cancel: stops a run.
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/run_commands.hpp"

namespace aitherzero {
namespace {

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const auto runs, open_runs(context, options));
  TRY(const std::string run, run_operand(*runs, options));
  const CancelMode mode =
      options.flag("kill") ? CancelMode::kill : CancelMode::graceful;
  TRY_VOID(answer_of<Status>(runs->loop(), [&](auto done) {
    runs->source().cancel(run, mode, std::move(done));
  }));
  print_output(fmt::format("{} is being cancelled\n", run));
  return 0;
}

std::vector<OptionSpec> options() {
  auto result = controller_options();
  result.push_back({"kill", OptionSpec::Kind::flag, "",
                    "Kill what runs at once, without time to clean up."});
  return result;
}

}  // namespace

const Command& run_cancel_command() {
  static const Command k_command{
      {"run cancel", "RUN", 1, 1,
       "Cancels a run: what runs is stopped, what "
       "waits does not start.",
       "RUN is a run's name or its beginning.", options()},
      run};
  return k_command;
}

}  // namespace aitherzero
