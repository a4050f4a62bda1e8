#include "cli/command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "cli/commands/commands.hpp"
#include "cli/version.hpp"
#include "cli/view/background_writer.hpp"
#include "shared/base/text.hpp"
#include "shared/platform/paths.hpp"
#include "shared/platform/terminal.hpp"

namespace aitherzero {
namespace {

// Why standard output could not be written, if it could not.
Status& output_problem() {
  static Status problem;
  return problem;
}

ExitCode exit_code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::bad_input:
    case ErrorKind::not_found:
    case ErrorKind::not_supported:
    case ErrorKind::limit:
      return ExitCode::bad_input;
    case ErrorKind::io:
    case ErrorKind::unavailable:
    case ErrorKind::corrupt:
    case ErrorKind::internal:
      return ExitCode::internal;
    case ErrorKind::interrupted:
      return ExitCode::cancelled;
  }
  return ExitCode::internal;
}

std::string overview() {
  std::string text =
      "Usage: aitherzero COMMAND [OPTIONS]\n\n"
      "Runs numbered PowerShell scripts by sequences and playbooks.\n\n"
      "Commands:\n";
  for (const Command* command : all_commands()) {
    text +=
        fmt::format("  {:<19}{}\n", command->spec.name, command->spec.summary);
  }
  text +=
      "\n'aitherzero COMMAND --help' tells more of each; --version prints the "
      "version.\n";
  return text;
}

// The command whose words begin the line; its length is the count of words.
const Command* find_command(const std::vector<std::string>& words,
                            std::size_t& length) {
  for (length = 2; length > 0; --length) {
    if (words.size() < length) continue;
    const std::string name = length == 2 ? words[0] + " " + words[1] : words[0];
    for (const Command* command : all_commands()) {
      if (command->spec.name == name) return command;
    }
  }
  return nullptr;
}

tl::unexpected<Error> unknown_command(const std::vector<std::string>& words) {
  std::vector<std::string> names;
  std::vector<std::string> verbs;
  for (const Command* command : all_commands()) {
    const std::string& name = command->spec.name;
    names.push_back(name);
    if (name.starts_with(words.front() + " ")) verbs.push_back(name);
  }
  if (!verbs.empty()) {
    return fail(ErrorKind::bad_input,
                fmt::format("'{}' needs a verb", words.front()), {},
                "one of: " + join(verbs, ", "));
  }
  std::string advice = did_you_mean(words.front(), names);
  if (advice.empty()) advice = "see 'aitherzero --help'";
  return fail(ErrorKind::bad_input,
              fmt::format("unknown command '{}'", words.front()), {},
              std::move(advice));
}

Result<int> run_words(const std::string& invoked_as,
                      const std::vector<std::string>& words) {
  if (words.empty() || words.front() == "--help" || words.front() == "-h" ||
      words.front() == "help") {
    print_output(overview());
    return static_cast<int>(words.empty() ? ExitCode::bad_input
                                          : ExitCode::success);
  }
  if (words.front() == "--version") {
    print_output(fmt::format("aitherzero {}\n", k_version));
    return 0;
  }
  std::size_t length = 0;
  const Command* command = find_command(words, length);
  if (command == nullptr) return unknown_command(words);
  CommandContext context;
  context.environment = current_environment();
  TRY(context.program, executable_path());
  context.invoked_as = invoked_as;
  std::error_code ignored;
  context.current_directory = std::filesystem::current_path(ignored).string();
  CommandSpec spec = command->spec;
  spec.options.push_back(
      {"help", OptionSpec::Kind::flag, "", "Print this help.", 'h'});
  const std::vector<std::string> rest(
      words.begin() + static_cast<std::ptrdiff_t>(length), words.end());
  TRY(const ParsedOptions options,
      parse_options(spec, rest, context.environment));
  if (options.flag("help")) {
    print_output(render_help(spec));
    return 0;
  }
  return command->run(context, options);
}

void print_to_stderr(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace

void print_error(const Error& error) {
  print_to_stderr(fmt::format("aitherzero: {}\n", to_string(error)));
}

void print_warnings(const std::vector<Warning>& warnings) {
  for (const Warning& warning : warnings) {
    const std::string place = to_string(warning.place);
    print_to_stderr(fmt::format(
        "aitherzero: {}{}warning: {}{}{}\n", place, place.empty() ? "" : ": ",
        warning.message, warning.advice.empty() ? "" : "; ", warning.advice));
  }
}

void print_output(const std::string& text) {
  const auto written = write_all(STDOUT_FILENO, text);
  if (!written && output_problem()) {
    output_problem() = tl::make_unexpected(written.error());
  }
}

void print_notice(const std::string& text) {
  // Who reads it is told nothing more if that fails.
  [[maybe_unused]] const auto written = write_all(STDERR_FILENO, text);
}

int run_command_line(const std::string& invoked_as,
                     const std::vector<std::string>& words) {
  try {
    Result<int> code = run_words(invoked_as, words);
    if (code && !output_problem()) {
      code = tl::make_unexpected(output_problem().error());
    }
    if (code) return *code;
    print_error(code.error());
    return static_cast<int>(exit_code_of(code.error().kind));
  } catch (const std::exception& error) {
    print_error({ErrorKind::internal, error.what(), {}, {}});
    return static_cast<int>(ExitCode::internal);
  }
}

}  // namespace aitherzero
