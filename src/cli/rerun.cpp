#include "cli/rerun.hpp"

#include <fmt/format.h>

#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

std::string rerun_command(const CommandContext& context, const Plan& plan,
                          const Job& job, const ParsedOptions& options) {
  std::string command = shell_word(context.invoked_as) + " orchestrate";
  for (const char* name : {"project", "scripts", "isolation", "pwsh"}) {
    if (const auto value = options.value(name)) {
      command += fmt::format(" --{} {}", name, shell_word(*value));
    }
  }
  // Two scripts may share a number; a file name is never ambiguous.
  command += " --sequence " + shell_word(plan.step(job).script);
  for (const Table::Entry& entry : job.parameters.entries()) {
    const auto* text = entry.value.as<std::string>();
    const std::string assignment =
        text != nullptr && !text->empty()
            ? fmt::format("{}={}", entry.key, *text)
            : fmt::format("{}:={}", entry.key,
                          to_json(entry.value, JsonStyle::compact));
    command += " --variable " + shell_word(assignment);
  }
  return command;
}

}  // namespace

std::string shell_word(const std::string& text) {
  constexpr std::string_view k_plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
      "_-./:=,+@%";
  if (!text.empty() && text.find_first_not_of(k_plain) == std::string::npos) {
    return text;
  }
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

void add_rerun_commands(const CommandContext& context, const Plan& plan,
                        const ParsedOptions& options, RunRecorder& recorder) {
  for (std::uint32_t i = 0; i < plan.jobs.size(); ++i) {
    const Job& job = plan.jobs[i];
    // A step that names a path, or passes arguments, has no command line that
    // does the same.
    const PlannedStep& step = plan.step(job);
    if (step.number.empty() || !step.arguments.empty()) continue;
    recorder.job({i}).rerun_command =
        rerun_command(context, plan, job, options);
  }
}

}  // namespace aitherzero
