// aitherzero orchestrate: makes a plan of a playbook or a sequence, and shows
// it or runs it.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "cli/commands/commands.hpp"
#include "cli/local_rerun.hpp"
#include "cli/local_run.hpp"
#include "cli/machine.hpp"
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
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

using Kind = OptionSpec::Kind;

std::vector<OptionSpec> orchestrate_options() {
  std::vector<OptionSpec> options = project_options();
  const std::vector<OptionSpec> own = {
      {"sequence", Kind::list, "EXPR",
       "Run the scripts of a sequence, such as 0400-0499,!0450, instead of a "
       "playbook."},
      {"dry-run", Kind::flag, "", "Show the plan; run nothing."},
      {"parallel", Kind::optional, "true|false",
       "Whether independent scripts run at the same time."},
      {"max-concurrency", Kind::value, "N",
       "At most N scripts at a time (default: the usable CPUs)."},
      {"continue-on-error", Kind::flag, "",
       "Tolerate failures: go on, and end with 10."},
      {"fail-fast", Kind::flag, "",
       "At the first failure cancel what runs, too."},
      {"timeout", Kind::value, "SECONDS", "Time for the whole run."},
      {"variable", Kind::list, "NAME=VALUE",
       "Set a variable; NAME:=JSON gives it a type."},
      {"matrix", Kind::list, "AXIS=V1,V2",
       "Run everything for each combination of such values; AXIS:=JSON gives "
       "them types."},
      {"profile", Kind::value, "NAME",
       "A profile of the playbook or the configuration."},
      config_option(),
      {"with-dependencies", Kind::flag, "",
       "Also run what the selected scripts depend on."},
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
      {"runs-on", Kind::list, "LABEL",
       "A label that agents of all jobs must have; stronger than RunsOn."},
      {"wait-agents", Kind::value, "SECONDS",
       "A job fails when no agent with its labels has come for so long; 0: at "
       "once (on a controller; default: it waits)."},
      secret_file_option(),
  };
  options.insert(options.end(), own.begin(), own.end());
  for (const auto& more : {follow_options(), controller_options()}) {
    options.insert(options.end(), more.begin(), more.end());
  }
  return options;
}

// NAME=VALUE is text, NAME:=JSON has a type.
Status add_variables(const ParsedOptions& options, PlanOptions& plan) {
  for (const std::string& text : options.list("variable")) {
    const std::size_t equals = text.find('=');
    const bool typed =
        equals != std::string::npos && equals > 0 && text[equals - 1] == ':';
    const std::string name = text.substr(0, typed ? equals - 1 : equals);
    if (equals == std::string::npos || name.empty()) {
      return fail(ErrorKind::bad_input,
                  fmt::format("'{}' sets no variable", text),
                  options.origin("variable"), "write NAME=VALUE or NAME:=JSON");
    }
    const std::string value = text.substr(equals + 1);
    if (!typed) {
      plan.text_variables.emplace_back(name, value);
      continue;
    }
    TRY(Value parsed, parse_json(value, "--variable " + name));
    plan.variables.emplace_back(name, std::move(parsed));
  }
  return {};
}

// AXIS=V1,V2 are texts, AXIS:=JSON is a value or a list of values.
Result<Matrix> read_axes(const ParsedOptions& options) {
  Matrix matrix;
  for (const std::string& text : options.list("matrix")) {
    const std::size_t equals = text.find('=');
    const bool typed =
        equals != std::string::npos && equals > 0 && text[equals - 1] == ':';
    MatrixAxis axis;
    axis.name = text.substr(0, typed ? equals - 1 : equals);
    if (equals == std::string::npos || axis.name.empty() ||
        equals + 1 == text.size()) {
      return fail(ErrorKind::bad_input,
                  fmt::format("'{}' gives an axis no values", text),
                  options.origin("matrix"),
                  "write AXIS=VALUE,VALUE or AXIS:=JSON");
    }
    const std::string values = text.substr(equals + 1);
    if (typed) {
      TRY(Value parsed, parse_json(values, "--matrix " + axis.name));
      const auto* list = parsed.as<Array>();
      axis.values = list != nullptr ? *list : Array{parsed};
    } else {
      axis.form = Variable::Form::text;
      for (const std::string_view value : split(values, ',')) {
        axis.values.emplace_back(std::string(trim(value)));
      }
    }
    if (axis.values.empty()) {
      return fail(ErrorKind::bad_input,
                  fmt::format("axis '{}' has no values", axis.name),
                  options.origin("matrix"));
    }
    Matrix one;
    one.axes.push_back(std::move(axis));
    matrix = combined(std::move(matrix), one);
  }
  return matrix;
}

// As the usual services set it.
bool is_ci(const Environment& environment) {
  const std::string ci = get(environment, "CI");
  return equals_ignoring_case(ci, "true") || ci == "1";
}

Result<PlanOptions> plan_options(const CommandContext& context,
                                 const ParsedOptions& options) {
  PlanOptions plan;
  TRY(plan.matrix, read_axes(options));
  plan.profile = options.value("profile").value_or("");
  plan.in_ci = is_ci(context.environment);
  TRY(plan.parallel, options.boolean("parallel"));
  TRY(plan.max_concurrency, options.count("max-concurrency"));
  TRY(plan.timeout_seconds, options.seconds("timeout"));
  if (options.value("wait-agents")) {
    TRY(const auto wait, options.seconds("wait-agents"));
    plan.wait_agents_seconds = wait.value_or(0);
  }
  plan.continue_on_error = options.flag("continue-on-error");
  plan.fail_fast = options.flag("fail-fast");
  plan.with_dependencies = options.flag("with-dependencies");
  plan.runs_on = options.list("runs-on");
  TRY_VOID(check_labels(plan.runs_on, options.origin("runs-on")));
  TRY_VOID(add_variables(options, plan));
  return plan;
}

Result<Automation> read_automation_of(const CommandContext& context,
                                      const ParsedOptions& options,
                                      const Project& project) {
  TRY(const Configuration configuration,
      read_configuration(context, options, project));
  const Value* automation = configuration.find("Automation");
  if (automation == nullptr || automation->is_null()) return Automation{};
  const auto* table = automation->as<Table>();
  if (table != nullptr) return read_automation(*table);
  return fail(ErrorKind::bad_input,
              fmt::format("Automation is a table of settings, not {}",
                          automation->type_name()),
              automation->place());
}

Result<PlanRequest> plan_request(const CommandContext& context,
                                 const ParsedOptions& options,
                                 const Project& project) {
  PlanRequest request;
  request.project_root = project.root;
  TRY(request.options, plan_options(context, options));
  TRY(request.options.automation,
      read_automation_of(context, options, project));
  for (const std::string& text : options.list("sequence")) {
    request.sequence.push_back({text, options.origin("sequence")});
  }
  const bool named = !options.operands().empty();
  if (named == !request.sequence.empty()) {
    return fail(ErrorKind::bad_input,
                named ? "a playbook and a sequence are two different runs"
                      : "nothing to run",
                {}, "name a playbook, or give --sequence 0400-0499");
  }
  if (!named) return request;
  const std::string& name = options.operands().front();
  auto playbook = load_playbook(context, project, name);
  if (!playbook) {
    Error error = playbook.error();
    if (error.kind == ErrorKind::not_found && looks_like_sequence(name)) {
      error.advice = fmt::format("to run a sequence: --sequence '{}'", name);
    }
    return tl::make_unexpected(std::move(error));
  }
  request.playbook = std::move(*playbook);
  return request;
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

Result<Plan> plan_run(const CommandContext& context, const Project& project,
                      const PlanRequest& request) {
  TRY(const Catalog catalog, read_catalog(project));
  TRY(PlannedRun planned,
      make_plan(catalog, request, plan_files(context, project)));
  print_warnings(planned.warnings);
  return std::move(planned.plan);
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

// What no agent of a controller could wait for here.
Status check_runs_here(const Plan& plan) {
  const std::map<std::string, std::string> labels = machine_labels();
  for (const Job& job : plan.jobs) {
    const PlannedStep& step = plan.step(job);
    const std::vector<std::string> missing = lacking(labels, step.runs_on);
    if (missing.empty()) continue;
    std::vector<std::string> here;
    for (const auto& [name, value] : labels) here.push_back(name + "=" + value);
    return fail(ErrorKind::bad_input,
                fmt::format("{} wants to run on {}, and this machine is {}",
                            job.id, join(missing, ", "), join(here, ", ")),
                step.place,
                "run it on a controller with such an agent (--controller)");
  }
  return {};
}

Result<int> run_here(const CommandContext& context,
                     const ParsedOptions& options, const Project& project) {
  TRY(const PlanRequest request, plan_request(context, options, project));
  TRY(Plan planned, plan_run(context, project, request));
  TRY_VOID(check_runs_here(planned));
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
  TRY(Plan plan, plan_run(context, project, request));
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
        if (!quiet) write_all(STDERR_FILENO, notice + "\n");
      }));
  follow.secrets = submit.secrets;
  follow.on_report = [&](const Plan& submitted, RunRecorder& recorder) {
    add_rerun_commands(context, submitted, options, recorder);
  };
  RunOutput output(context, options);
  return follow_to_end(
      *session, options, output, std::move(follow),
      [&](const RunReport& report) { return write_summary(summary, report); });
}

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const Project project, find_project(context, options));
  if (options.flag("dry-run")) {
    TRY(const PlanRequest request, plan_request(context, options, project));
    TRY(const Plan plan, plan_run(context, project, request));
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
