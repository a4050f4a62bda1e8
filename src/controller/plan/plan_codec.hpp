// A plan as bytes and back: what the journal keeps of a run, and what a
// follower is given to show it. Reading is safe on any bytes.
#pragma once

#include <string>
#include <string_view>

#include "controller/plan/plan.hpp"

namespace aitherzero {

std::string pack_plan(const Plan& plan);
// ErrorKind::corrupt for what is not a plan: needs must name earlier jobs.
Result<Plan> unpack_plan(std::string_view bytes);

}  // namespace aitherzero
