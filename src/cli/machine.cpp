#include "cli/machine.hpp"

#include "agent/powershell/powershell.hpp"
#include "shared/platform/system.hpp"

namespace aitherzero {

std::map<std::string, std::string> machine_labels() {
  return {{"os", std::string(os_word())},
          {"arch", std::string(arch_word())},
          {"hostname", host_name()}};
}

std::map<std::string, std::string> local_labels(
    const std::string& pwsh, const Environment& environment) {
  auto labels = machine_labels();
  if (find_powershell(pwsh, environment)) labels["pwsh"] = "";
  return labels;
}

}  // namespace aitherzero
