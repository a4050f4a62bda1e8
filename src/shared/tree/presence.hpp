// Whether files are there that patterns ask for.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "shared/base/result.hpp"

namespace aitherzero {

// Those of the patterns (see OutputPattern) that match nothing below a folder.
// Looks only where something can match, and no longer than until all do; does
// not follow links to folders. Asked to stop, it has not found the rest.
// `bad_input` for what is no pattern.
Result<std::vector<std::string>> patterns_without_match(
    const std::string& folder, const std::vector<std::string>& patterns,
    const std::stop_token& stop = {});

}  // namespace aitherzero
