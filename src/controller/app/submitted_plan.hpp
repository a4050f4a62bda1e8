// Plans that come from elsewhere, and what an earlier run made of one.
#pragma once

#include <string_view>
#include <vector>

#include "controller/journal/journal.hpp"
#include "controller/plan/plan.hpp"
#include "controller/schedule/changes.hpp"

namespace aitherzero {

// A packed plan whose jobs run in a workspace: `bad_input` when a script is
// not a path inside it (rule S4), or there is none at all.
Result<Plan> unpack_submitted_plan(std::string_view packed);

// The jobs of a run of `jobs` jobs that have succeeded, as changes for a new
// run of the same plan.
Result<std::vector<JobChanged>> succeeded_jobs(const Journal& journal,
                                               RunId run, std::size_t jobs);

}  // namespace aitherzero
