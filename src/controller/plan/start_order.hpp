// Which of the jobs that are ready starts first: the one at the head of the
// longest chain, by what its jobs took in earlier runs, since the end of the
// run waits for that. Pure.
#pragma once

#include <map>
#include <string>

#include "controller/plan/plan.hpp"

namespace aitherzero {

// Seconds that jobs took, by their ids.
using Durations = std::map<std::string, double>;

// Sets the plan's start order. A job that is not known counts as the mean of
// those that are. Chains that differ by less than half a second keep the order
// written, and so does a plan of which nothing is known or that runs one job at
// a time.
void start_longest_first(Plan& plan, const Durations& known);

}  // namespace aitherzero
