// A plan for people and for programs: what `--dry-run` prints. Pure.
#pragma once

#include <string>

#include "controller/plan/plan.hpp"

namespace aitherzero {

// {"plan": {"name": …, "jobs": [{"id", "number", "script", …}]}}; a public
// interface: keys may be added, never renamed.
std::string render_plan_json(const Plan& plan);

// A table: what runs when, with what parameters, timeout, needs, and why it
// is in. Jobs that stand in one step may run at the same time.
std::string render_plan_text(const Plan& plan);

}  // namespace aitherzero
