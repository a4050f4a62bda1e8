// This machine as an agent describes it.
#pragma once

#include <map>
#include <string>

namespace aitherzero {

// os, arch and hostname.
std::map<std::string, std::string> machine_labels();

}  // namespace aitherzero
