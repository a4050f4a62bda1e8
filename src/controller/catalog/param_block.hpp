// Inside the catalog: a script's declared parameters, without PowerShell.
#pragma once

#include <string_view>
#include <vector>

#include "controller/catalog/script.hpp"

namespace aitherzero::catalog {

// The parameters of the script's own param() block; none when it has none or
// when its text is broken (PowerShell will say so when it runs).
std::vector<DeclaredParameter> read_param_block(std::string_view text);

}  // namespace aitherzero::catalog
