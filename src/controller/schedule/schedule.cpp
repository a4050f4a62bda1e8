#include "controller/schedule/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "controller/schedule/schedule_impl.hpp"
#include "shared/base/assert.hpp"

namespace aitherzero {

ScheduleActions Schedule::Impl::step(const ScheduleEvent& event, Instant now) {
  now_ = now;
  actions_ = {};
  std::visit([&](const auto& e) { on(e); }, event);
  lease_ready_jobs();
  watch_service();
  return std::move(actions_);
}

void Schedule::Impl::restore(RunId id, const std::shared_ptr<const Plan>& plan,
                             const std::string& submitter, Instant started,
                             const std::vector<ScheduleChange>& changes,
                             const std::vector<Milliseconds>& times) {
  RunState& run = add_run(id, plan, submitter, started);
  run.restore(changes, times);
  update_deadline(id, run);
  for (const JobIndex job : run.active()) {
    const RunState::JobState& state = run.job(job);
    pool_.expect(state.agent);
    pool_.take_slot(state.agent);
    attempts_[state.attempt] = {state.agent, id, job};
    reserve_attempts(state.attempt);
  }
}

std::optional<Instant> Schedule::Impl::next_deadline() const {
  std::optional<Instant> next;
  if (!deadlines_.empty()) next = deadlines_.begin()->first;
  for (const RunId id : timed_) {
    const auto deadline = runs_.at(id).next_timer();
    if (deadline && (!next || *deadline < *next)) next = deadline;
  }
  return next;
}

std::string Schedule::Impl::explain(RunId id, JobIndex job) const {
  const RunState* state = run(id);
  if (state == nullptr) return "its run has ended";
  const JobStatus status = state->job(job).status;
  if (status != JobStatus::pending && status != JobStatus::ready) {
    return std::string(to_string(status));
  }
  const auto is_served = [this](LabelClassId label_class) {
    return pool_.is_served(label_class);
  };
  if (std::string why = state->why_waiting(job, is_served); !why.empty()) {
    return why;
  }
  const std::string why = pool_.why_none(state->label_class(job));
  if (why.empty()) return "it is about to start";
  return fmt::format("{}; number {} in its run's line", why,
                     state->place_in_line(job));
}

void Schedule::Impl::check_invariants() const {
  std::size_t active = 0;
  for (const auto& [id, run] : runs_) {
    run.check_invariants();
    AZ_ASSERT(!run.has_ended());
    active += run.active().size();
  }
  AZ_ASSERT(active == attempts_.size());
  std::map<AgentId, std::uint32_t> used;
  for (const auto& [attempt, lease] : attempts_) {
    const auto& job = runs_.at(lease.run).job(lease.job);
    AZ_ASSERT(job.attempt == attempt && job.agent == lease.agent);
    ++used[lease.agent];
  }
  for (const auto& [id, agent] : pool_.agents()) {
    AZ_ASSERT(used[id] == agent.used);
    used.erase(id);
  }
  AZ_ASSERT(used.empty());
}

// --- agents ---

void Schedule::Impl::on(const AgentJoined& e) {
  pool_.join(e.agent, e.slots, e.labels);
  pool_.drain(e.agent, e.draining);
  const std::set<AttemptId> held(e.held.begin(), e.held.end());
  for (const AttemptId attempt : attempts_of(e.agent)) {
    if (!held.contains(attempt)) {
      // What never reached it is no loss of an agent.
      const Lease& lease = attempts_.at(attempt);
      lose(attempt,
           runs_.at(lease.run).job(lease.job).status == JobStatus::running);
    } else if (!bugs_.lost_cancel) {
      cancel_again(attempt);
    }
  }
  for (const AttemptId attempt : held) {
    if (current(e.agent, attempt) == nullptr) {
      actions_.to_send.push_back(SendForget{e.agent, attempt});
    }
  }
}

void Schedule::Impl::on(const AgentLeft& e) {
  if (!pool_.contains(e.agent)) return;
  const std::vector<AttemptId> gone = attempts_of(e.agent);
  for (const AttemptId attempt : gone) lose(attempt, true);
  pool_.leave(e.agent);
}

// Ascending, so that equal histories give equal actions.
std::vector<AttemptId> Schedule::Impl::attempts_of(AgentId agent) const {
  std::vector<AttemptId> found;
  for (const auto& [attempt, lease] : attempts_) {
    if (lease.agent == agent) found.push_back(attempt);
  }
  std::sort(found.begin(), found.end());
  return found;
}

// A cancel that was sent to an earlier session may be lost.
void Schedule::Impl::cancel_again(AttemptId attempt) {
  const Lease& lease = attempts_.at(attempt);
  const auto reason = runs_.at(lease.run).cancels(lease.job);
  if (!reason) return;
  actions_.to_send.push_back(
      SendCancel{lease.agent, {attempt, *reason, CancelMode::graceful}});
}

// --- the door ---

Schedule::Schedule(PlantedBugs bugs) : impl_(std::make_unique<Impl>(bugs)) {}
Schedule::~Schedule() = default;

ScheduleActions Schedule::step(const ScheduleEvent& event, Instant now) {
  return impl_->step(event, now);
}

void Schedule::restore(RunId run, const std::shared_ptr<const Plan>& plan,
                       const std::string& submitter, Instant started,
                       const std::vector<ScheduleChange>& changes,
                       const std::vector<Milliseconds>& times) {
  impl_->restore(run, plan, submitter, started, changes, times);
}

void Schedule::reserve_attempts(AttemptId last) {
  impl_->reserve_attempts(last);
}

AttemptId Schedule::last_attempt() const { return impl_->last_attempt(); }

std::optional<Instant> Schedule::next_deadline() const {
  return impl_->next_deadline();
}

std::vector<AgentId> Schedule::expected_agents() const {
  return impl_->expected_agents();
}

const AgentPool& Schedule::agents() const { return impl_->agents(); }

std::size_t Schedule::open_jobs() const { return impl_->open_jobs(); }

bool Schedule::holds_lease(AgentId agent, AttemptId attempt) const {
  return impl_->holds_lease(agent, attempt);
}

const RunState* Schedule::run(RunId run) const { return impl_->run(run); }

std::string Schedule::explain(RunId run, JobIndex job) const {
  return impl_->explain(run, job);
}

void Schedule::check_invariants() const { impl_->check_invariants(); }

}  // namespace aitherzero
