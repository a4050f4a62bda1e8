#include "agent/powershell/cold_start.hpp"

#include <fmt/format.h>

namespace aitherzero {
namespace {

Result<std::vector<std::string>> argument_of(const Table::Entry& entry) {
  const Value& value = entry.value;
  const std::string name = "-" + entry.key;
  if (const bool* flag = value.as<bool>()) {
    // The one form that -File reads as a boolean.
    return std::vector{name + (*flag ? ":$true" : ":$false")};
  }
  if (const auto* text = value.as<std::string>()) {
    return std::vector{name, *text};
  }
  if (const auto* number = value.as<std::int64_t>()) {
    return std::vector{name, fmt::to_string(*number)};
  }
  if (const auto* number = value.as<double>()) {
    return std::vector{name, fmt::to_string(*number)};
  }
  return fail(ErrorKind::not_supported,
              fmt::format("a cold start cannot pass parameter {}, a {}",
                          entry.key, value.type_name()),
              {}, "use --isolation runspace or process");
}

}  // namespace

Result<ExecutableCommand> cold_start_command(const PowerShell& powershell,
                                             const JobSpec& spec) {
  ExecutableCommand command;
  command.program = powershell.program;
  command.working_directory = spec.working_directory;
  command.arguments = {"-NoLogo", "-NoProfile", "-NonInteractive", "-File",
                       spec.script};
  if (!spec.secret_parameters.empty()) {
    return fail(ErrorKind::not_supported,
                fmt::format("a cold start would show the secret {} on its "
                            "command line",
                            spec.secret_parameters.front()),
                {}, "use --isolation runspace or process");
  }
  for (const Table::Entry& entry : spec.parameters.entries()) {
    if (entry.value.is_null()) continue;
    TRY(std::vector<std::string> words, argument_of(entry));
    command.arguments.insert(command.arguments.end(), words.begin(),
                             words.end());
  }
  command.arguments.insert(command.arguments.end(), spec.arguments.begin(),
                           spec.arguments.end());
  return command;
}

}  // namespace aitherzero
