#include "controller/schedule/lanes.hpp"

namespace aitherzero {

Lanes::Lanes(const Plan& plan) : plan_(&plan), lanes_(plan.lanes.size()) {
  for (std::uint32_t lane = 0; lane < lanes_.size(); ++lane) {
    for (std::uint32_t around = lane; around != k_no_lane;
         around = plan.lanes[around].within) {
      lanes_[around].inside.push_back(lane);
    }
  }
}

std::uint32_t Lanes::full_lane(std::uint32_t lane) const {
  for (; lane != k_no_lane; lane = plan_->lanes[lane].within) {
    const auto& most = plan_->lanes[lane].max_parallel;
    const std::size_t taken = lanes_[lane].entered.size();
    if (most && taken >= static_cast<std::size_t>(*most)) break;
  }
  return lane;
}

void Lanes::take_places(JobIndex job) {
  for (std::uint32_t lane = lane_of(job); lane != k_no_lane;
       lane = plan_->lanes[lane].within) {
    if (plan_->lanes[lane].max_parallel) lanes_[lane].entered.insert(job);
  }
}

bool Lanes::enter(JobIndex job) {
  const std::uint32_t own = lane_of(job);
  const bool enters = full_lane(own) == k_no_lane;
  if (enters) {
    take_places(job);
  } else {
    lanes_[own].waiting.insert(job);
  }
  return enters;
}

std::optional<JobIndex> Lanes::leave(JobIndex job) {
  const std::uint32_t own = lane_of(job);
  if (own == k_no_lane || lanes_[own].waiting.erase(job) > 0) {
    return std::nullopt;
  }
  std::uint32_t outermost = k_no_lane;
  bool had_places = false;
  for (std::uint32_t lane = own; lane != k_no_lane;
       lane = plan_->lanes[lane].within) {
    had_places = lanes_[lane].entered.erase(job) > 0 || had_places;
    outermost = lane;
  }
  if (!had_places) return std::nullopt;
  // A place in each of its lanes is free, so that one other may take some.
  std::optional<JobIndex> next;
  for (const std::uint32_t lane : lanes_[outermost].inside) {
    const std::set<JobIndex>& waiting = lanes_[lane].waiting;
    if (waiting.empty() || (next && *next < *waiting.begin())) continue;
    if (full_lane(lane) == k_no_lane) next = *waiting.begin();
  }
  if (!next) return std::nullopt;
  lanes_[lane_of(*next)].waiting.erase(*next);
  take_places(*next);
  return next;
}

bool Lanes::waits(JobIndex job) const {
  const std::uint32_t own = lane_of(job);
  return own != k_no_lane && lanes_[own].waiting.contains(job);
}

std::optional<int> Lanes::full_bound(JobIndex job) const {
  const std::uint32_t full = full_lane(lane_of(job));
  if (full == k_no_lane) return std::nullopt;
  return plan_->lanes[full].max_parallel;
}

}  // namespace aitherzero
