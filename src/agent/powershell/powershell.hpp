// Which PowerShell an agent uses, and where its parts of this project are.
#pragma once

#include <string>

#include "shared/base/result.hpp"
#include "shared/platform/environment.hpp"

namespace aitherzero {

enum class PowerShellKind {
  pwsh,      // an installed PowerShell 7
  embedded,  // the host that this project builds
};

struct PowerShell {
  PowerShellKind kind = PowerShellKind::pwsh;
  std::string program;          // absolute path of its executable
  std::string found_by;         // "--pwsh", "PATH", "embedded host"
  std::string worker_assembly;  // absolute path of AitherZero.Worker.dll
};

// The folder with host/ and worker/: $AITHERZERO_PARTS, else beside this
// program's folder (../powershell, or ../../powershell in a build tree).
Result<std::string> powershell_parts_folder(const Environment& environment);

// --pwsh PATH (may be empty), then pwsh on PATH, then the embedded host.
Result<PowerShell> find_powershell(const std::string& pwsh_option,
                                   const Environment& environment);

// What a worker or a cold start of this PowerShell gets as environment: the
// agent's own, no telemetry, no update check, and the embedded host's folder
// at the end of PATH, so that a script which calls `pwsh` finds one.
Environment powershell_environment(const PowerShell& powershell,
                                   Environment environment);

// The arguments that turn a PowerShell into a worker; see
// docs/design/worker-protocol.md.
std::vector<std::string> worker_arguments(const PowerShell& powershell);

}  // namespace aitherzero
