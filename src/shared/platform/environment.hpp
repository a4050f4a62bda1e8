// A process's environment as a value: read once in main(), handed on, changed
// in copies. Nothing here writes to the process's own environment, which other
// threads may be reading.
#pragma once

#include <map>
#include <string>

namespace aitherzero {

using Environment = std::map<std::string, std::string>;

// This process's environment. Entries without '=' are left out; of two with
// one name the first counts, as it does for getenv().
Environment current_environment();

// The value, or "" when the variable is not set. Most variables mean the same
// unset and empty (XDG says so, and so does NO_COLOR).
inline std::string get(const Environment& environment,
                       const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

}  // namespace aitherzero
