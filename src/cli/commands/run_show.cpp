// aitherzero run show: the report of a run, as far as it has come.
#include "cli/commands/commands.hpp"
#include "cli/run_commands.hpp"
#include "controller/report/json_report.hpp"
#include "controller/report/junit_report.hpp"
#include "controller/report/text_report.hpp"

namespace aitherzero {
namespace {

using Kind = OptionSpec::Kind;

std::string rendered(const RunReport& report, const std::string& format) {
  if (format == "json") return render_json(report) + "\n";
  if (format == "junit") return render_junit(report);
  return render_text(report, false);
}

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const auto runs, open_runs(context, options));
  TRY(const std::string run, run_operand(*runs, options));
  TRY(const Followed known, known_of(*runs, run));
  const std::string format = options.value("output-format").value_or("text");
  TRY_VOID(write_report(rendered(known.report, format),
                        options.value("output-path")));
  return 0;
}

std::vector<OptionSpec> options() {
  auto result = controller_options();
  result.push_back({"output-format",
                    Kind::value,
                    "FORMAT",
                    "text (default), json or junit.",
                    0,
                    {"text", "json", "junit"}});
  result.push_back({"output-path", Kind::value, "FILE",
                    "Write to a file instead of standard output."});
  return result;
}

}  // namespace

const Command& run_show_command() {
  static const Command k_command{
      {"run show", "[RUN]", 1, 0,
       "Prints the report of a run, as far as it has come.",
       "RUN is a run's name or its beginning; without one it is the latest.",
       options()},
      run};
  return k_command;
}

}  // namespace aitherzero
