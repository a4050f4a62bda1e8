#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "agent/process/executable_job.hpp"
#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

constexpr std::size_t k_longest_first_line = 256;  // as Linux reads it

// The interpreter and its one argument, as the kernel would cut "#!…".
std::vector<std::string> shebang(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string line(k_longest_first_line, '\0');
  file.read(line.data(), static_cast<std::streamsize>(line.size()));
  line.resize(static_cast<std::size_t>(file.gcount()));
  line.resize(std::min(line.find('\n'), line.size()));
  if (!line.starts_with("#!")) return {};
  const std::string_view rest = trim(std::string_view(line).substr(2));
  const std::size_t end = rest.find_first_of(" \t");
  std::vector<std::string> parts{std::string(rest.substr(0, end))};
  if (end != std::string_view::npos) {
    parts.emplace_back(trim(rest.substr(end)));
  }
  if (parts.front().empty()) return {};
  return parts;
}

}  // namespace

Result<ExecutableCommand> command_of_script(const JobSpec& spec) {
  ExecutableCommand command;
  command.working_directory = spec.working_directory;
  command.arguments = spec.arguments;
  if (::access(spec.script.c_str(), X_OK) == 0) {
    command.program = spec.script;
    return command;
  }
  if (::access(spec.script.c_str(), R_OK) != 0) {
    return fail(ErrorKind::not_found,
                fmt::format("{} cannot be read", spec.script));
  }
  std::vector<std::string> words = shebang(spec.script);
  if (words.empty() &&
      std::filesystem::path(spec.script).extension() == ".sh") {
    words = {"/bin/sh"};
  }
  if (words.empty()) {
    return fail(ErrorKind::bad_input,
                fmt::format("{} is not executable", spec.script), {},
                "make it executable (chmod +x), or let its first line name an "
                "interpreter, such as #!/bin/sh");
  }
  command.program = words.front();
  words.erase(words.begin());
  words.push_back(spec.script);
  command.arguments.insert(command.arguments.begin(), words.begin(),
                           words.end());
  return command;
}

}  // namespace aitherzero
