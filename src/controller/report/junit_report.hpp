// A run as JUnit XML, as CI systems read it: one test suite, one test case
// for each job. Pure.
#pragma once

#include <string>

#include "controller/report/run_result.hpp"

namespace aitherzero {

std::string render_junit(const RunReport& report);

}  // namespace aitherzero
