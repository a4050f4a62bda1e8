// The chain of jobs that decided how long a run took. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "controller/report/run_result.hpp"

namespace aitherzero {

// Positions in report.jobs, first to last: of all chains through needs the one
// with the largest sum of durations. Empty when nothing ran.
std::vector<std::size_t> critical_path(const RunReport& report);

}  // namespace aitherzero
