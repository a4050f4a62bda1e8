#include "controller/schedule/lanes.hpp"

#include <utility>

namespace aitherzero {

const Lanes::Lane* Lanes::bounded(JobIndex job) const {
  const std::uint32_t lane = plan_->step(job).lane;
  if (lane == k_no_lane || !plan_->lanes[lane].max_parallel) return nullptr;
  return &lanes_[lane];
}

Lanes::Lane* Lanes::bounded(JobIndex job) {
  return const_cast<Lane*>(std::as_const(*this).bounded(job));
}

std::size_t Lanes::most(JobIndex job) const {
  return static_cast<std::size_t>(
      *plan_->lanes[plan_->step(job).lane].max_parallel);
}

bool Lanes::enter(JobIndex job) {
  Lane* lane = bounded(job);
  if (lane == nullptr) return true;
  const bool enters = lane->entered.size() < most(job);
  (enters ? lane->entered : lane->waiting).insert(job);
  return enters;
}

std::optional<JobIndex> Lanes::leave(JobIndex job) {
  Lane* lane = bounded(job);
  if (lane == nullptr || lane->waiting.erase(job) > 0 ||
      lane->entered.erase(job) == 0 || lane->waiting.empty()) {
    return std::nullopt;
  }
  const JobIndex next = *lane->waiting.begin();
  lane->waiting.erase(lane->waiting.begin());
  lane->entered.insert(next);
  return next;
}

bool Lanes::waits(JobIndex job) const {
  const Lane* lane = bounded(job);
  return lane != nullptr && lane->waiting.contains(job);
}

}  // namespace aitherzero
