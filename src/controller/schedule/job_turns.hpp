// The order in which the jobs of a run start where there is a choice: the
// plan's start order. A job's turn is its place in it.
#pragma once

#include <cstdint>
#include <vector>

#include "controller/plan/plan.hpp"
#include "shared/base/ids.hpp"

namespace aitherzero {

class JobTurns {
 public:
  // The plan must outlive it.
  explicit JobTurns(const Plan& plan) : order_(&plan.start_order) {
    turns_.resize(order_->size());
    for (std::uint32_t turn = 0; turn < turns_.size(); ++turn) {
      turns_[(*order_)[turn].value] = turn;
    }
  }

  std::uint32_t turn_of(JobIndex job) const {
    return turns_.empty() ? job.value : turns_[job.value];
  }
  JobIndex job_of(std::uint32_t turn) const {
    return turns_.empty() ? JobIndex{turn} : (*order_)[turn];
  }

 private:
  const std::vector<JobIndex>* order_;
  std::vector<std::uint32_t> turns_;  // by job; empty: in plan order
};

}  // namespace aitherzero
