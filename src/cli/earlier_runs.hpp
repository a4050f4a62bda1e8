// What earlier runs of a project tell about the next one.
#pragma once

#include "cli/command.hpp"
#include "cli/project.hpp"
#include "controller/plan/plan.hpp"
#include "controller/report/run_result.hpp"

namespace aitherzero {

// Lets the jobs at the head of the longest chains start first.
void order_by_earlier_runs(const CommandContext& context,
                           const Project& project, Plan& plan);
// Remembers what the jobs that succeeded took.
void remember_durations(const CommandContext& context, const Project& project,
                        const RunReport& report);

}  // namespace aitherzero
