#include "agent/powershell/powershell.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <vector>

#include "shared/platform/files.hpp"
#include "shared/platform/paths.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

constexpr char k_worker_assembly[] = "worker/AitherZero.Worker.dll";
constexpr char k_embedded_host[] = "host/pwsh";
constexpr char k_install_advice[] =
    "install PowerShell 7.4 or newer (https://aka.ms/powershell), or the .NET "
    "SDK 10 so that the embedded host can be built";

bool is_file(const fs::path& path) {
  const auto kind = entry_kind(path.string());
  return kind && *kind == EntryKind::file;
}

std::string powershell_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') result += '\'';
    result += c;
  }
  return result + "'";
}

}  // namespace

Result<std::string> powershell_parts_folder(const Environment& environment) {
  std::vector<fs::path> places;
  const std::string chosen = get(environment, "AITHERZERO_PARTS");
  if (!chosen.empty()) {
    places.emplace_back(chosen);
  } else {
    TRY(std::string program, executable_path());
    const fs::path folder = fs::path(program).parent_path().parent_path();
    places.push_back(folder / "powershell");
    // In a build tree all presets share one folder beside their own.
    places.push_back(folder.parent_path() / "powershell");
  }
  for (const fs::path& place : places) {
    if (is_file(place / k_worker_assembly)) return place.string();
  }
  return fail(ErrorKind::not_found,
              fmt::format("the PowerShell worker is not there ({})",
                          (places.front() / k_worker_assembly).string()),
              {}, k_install_advice);
}

Result<PowerShell> find_powershell(const std::string& pwsh_option,
                                   const Environment& environment) {
  TRY(std::string parts, powershell_parts_folder(environment));
  PowerShell result;
  result.worker_assembly = (fs::path(parts) / k_worker_assembly).string();
  if (!pwsh_option.empty()) {
    const auto program = find_program(pwsh_option, get(environment, "PATH"));
    if (!program) {
      return fail(ErrorKind::not_found,
                  fmt::format("there is no program '{}'", pwsh_option),
                  {"--pwsh", 0, 0}, "give the path of a pwsh 7.4 or newer");
    }
    result.program = fs::absolute(*program).string();
    result.found_by = "--pwsh";
    // The embedded host may be named on purpose.
    if (fs::path(result.program) == fs::path(parts) / k_embedded_host) {
      result.kind = PowerShellKind::embedded;
    }
    return result;
  }
  if (const auto program = find_program("pwsh", get(environment, "PATH"))) {
    result.program = *program;
    result.found_by = "PATH";
    return result;
  }
  const fs::path host = fs::path(parts) / k_embedded_host;
  if (is_file(host)) {
    result.kind = PowerShellKind::embedded;
    result.program = host.string();
    result.found_by = "embedded host";
    return result;
  }
  return fail(ErrorKind::not_found, "there is no PowerShell", {},
              k_install_advice);
}

Environment powershell_environment(const PowerShell& powershell,
                                   Environment environment) {
  environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
  environment["POWERSHELL_UPDATECHECK"] = "Off";
  if (powershell.kind == PowerShellKind::embedded) {
    std::string& path = environment["PATH"];
    if (!path.empty()) path += ":";
    path += fs::path(powershell.program).parent_path().string();
  }
  return environment;
}

std::vector<std::string> worker_arguments(const PowerShell& powershell) {
  return {"-NoLogo", "-NoProfile", "-NonInteractive", "-Command",
          fmt::format("[void][Reflection.Assembly]::LoadFrom({}); "
                      "exit [AitherZero.Worker.Entry]::Run('3', '4')",
                      powershell_quoted(powershell.worker_assembly))};
}

}  // namespace aitherzero
