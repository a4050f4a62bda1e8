#include "controller/schedule/lanes.hpp"

namespace aitherzero {

Lanes::Lanes(const Plan& plan, const JobTurns& turns)
    : plan_(&plan), turns_(&turns), lanes_(plan.lanes.size()) {
  if (lanes_.empty()) return;
  entered_.resize(plan.jobs.size());
  for (const Job& job : plan.jobs) {
    for (std::uint32_t lane = plan.step(job).lane; lane != k_no_lane;
         lane = plan.lanes[lane].within) {
      ++lanes_[lane].open;
    }
  }
}

bool Lanes::is_full(std::uint32_t lane) const {
  const auto& most = plan_->lanes[lane].max_parallel;
  return most && lanes_[lane].taken >= static_cast<std::size_t>(*most);
}

bool Lanes::is_apart(std::uint32_t lane) const {
  return plan_->lanes[lane].within == k_no_lane || lanes_[lane].has_place;
}

// The innermost lane, from this one outwards, that has no place left.
std::uint32_t Lanes::full_lane(std::uint32_t lane) const {
  for (; lane != k_no_lane; lane = plan_->lanes[lane].within) {
    if (is_full(lane)) return lane;
    if (is_apart(lane)) break;
  }
  return k_no_lane;
}

// Of the jobs in a lane that wait for no place in it, nor further in.
std::optional<std::uint32_t> Lanes::first_turn(std::uint32_t lane) const {
  const State& state = lanes_[lane];
  if (is_full(lane)) return std::nullopt;
  std::optional<std::uint32_t> first;
  if (!state.waiting.empty()) first = *state.waiting.begin();
  if (!state.inner.empty() && (!first || state.inner.begin()->first < *first)) {
    first = state.inner.begin()->first;
  }
  return first;
}

// Makes what a lane is to the one around it true again, and so on outwards.
void Lanes::show(std::uint32_t lane) {
  for (; lane != k_no_lane; lane = plan_->lanes[lane].within) {
    State& state = lanes_[lane];
    const auto first = is_apart(lane) ? std::nullopt : first_turn(lane);
    if (first == state.shown) continue;
    std::set<Candidate>& around = lanes_[plan_->lanes[lane].within].inner;
    if (state.shown) around.erase({*state.shown, lane});
    if (first) around.insert({*first, lane});
    state.shown = first;
  }
}

// A place in each lane from this one outwards, as far as a cell that has one.
void Lanes::take(std::uint32_t lane) {
  const std::uint32_t from = lane;
  for (; lane != k_no_lane; lane = plan_->lanes[lane].within) {
    ++lanes_[lane].taken;
    if (!plan_->lanes[lane].is_cell) continue;
    if (std::exchange(lanes_[lane].has_place, true)) break;
  }
  show(from);
}

// Those of take(); a cell keeps its place.
void Lanes::give_back(std::uint32_t lane) {
  for (; lane != k_no_lane; lane = plan_->lanes[lane].within) {
    --lanes_[lane].taken;
    if (plan_->lanes[lane].is_cell) break;
  }
}

void Lanes::take_places(const std::set<std::uint32_t>& cells) {
  for (const std::uint32_t cell : cells) {
    if (lanes_[cell].has_place) continue;
    lanes_[cell].has_place = true;
    const std::uint32_t around = plan_->lanes[cell].within;
    if (around != k_no_lane) take(around);
  }
}

bool Lanes::enter(JobIndex job) {
  const std::uint32_t own = lane_of(job);
  if (own == k_no_lane) return true;
  const bool enters = full_lane(own) == k_no_lane;
  if (enters) {
    entered_[job.value] = true;
    take(own);
  } else {
    lanes_[own].waiting.insert(turns_->turn_of(job));
    show(own);
  }
  return enters;
}

void Lanes::leave(JobIndex job) {
  const std::uint32_t own = lane_of(job);
  if (entered_[job.value]) {
    entered_[job.value] = false;
    give_back(own);
  } else {
    lanes_[own].waiting.erase(turns_->turn_of(job));
  }
}

// A cell gives its place back when its last job has ended.
void Lanes::end_in_cells(std::uint32_t lane) {
  for (; lane != k_no_lane; lane = plan_->lanes[lane].within) {
    State& state = lanes_[lane];
    const bool is_last = --state.open == 0;
    if (is_last && std::exchange(state.has_place, false)) {
      give_back(plan_->lanes[lane].within);
    }
  }
}

std::vector<JobIndex> Lanes::ended(JobIndex job) {
  const std::uint32_t own = lane_of(job);
  if (own == k_no_lane) return {};
  leave(job);
  end_in_cells(own);
  return let_in_around(own);
}

std::vector<JobIndex> Lanes::goes_back(JobIndex job) {
  const std::uint32_t own = lane_of(job);
  if (own == k_no_lane) return {};
  leave(job);
  return let_in_around(own);
}

// Those that may enter now that places from this lane outwards may be free.
std::vector<JobIndex> Lanes::let_in_around(std::uint32_t lane) {
  show(lane);
  std::vector<JobIndex> let;
  for (; lane != k_no_lane; lane = plan_->lanes[lane].within) {
    if (is_apart(lane)) let_in(lane, let);
  }
  return let;
}

void Lanes::let_in(std::uint32_t lane, std::vector<JobIndex>& let) {
  while (const auto turn = first_turn(lane)) {
    const JobIndex job = turns_->job_of(*turn);
    const std::uint32_t own = lane_of(job);
    lanes_[own].waiting.erase(*turn);
    entered_[job.value] = true;
    take(own);
    let.push_back(job);
    // With the first of a cell, others of it may enter as well.
    for (std::uint32_t inner = own; inner != lane;
         inner = plan_->lanes[inner].within) {
      if (is_apart(inner)) let_in(inner, let);
    }
  }
}

bool Lanes::waits(JobIndex job) const {
  const std::uint32_t own = lane_of(job);
  return own != k_no_lane && lanes_[own].waiting.contains(turns_->turn_of(job));
}

std::optional<int> Lanes::full_bound(JobIndex job) const {
  const std::uint32_t full = full_lane(lane_of(job));
  if (full == k_no_lane) return std::nullopt;
  return plan_->lanes[full].max_parallel;
}

}  // namespace aitherzero
