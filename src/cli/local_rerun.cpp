#include "cli/local_rerun.hpp"

#include <fmt/format.h>

#include "cli/controller_link.hpp"
#include "cli/remote_run.hpp"
#include "cli/run_output.hpp"
#include "cli/runs.hpp"
#include "client/recorded_run.hpp"
#include "controller/app/submitted_plan.hpp"

namespace aitherzero {
namespace {

struct Again {
  RunRecord record;
  Plan plan;
  std::vector<JobChanged> done;
};

Result<Again> read_run(const RunFolders& folders, const std::string& name,
                       RerunWhat what) {
  TRY(const std::string run, folders.find(name));
  EventLoop loop;
  TRY(const auto recorded, RecordedRun::read(loop, folders, run));
  if (!recorded->has_ended()) {
    return fail(ErrorKind::bad_input, fmt::format("run {} has not ended", run),
                {}, "wait for it, or cancel it: aitherzero run cancel " + run);
  }
  Again again;
  again.record = recorded->record();
  TRY(again.plan, recorded->plan());
  if (what == RerunWhat::not_succeeded) {
    TRY(again.done,
        succeeded_jobs(recorded->journal(), RunId{1}, again.plan.jobs.size()));
  }
  return again;
}

}  // namespace

void record_in(const CommandContext& context, LocalRunOptions& options) {
  auto folders = run_folders(context);
  if (folders) options.folders = std::move(*folders);
  options.submitter = user_at_host(context);
}

Status check_remote_only(const ParsedOptions& options) {
  if (options.value("controller")) return {};
  for (const char* const option : {"detach", "artifacts", "wait-agents"}) {
    if (!options.flag(option)) continue;
    return fail(ErrorKind::bad_input,
                "this is for runs of a controller; here scripts run in place",
                options.origin(option), "add --controller tcp://HOST:PORT");
  }
  return {};
}

Result<int> rerun_here(const CommandContext& context,
                       const ParsedOptions& options, RerunWhat what) {
  TRY_VOID(check_remote_only(options));
  TRY(const RunFolders folders, run_folders(context));
  TRY(Again again, read_run(folders, options.operands().front(), what));
  TRY(Secrets given, read_secret_file(options));
  LocalRunRequest request;
  TRY(request.secrets,
      secrets_of(again.plan, std::move(given), context.environment));
  request.plan = std::make_shared<const Plan>(std::move(again.plan));
  request.done = std::move(again.done);
  LocalRunOptions local;
  local.program = context.program;
  local.environment = context.environment;
  local.project_root = again.record.working_directory;
  local.pwsh = options.value("pwsh").value_or("");
  local.isolation = again.record.isolation;
  record_in(context, local);
  RunOutput output(context, options);
  request.view = output.view();
  request.writer = output.writer();
  LocalRun run(std::move(local));
  TRY(const RunReport report, run.execute(std::move(request)));
  TRY_VOID(output.finish(report));
  return report.exit_code;
}

}  // namespace aitherzero
