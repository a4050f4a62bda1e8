#include "cli/run_commands.hpp"

#include <fmt/chrono.h>
#include <unistd.h>

#include <ctime>

#include "cli/remote_run.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {

Result<std::string> run_operand(Runs& runs, const ParsedOptions& options) {
  return options.operands().empty() ? runs.latest()
                                    : runs.find(options.operands().front());
}

std::vector<OptionSpec> follow_options() {
  using Kind = OptionSpec::Kind;
  return {
      {"output-format",
       Kind::value,
       "FORMAT",
       "text (default), json or junit; progress then goes to standard "
       "error.",
       0,
       {"text", "json", "junit"}},
      {"output-path", Kind::value, "FILE",
       "Write the report to a file instead of standard output."},
      {"artifacts", Kind::value, "DIR",
       "Bring what jobs declared as outputs into DIR."},
      {"detach", Kind::flag, "", "Print the run's name and leave it running."},
      {"quiet", Kind::flag, "", "Print failures and one closing line only."},
      {"verbose", Kind::flag, "", "Show verbose and debug output too.", 'v'}};
}

std::vector<OptionSpec> rerun_options() {
  std::vector<OptionSpec> options = controller_options();
  options.push_back(secret_file_option());
  options.push_back({"pwsh", OptionSpec::Kind::value, "PATH",
                     "PowerShell to use for a run of this machine."});
  for (OptionSpec& option : follow_options()) {
    options.push_back(std::move(option));
  }
  return options;
}

namespace {

Status bring_artifacts(const ParsedOptions& options, ControllerClient& client,
                       const Followed& followed) {
  const auto folder = options.value("artifacts");
  if (!folder) return {};
  TRY(const std::size_t files,
      fetch_outputs(client, followed.outputs, *folder));
  print_notice(fmt::format("Artifacts: {} files in {}\n", files, *folder));
  return {};
}

}  // namespace

Result<int> follow_to_end(
    ControllerSession& session, const ParsedOptions& options, RunOutput& output,
    FollowOptions follow,
    const std::function<Status(const RunReport&)>& after) {
  if (options.flag("detach")) {
    const bool as_json = options.value("output-format") == "json";
    const Table run{{"run", Table{{"id", follow.run}}}};
    print_output((as_json ? to_json(run, JsonStyle::indented) : follow.run) +
                 "\n");
    return 0;
  }
  const std::string run = follow.run;
  RunFollower follower(session.loop, session.client, output.view(),
                       output.writer());
  TRY(const Followed followed, follower.follow(std::move(follow)));
  if (followed.detached) {
    print_notice(
        fmt::format("Run {} goes on; aitherzero run logs -f {}\n", run, run));
    return 0;
  }
  const Status reported = output.finish(followed.report);
  const Status brought = bring_artifacts(options, session.client, followed);
  if (after) TRY_VOID(after(followed.report));
  TRY_VOID(reported);
  TRY_VOID(brought);
  return followed.report.exit_code;
}

Result<Followed> known_of(EventLoop& loop, RunSource& source,
                          const std::string& run) {
  FollowOptions follow;
  follow.run = run;
  follow.live = false;
  RunFollower follower(loop, source, nullptr, nullptr);
  return follower.follow(std::move(follow));
}

Status supply_secrets(ControllerClient& client, const RunInfo& run,
                      Secrets given, const Environment& environment) {
  if (run.lacking_secrets.empty()) return {};
  SupplySecrets supply;
  supply.run = run.name;
  supply.secrets = std::move(given);
  std::vector<Warning> unknown;
  for (const std::string& name : run.lacking_secrets) {
    const auto variable = environment.find(name);
    if (variable != environment.end()) {
      supply.secrets.try_emplace(name, variable->second);
    } else if (!supply.secrets.contains(name)) {
      unknown.push_back({fmt::format("jobs may wait for the secret {}, which "
                                     "nobody has set",
                                     name),
                         {},
                         fmt::format("supply it with: aitherzero run resume {} "
                                     "--secret-file FILE",
                                     run.name)});
    }
  }
  print_warnings(unknown);
  TRY([[maybe_unused]] const RequestDone done,
      client.ask<RequestDone>(std::move(supply)));
  return {};
}

namespace {

Result<std::shared_ptr<const Plan>> plan_of(ControllerSession& session,
                                            const std::string& run) {
  FollowOptions follow;
  follow.run = run;
  follow.live = false;
  follow.plan_only = true;
  RunFollower follower(session.loop, session.client, nullptr, nullptr);
  TRY(const Followed known, follower.follow(std::move(follow)));
  if (known.plan) return known.plan;
  return fail(ErrorKind::internal, "the controller sent no plan");
}

}  // namespace

Result<std::string> rerun(ControllerSession& session, const std::string& run,
                          RerunWhat what, const Secrets& given,
                          const Environment& environment) {
  // Jobs would wait for ever for what nobody has set. Those of a resumed run
  // may have succeeded, so there it is only said.
  if (what == RerunWhat::everything) {
    TRY(const auto plan, plan_of(session, run));
    TRY_VOID(secrets_of(*plan, given, environment));
  }
  RerunRun request;
  request.run = run;
  request.what = what;
  request.key = random_key();
  TRY(const RunAccepted accepted,
      session.client.ask<RunAccepted>(std::move(request)));
  TRY(const Followed known, known_of(session, accepted.run));
  TRY_VOID(supply_secrets(session.client, known.info, given, environment));
  return accepted.run;
}

std::string local_time(std::uint64_t ms) {
  const auto seconds = static_cast<std::time_t>(ms / 1000);
  const std::time_t now = std::time(nullptr);
  std::tm then{};
  std::tm today{};
  ::localtime_r(&seconds, &then);
  ::localtime_r(&now, &today);
  if (then.tm_year == today.tm_year && then.tm_yday == today.tm_yday) {
    return fmt::format("{:%H:%M:%S}", then);
  }
  return fmt::format("{:%Y-%m-%d %H:%M}", then);
}

}  // namespace aitherzero
