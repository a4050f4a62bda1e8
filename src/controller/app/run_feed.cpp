#include "controller/app/run_feed.hpp"

#include <algorithm>

namespace aitherzero {
namespace {

// What may be on its way to a follower.
constexpr std::size_t k_credit_bytes = 2u << 20;
constexpr std::size_t k_read_bytes = 512u << 10;
constexpr std::size_t k_plan_part = 512u << 10;
// Of one message; a controller may have known many more agents.
constexpr std::size_t k_names = 4096;

}  // namespace

RunFeed::RunFeed(DeskHost& host, SessionId session, const FollowRun& request,
                 RunId run)
    : host_(host),
      session_(session),
      request_(request.request),
      run_(run),
      live_(request.live),
      with_plan_(request.with_plan),
      next_(std::max<std::uint64_t>(request.from, 1)) {}

void RunFeed::begin(const RunInfo& info) {
  host_.send_to(session_, RunFollowed{request_, info});
  if (with_plan_) send_plan();
  if (!ended_) pump();
}

void RunFeed::send_plan() {
  const auto plan = host_.journal().read_plan(run_);
  if (!plan) return fail_with(plan.error());
  for (std::size_t at = 0; at < plan->size(); at += k_plan_part) {
    host_.send_to(session_, PlanPart{request_, plan->substr(at, k_plan_part),
                                     at + k_plan_part >= plan->size()});
  }
}

void RunFeed::acknowledge(std::uint64_t sequence) {
  while (!sent_.empty() && sent_.front().sequence <= sequence) {
    sent_bytes_ -= sent_.front().bytes;
    sent_.pop_front();
  }
}

void RunFeed::pump() {
  while (!ended_ && sent_bytes_ < k_credit_bytes) {
    const auto groups = host_.journal().read_entries(run_, next_, k_read_bytes);
    if (!groups) return fail_with(groups.error());
    if (groups->empty()) {
      if (std::exchange(caught_up_, true)) return;
      ended_ = !live_;
      return host_.send_to(session_, CaughtUp{request_});
    }
    name_agents();
    for (const Journal::Group& group : *groups) {
      sent_.push_back({group.sequence, group.packed.size()});
      sent_bytes_ += group.packed.size();
      next_ = group.sequence + 1;
      host_.send_to(session_,
                    RunEntries{request_, group.sequence, group.packed});
    }
  }
}

void RunFeed::name_agents() {
  const auto& known = host_.agent_names();
  auto agent = known.upper_bound(last_named_);
  while (agent != known.end()) {
    AgentNames names{request_, {}};
    for (; agent != known.end() && names.agents.size() < k_names; ++agent) {
      names.agents.emplace_back(agent->first, agent->second);
    }
    last_named_ = names.agents.back().first;
    host_.send_to(session_, names);
  }
}

void RunFeed::fail_with(const Error& error) {
  ended_ = true;
  host_.send_to(session_, RequestFailed{request_, error.kind, error.message,
                                        error.advice});
}

}  // namespace aitherzero
