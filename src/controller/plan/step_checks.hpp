// Inside the plan room: what steps and script headers say in the same words.
#pragma once

#include <string>
#include <vector>

#include "shared/base/result.hpp"

namespace aitherzero {

// Labels of RunsOn; trims them. An empty one is `bad_input`.
Status check_labels(std::vector<std::string>& labels, const Place& place);

// Declared outputs stay in the workspace, else `bad_input`.
Status check_outputs(const std::vector<std::string>& outputs,
                     const Place& place);

}  // namespace aitherzero
