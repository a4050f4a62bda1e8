// What a playbook's success criteria make of a run that has ended. Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "controller/plan/plan.hpp"
#include "controller/schedule/status.hpp"

namespace aitherzero {

struct Verdict {
  bool met = true;
  // The criterion that decided, in words: "MinimumSuccessRate 0.8: 9 of 10
  // succeeded".
  std::string reason;
};

// Each job's last status; nothing for one that its plan or its condition
// skipped, which says nothing of success.
using StatusOf = std::function<std::optional<JobStatus>(JobIndex)>;

// The first criterion that is not met decides, else the last one that there is.
Verdict judge(const Plan& plan, const StatusOf& status);

}  // namespace aitherzero
