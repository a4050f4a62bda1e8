// Runs as their reports see them, one for each thing that a report must be
// able to tell.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "controller/report/run_result.hpp"

namespace aitherzero::testing {

struct ReportCase {
  std::string name;  // of its golden files
  RunReport report;
  friend void PrintTo(const ReportCase& report_case, std::ostream* out) {
    *out << report_case.name;
  }
};

std::vector<ReportCase> report_cases();

}  // namespace aitherzero::testing
