// aitherzero doctor: whether this machine can run jobs well, and what to do
// where it cannot.
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/doctor_checks.hpp"
#include "cli/output_format.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

std::string_view mark(DoctorCheck::Grade grade) {
  switch (grade) {
    case DoctorCheck::Grade::good:
      return "ok";
    case DoctorCheck::Grade::advice:
      return "note";
    case DoctorCheck::Grade::bad:
      return "FAIL";
  }
  return "";
}

std::string render_text(const std::vector<DoctorCheck>& checks) {
  std::string text;
  for (const DoctorCheck& check : checks) {
    text += fmt::format("{:<5}{:<20}{}\n", mark(check.grade), check.name,
                        check.finding);
    if (!check.advice.empty()) {
      text += fmt::format("{:<5}{:<20}→ {}\n", "", "", check.advice);
    }
  }
  return text;
}

std::string render_json(const std::vector<DoctorCheck>& checks, bool healthy) {
  Array list;
  for (const DoctorCheck& check : checks) {
    list.push_back(Table{{"name", check.name},
                         {"grade", std::string(mark(check.grade))},
                         {"finding", check.finding},
                         {"advice", check.advice}});
  }
  return to_json(Table{{"healthy", healthy}, {"checks", std::move(list)}},
                 JsonStyle::indented) +
         "\n";
}

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  const std::vector<DoctorCheck> checks =
      run_doctor_checks(context, options.value("pwsh").value_or(""));
  const bool healthy =
      std::none_of(checks.begin(), checks.end(), [](const DoctorCheck& check) {
        return check.grade == DoctorCheck::Grade::bad;
      });
  print_output(wants_json(options) ? render_json(checks, healthy)
                                   : render_text(checks));
  return static_cast<int>(healthy ? ExitCode::success : ExitCode::failed);
}

std::vector<OptionSpec> options() {
  return with_output_format({{"pwsh", OptionSpec::Kind::value, "PATH",
                              "The PowerShell to look at."}});
}

}  // namespace

const Command& doctor_command() {
  static const Command k_command{
      {"doctor", "", 0, 0,
       "Checks PowerShell and this machine, and gives advice.", "", options()},
      run};
  return k_command;
}

}  // namespace aitherzero
