// Inside the plan room: what a playbook asks of the world before it begins and
// when it has ended. Each is a job of its own, so that it runs where the others
// run, is recorded as they are, and says for itself what is wrong.
//
//   PreConditions   all else waits for them
//   PostConditions  wait for all else
//   Artifacts       waits for all else: files that must be there, or may
#pragma once

#include <cstdint>

#include "controller/plan/planning.hpp"
#include "controller/plan/playbook.hpp"

namespace aitherzero::planning {

// Adds those of a playbook whose jobs are all from `first` on.
Status add_checks(Context& context, const Level& level,
                  const PlaybookChecks& checks, std::uint32_t first);

}  // namespace aitherzero::planning
