// aitherzero run explain: why jobs wait.
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/output_format.hpp"
#include "cli/run_commands.hpp"
#include "controller/report/text_table.hpp"
#include "shared/base/text.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

Result<std::vector<Explanation::Job>> chosen(
    std::vector<Explanation::Job> waiting, const std::string& run,
    const std::string& job) {
  if (job.empty()) return waiting;
  std::vector<std::string> ids;
  for (const Explanation::Job& known : waiting) {
    if (known.id == job) return std::vector<Explanation::Job>{known};
    ids.push_back(known.id);
  }
  std::string advice = did_you_mean(job, ids);
  if (advice.empty()) advice = "'aitherzero run show " + run + "' tells more";
  return fail(ErrorKind::not_found,
              fmt::format("no job '{}' of run {} waits", job, run), {},
              std::move(advice));
}

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const auto runs, open_runs(context, options));
  TRY(const std::string name, run_operand(*runs, options));
  using Waiting = Result<std::vector<Explanation::Job>>;
  TRY(auto waiting, answer_of<Waiting>(runs->loop(), [&](auto done) {
        runs->source().explain(name, std::move(done));
      }));
  const std::string job =
      options.operands().size() > 1 ? options.operands()[1] : "";
  TRY(const auto jobs, chosen(std::move(waiting), name, job));
  if (wants_json(options)) {
    Array list;
    for (const Explanation::Job& one : jobs) {
      list.push_back(Table{{"id", one.id}, {"why", one.why}});
    }
    print_output(
        to_json(Table{{"waiting", std::move(list)}}, JsonStyle::indented) +
        "\n");
    return 0;
  }
  TextTable table({"Job", "Why it waits"});
  for (const Explanation::Job& one : jobs) table.add({one.id, one.why});
  print_output(jobs.empty() ? fmt::format("No job of run {} waits.\n", name)
                            : table.render());
  return 0;
}

}  // namespace

const Command& run_explain_command() {
  static const Command k_command{
      {"run explain", "[RUN [JOB]]", 2, 0,
       "Says in one line for each job why it waits.",
       "RUN is a run's name or its beginning; without one it is the latest.",
       with_output_format(controller_options())},
      run};
  return k_command;
}

}  // namespace aitherzero
