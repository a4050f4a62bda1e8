#include "cli/rerun.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "controller/plan/template_text.hpp"
#include "shared/base/text.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

// A text with a comma would be two values.
std::string axis_option(const Variable& axis) {
  const auto* text = axis.value.as<std::string>();
  if (text != nullptr && !text->empty() &&
      text->find(',') == std::string::npos) {
    return fmt::format("{}={}", axis.name, *text);
  }
  return fmt::format("{}:={}", axis.name,
                     to_json(Value(Array{axis.value}), JsonStyle::compact));
}

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
  const Cell* cell = plan.cell(job);
  for (const Variable& axis : cell != nullptr ? *cell : Cell{}) {
    command += " --matrix " + shell_word(axis_option(axis));
  }
  for (const Table::Entry& entry : job.parameters.entries()) {
    if (cell != nullptr && find_axis(*cell, entry.key)) continue;
    const auto* text = entry.value.as<std::string>();
    const std::string assignment =
        text != nullptr && !text->empty()
            ? fmt::format("{}={}", entry.key, *text)
            : fmt::format("{}:={}", entry.key,
                          to_json(entry.value, JsonStyle::compact));
    command += " --variable " + shell_word(escaped_text(assignment));
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
    // A step that names a path, passes arguments or is given what others write
    // has no command line that does the same.
    const PlannedStep& step = plan.step(job);
    if (step.number.empty() || !step.arguments.empty() ||
        plan.late.contains({i})) {
      continue;
    }
    recorder.job({i}).rerun_command =
        rerun_command(context, plan, job, options);
  }
}

}  // namespace aitherzero
