// Inside the catalog: the metadata that a script's comments carry.
#pragma once

#include <string_view>

#include "controller/catalog/script.hpp"

namespace aitherzero::catalog {

// Reads `# Key: value` lines and the .SYNOPSIS and .NOTES sections of
// comment-based help at the top of a script into it. What cannot be
// understood becomes a warning of the script.
void read_header(std::string_view text, Script& script);

}  // namespace aitherzero::catalog
