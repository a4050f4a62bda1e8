// Runs as their reports see them, one for each thing that a report must be
// able to tell.
#pragma once

#include <string>
#include <vector>

#include "controller/report/run_result.hpp"

namespace aitherzero::testing {

struct ReportCase {
  std::string name;  // of its golden files
  RunReport report;
};

std::vector<ReportCase> report_cases();

}  // namespace aitherzero::testing
