// As much of YAML as manifests in this tree are written in: documents of block
// mappings and block lists, plain and quoted scalars, comments, and lists of
// scalars in brackets. Everything else is refused. Scalars come as text.
#pragma once

#include <string>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero::testing {

Result<std::vector<Value>> read_yaml_documents(const std::string& text);

}  // namespace aitherzero::testing
