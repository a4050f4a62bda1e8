// A run as Markdown, for --generate-summary: status, table, critical path, the
// slowest jobs, failures with their output. Pure.
#pragma once

#include <string>

#include "controller/report/run_result.hpp"

namespace aitherzero {

std::string render_markdown(const RunReport& report);

}  // namespace aitherzero
