#include <unistd.h>

#include <string_view>

#include "shared/platform/environment.hpp"

namespace aitherzero {

Environment current_environment() {
  Environment environment;
  for (char** entry = ::environ; entry != nullptr && *entry != nullptr;
       ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    environment.try_emplace(std::string(text.substr(0, equals)),
                            text.substr(equals + 1));
  }
  return environment;
}

}  // namespace aitherzero
