// A run that somebody wants.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "controller/journal/journal.hpp"
#include "controller/plan/plan.hpp"
#include "controller/schedule/changes.hpp"
#include "protocol/message/client_message.hpp"

namespace aitherzero {

struct Submission {
  std::shared_ptr<const Plan> plan;
  RunRecord record;
  Secrets secrets = {};
  // Jobs that count as succeeded from the start.
  std::vector<JobChanged> done = {};
};

// Called when the run is durable, or was refused.
using Accepted = std::function<void(const Result<RunId>&)>;

}  // namespace aitherzero
