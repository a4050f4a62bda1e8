// Turns the system's error numbers into errors that people can read.
#pragma once

#include <string>

#include "shared/base/result.hpp"

namespace aitherzero {

// The system's own words for an errno value.
std::string system_error_text(int error_number);

// "WHAT: system's words"; `not_found` where the number says that a file is
// not there, otherwise `io`.
[[nodiscard]] tl::unexpected<Error> system_failure(int error_number,
                                                   const std::string& what,
                                                   std::string advice = {});

}  // namespace aitherzero
