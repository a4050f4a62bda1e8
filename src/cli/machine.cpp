#include "cli/machine.hpp"

#include "shared/platform/system.hpp"

namespace aitherzero {

std::map<std::string, std::string> machine_labels() {
  return {{"os", std::string(os_word())},
          {"arch", std::string(arch_word())},
          {"hostname", host_name()}};
}

}  // namespace aitherzero
