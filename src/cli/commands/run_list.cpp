// aitherzero run list: the latest runs.
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/output_format.hpp"
#include "cli/run_commands.hpp"
#include "cli/runs.hpp"
#include "controller/report/text_layout.hpp"
#include "controller/report/text_table.hpp"
#include "controller/schedule/status.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

constexpr std::size_t k_default_count = 20;

std::string_view status_of(const RunInfo& run) {
  return to_string(run.status ? static_cast<RunStatus>(*run.status)
                              : RunStatus::running);
}

double seconds_of(const RunInfo& run) {
  const std::uint64_t ms = run.status
                               ? run.ended_ms - run.submitted_ms
                               : static_cast<std::uint64_t>(run.age.count());
  return static_cast<double>(ms) / 1000;
}

std::string as_text(const std::vector<RunInfo>& runs) {
  TextTable table({"Run", "Status", "Jobs", "Time", "Submitted", "By", "What"});
  for (const RunInfo& run : runs) {
    table.add({run.name, std::string(status_of(run)),
               run.status
                   ? fmt::to_string(run.jobs)
                   : fmt::format("{}/{}", run.jobs - run.open_jobs, run.jobs),
               format_duration(seconds_of(run)), local_time(run.submitted_ms),
               run.submitter, run.plan_name});
  }
  return runs.empty() ? "There are no runs.\n" : table.render();
}

std::string as_json(const std::vector<RunInfo>& runs) {
  Array list;
  for (const RunInfo& run : runs) {
    list.push_back(
        Table{{"id", run.name},
              {"name", run.plan_name},
              {"status", std::string(status_of(run))},
              {"submitter", run.submitter},
              {"submittedMs", static_cast<std::int64_t>(run.submitted_ms)},
              {"durationSeconds", seconds_of(run)},
              {"jobs", static_cast<std::int64_t>(run.jobs)},
              {"openJobs", static_cast<std::int64_t>(run.open_jobs)}});
  }
  return to_json(Table{{"runs", std::move(list)}}, JsonStyle::indented) + "\n";
}

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const auto count, options.count("count"));
  TRY(const auto runs, open_runs(context, options));
  TRY(const auto list,
      runs->list(count ? static_cast<std::size_t>(*count) : k_default_count));
  print_output(wants_json(options) ? as_json(list) : as_text(list));
  return 0;
}

std::vector<OptionSpec> options() {
  auto result = with_output_format(controller_options());
  result.push_back(
      {"count", OptionSpec::Kind::value, "N", "The latest N runs (20)."});
  return result;
}

}  // namespace

const Command& run_list_command() {
  static const Command k_command{
      {"run list", "", 0, 0,
       "Lists the latest runs, of this machine or of a controller.", "",
       options()},
      run};
  return k_command;
}

}  // namespace aitherzero
