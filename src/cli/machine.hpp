// This machine as an agent describes it.
#pragma once

#include <map>
#include <string>

#include "shared/platform/environment.hpp"

namespace aitherzero {

// os, arch and hostname.
std::map<std::string, std::string> machine_labels();

// … and pwsh, where there is a PowerShell: without its version, which only
// starting it would tell. `pwsh` is the option, may be empty.
std::map<std::string, std::string> local_labels(const std::string& pwsh,
                                                const Environment& environment);

}  // namespace aitherzero
