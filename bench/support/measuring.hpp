// What benchmarks read of this process, and how they sum it up.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "shared/base/result.hpp"

namespace aitherzero {

// CPU time, user and system. Of children it counts those that have ended and
// were waited for, with theirs.
double cpu_seconds();
double cpu_seconds_of_children();

std::size_t resident_bytes();

// The value that `share` (0 to 1) of all values do not pass; 0 of none.
double quantile(std::vector<double> values, double share);

// Ends the program with the error where there is one: a benchmark that cannot
// do its work has nothing to print.
void must(const Status& status);

}  // namespace aitherzero
