// aitherzero run logs: the output of a run's jobs, from the beginning.
#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands/commands.hpp"
#include "cli/run_commands.hpp"
#include "cli/view/progress_view.hpp"
#include "shared/base/text.hpp"
#include "shared/platform/terminal.hpp"

namespace aitherzero {
namespace {

using Kind = OptionSpec::Kind;

// The job that is meant by its id; an unknown one is an error once the plan is
// known.
Status check_job(const RunReport& report, const std::string& job) {
  std::vector<std::string> ids;
  for (const JobReport& known : report.jobs) {
    if (known.id == job) return {};
    ids.push_back(known.id);
  }
  return fail(ErrorKind::not_found,
              fmt::format("no job of run {} is called '{}'", report.id, job),
              {}, did_you_mean(job, ids));
}

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const auto runs, open_runs(context, options));
  const bool verbose = options.flag("verbose");
  const bool colour = wants_colour(STDOUT_FILENO, context.environment);
  const std::string job =
      options.operands().size() > 1 ? options.operands()[1] : "";
  FollowOptions follow;
  TRY(follow.run, run_operand(*runs, options));
  follow.live = options.flag("follow");
  follow.attached = false;
  BackgroundWriter writer(STDOUT_FILENO);
  follow.on_line = [&](const JobReport& from, const OutputLine& line) {
    if (!is_shown(line.stream, verbose)) return;
    if (job.empty()) {
      writer.write(output_line(from, line, colour) + "\n");
    } else if (from.id == job) {
      writer.write(line.text + "\n");
    }
  };
  RunFollower follower(runs->loop(), runs->source(), nullptr, &writer);
  TRY(const Followed followed, follower.follow(std::move(follow)));
  TRY_VOID(writer.flush());
  if (!job.empty()) TRY_VOID(check_job(followed.report, job));
  return 0;
}

std::vector<OptionSpec> options() {
  auto result = controller_options();
  result.push_back({"follow", Kind::flag, "",
                    "Go on with what comes, until the run has ended.", 'f'});
  result.push_back(
      {"verbose", Kind::flag, "", "Show verbose and debug output too.", 'v'});
  return result;
}

}  // namespace

const Command& run_logs_command() {
  static const Command k_command{
      {"run logs", "[RUN [JOB]]", 2, 0,
       "Prints the output of a run's jobs, or of one job.",
       "All output from the beginning; with -f also what is still to come. RUN "
       "is a run's name or\nits beginning; without one it is the latest.",
       options()},
      run};
  return k_command;
}

}  // namespace aitherzero
