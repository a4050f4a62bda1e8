// aitherzero orchestrate: makes a plan of a playbook or a sequence, and shows
// it or runs it.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "agent/powershell/powershell.hpp"
#include "cli/commands/commands.hpp"
#include "cli/earlier_runs.hpp"
#include "cli/local_rerun.hpp"
#include "cli/local_run.hpp"
#include "cli/machine.hpp"
#include "cli/plan_request.hpp"
#include "cli/project.hpp"
#include "cli/remote_run.hpp"
#include "cli/rerun.hpp"
#include "cli/run_commands.hpp"
#include "cli/run_output.hpp"
#include "controller/plan/plan.hpp"
#include "controller/plan/step_checks.hpp"
#include "controller/report/plan_report.hpp"
#include "controller/schedule/labels.hpp"
#include "shared/base/text.hpp"
#include "shared/platform/paths.hpp"
#include "shared/platform/pipes.hpp"
#include "shared/platform/terminal.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

using Kind = OptionSpec::Kind;

std::vector<OptionSpec> orchestrate_options() {
  std::vector<OptionSpec> options = plan_options();
  const std::vector<OptionSpec> own = {
      {"dry-run", Kind::flag, "", "Show the plan; run nothing."},
      {"interactive", Kind::flag, "", "Show the plan and ask before it runs."},
      {"generate-summary", Kind::optional, "PATH",
       "Write a summary in Markdown (reports/NAME-summary.md)."},
      {"isolation",
       Kind::value,
       "HOW",
       "runspace (default): warm workers; process: a fresh worker each; cold: "
       "pwsh -File.",
       0,
       {"runspace", "process", "cold"}},
      {"pwsh", Kind::value, "PATH", "The PowerShell to use."},
      secret_file_option(),
  };
  options.insert(options.end(), own.begin(), own.end());
  for (const auto& more : {follow_options(), controller_options()}) {
    options.insert(options.end(), more.begin(), more.end());
  }
  return options;
}

Isolation isolation_of(const ParsedOptions& options) {
  const std::string isolation = options.value("isolation").value_or("");
  if (isolation == "process") return Isolation::process;
  return isolation == "cold" ? Isolation::cold : Isolation::runspace;
}

LocalRunOptions run_options(const CommandContext& context,
                            const ParsedOptions& options,
                            const Project& project) {
  LocalRunOptions run;
  run.program = context.program;
  run.environment = context.environment;
  run.project_root = project.root;
  run.pwsh = options.value("pwsh").value_or("");
  run.isolation = isolation_of(options);
  record_in(context, run);
  return run;
}

Result<int> show_plan(const Plan& plan, const ParsedOptions& options) {
  const std::string format = options.value("output-format").value_or("text");
  if (format == "junit") {
    return fail(ErrorKind::bad_input, "a dry run has no JUnit report",
                options.origin("output-format"), "use text or json");
  }
  const std::string text =
      format == "json" ? render_plan_json(plan) + "\n" : render_plan_text(plan);
  TRY_VOID(write_report(text, options.value("output-path")));
  return 0;
}

// Shows the plan and asks; whether it is to run.
Result<bool> is_wanted(const Plan& plan, const ParsedOptions& options) {
  if (!options.flag("interactive")) return true;
  if (!is_terminal(STDIN_FILENO)) {
    return fail(ErrorKind::bad_input,
                "there is no terminal to answer questions in",
                options.origin("interactive"), "leave --interactive out");
  }
  print_notice(render_plan_text(plan) + "\nRun it? [y/N] ");
  char answer[64];
  const ssize_t count = ::read(STDIN_FILENO, answer, sizeof answer);
  return count > 0 && (answer[0] == 'y' || answer[0] == 'Y');
}

// What this machine lacks, which no job could wait for here.
Status check_runs_here(const CommandContext& context,
                       const ParsedOptions& options, const Plan& plan) {
  const std::string pwsh = options.value("pwsh").value_or("");
  std::map<std::string, std::string> labels;  // once a job asks for some
  for (const Job& job : plan.jobs) {
    const PlannedStep& step = plan.step(job);
    if (step.runs_on.empty()) continue;
    if (labels.empty()) labels = local_labels(pwsh, context.environment);
    const std::vector<std::string> missing = lacking(labels, step.runs_on);
    if (missing.empty()) continue;
    std::vector<std::string> here;
    for (const auto& [name, value] : labels)
      here.push_back(value.empty() ? name : name + "=" + value);
    return fail(ErrorKind::bad_input,
                fmt::format("{} wants to run on {}, and this machine is {}",
                            job.id, join(missing, ", "), join(here, ", ")),
                step.place,
                "run it on a controller with such an agent (--controller)");
  }
  if (pwsh.empty()) return {};
  // One that was chosen and is not there is no fault of any job.
  auto chosen = find_powershell(pwsh, context.environment);
  if (chosen) return {};
  chosen.error().kind = ErrorKind::bad_input;
  return tl::make_unexpected(chosen.error());
}

Result<int> run_here(const CommandContext& context,
                     const ParsedOptions& options, const Project& project) {
  TRY(const PlanRequest request, plan_request(context, options, project));
  TRY(Plan planned, plan_run(context, options, project, request));
  TRY_VOID(check_runs_here(context, options, planned));
  order_by_earlier_runs(context, project, planned);
  TRY(const bool wanted, is_wanted(planned, options));
  if (!wanted) return static_cast<int>(ExitCode::cancelled);
  LocalRun local_run(run_options(context, options, project));
  local_run.warm_up(planned);
  TRY(const SummaryTarget summary,
      summary_target(options, request, project.root));
  TRY_VOID(check_report_files(options, summary));
  TRY(Secrets given, read_secret_file(options));
  TRY(Secrets secrets,
      secrets_of(planned, std::move(given), context.environment));
  const auto plan = std::make_shared<const Plan>(std::move(planned));
  RunOutput output(context, options);
  LocalRunRequest local;
  local.plan = plan;
  local.secrets = std::move(secrets);
  local.view = output.view();
  local.writer = output.writer();
  local.on_report = [&](RunRecorder& recorder) {
    add_rerun_commands(context, *plan, options, recorder);
  };
  TRY(const RunReport report, local_run.execute(std::move(local)));
  // A report that cannot be written does not cost the other one.
  const Status reported = output.finish(report);
  remember_durations(context, project, report);
  TRY_VOID(write_summary(summary, report));
  TRY_VOID(reported);
  return report.exit_code;
}

Result<SubmitOptions> submit_options(const CommandContext& context,
                                     const ParsedOptions& options,
                                     const Project& project, const Plan& plan) {
  SubmitOptions submit;
  submit.project_root = project.root;
  TRY(submit.cache_folder, cache_folder(context.environment));
  submit.isolation = isolation_of(options);
  TRY(Secrets given, read_secret_file(options));
  TRY(submit.secrets, secrets_of(plan, std::move(given), context.environment));
  return submit;
}

Result<int> run_there(const CommandContext& context,
                      const ParsedOptions& options, const Project& project) {
  TRY(const PlanRequest request, plan_request(context, options, project));
  TRY(Plan plan, plan_run(context, options, project, request));
  TRY(const bool wanted, is_wanted(plan, options));
  if (!wanted) return static_cast<int>(ExitCode::cancelled);
  order_by_earlier_runs(context, project, plan);
  TRY_VOID(make_relative(plan, project.root));
  TRY(const SummaryTarget summary,
      summary_target(options, request, project.root));
  TRY_VOID(check_report_files(options, summary));
  TRY(const SubmitOptions submit,
      submit_options(context, options, project, plan));
  TRY(const auto session, open_session(context, options));
  const bool quiet = options.flag("quiet") || options.flag("detach");
  FollowOptions follow;
  TRY(follow.run,
      submit_run(session->client, plan, submit, [&](const std::string& notice) {
        if (!quiet) print_notice(notice + "\n");
      }));
  follow.secrets = submit.secrets;
  follow.on_report = [&](const Plan& submitted, RunRecorder& recorder) {
    add_rerun_commands(context, submitted, options, recorder);
  };
  RunOutput output(context, options);
  return follow_to_end(*session, options, output, std::move(follow),
                       [&](const RunReport& report) {
                         remember_durations(context, project, report);
                         return write_summary(summary, report);
                       });
}

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const Project project, find_project(context, options));
  if (options.flag("dry-run")) {
    TRY(const PlanRequest request, plan_request(context, options, project));
    TRY(const Plan plan, plan_run(context, options, project, request));
    return show_plan(plan, options);
  }
  TRY_VOID(check_remote_only(options));
  return options.value("controller") ? run_there(context, options, project)
                                     : run_here(context, options, project);
}

constexpr char k_details[] =
    "Exit codes: 0 success, 1 failed, 2 bad usage or input, 3 internal error, "
    "10 partial\nsuccess (only tolerated failures), 124 timed out, 130 "
    "cancelled.";

}  // namespace

const Command& orchestrate_command() {
  static const Command k_command{
      {"orchestrate", "[PLAYBOOK]", 1, 0,
       "Runs a playbook, or the scripts of a sequence.", k_details,
       orchestrate_options()},
      run};
  return k_command;
}

}  // namespace aitherzero
