// The runs of a schedule: how they come, stop and end.
#include <algorithm>

#include "controller/schedule/schedule_impl.hpp"
#include "shared/base/assert.hpp"

namespace aitherzero {

void Schedule::Impl::on(const RunSubmitted& e) {
  RunState& run = add_run(e.run, e.plan, e.submitter, now_);
  for (JobChanged change : e.done) {
    change.run = e.run;
    actions_.changes.push_back(std::move(change));
  }
  if (!e.done.empty()) run.restore(actions_.changes);
  run.set_lacks_secrets(e.lacks_secrets);
  update_deadline(e.run, run);
  std::vector<RunState::Dropped> dropped;
  run.skip_ready(dropped);
  add(e.run, dropped);
  finish_if_ended(e.run);
}

void Schedule::Impl::on(const SecretsChanged& e) {
  const auto run = runs_.find(e.run);
  if (run != runs_.end()) run->second.set_lacks_secrets(e.lacking);
}

RunState& Schedule::Impl::add_run(RunId id,
                                  const std::shared_ptr<const Plan>& plan,
                                  const std::string& submitter,
                                  Instant started) {
  const auto [entry, added] = runs_.try_emplace(
      id, plan, started,
      [this](const auto& labels) { return pool_.class_of(labels); });
  AZ_ASSERT(added);
  turns_.add(id, submitter);
  const Plan& known = entry->second.plan();
  if (known.wait_agents_seconds ||
      std::ranges::any_of(
          known.steps,
          [](const PlannedStep& step) { return step.retries > 0; }) ||
      std::ranges::any_of(known.nested, [](const NestedPlaybook& nested) {
        return nested.timeout_seconds.has_value();
      })) {
    timed_.insert(id);
  }
  return entry->second;
}

void Schedule::Impl::update_deadline(RunId id, const RunState& run) {
  std::erase_if(deadlines_,
                [&](const auto& entry) { return entry.second == id; });
  if (run.deadline()) deadlines_.insert({*run.deadline(), id});
}

void Schedule::Impl::on(const RunCancelRequested& e) {
  const auto run = runs_.find(e.run);
  if (run == runs_.end()) return;
  stop(e.run, run->second, StopCause::cancelled, e.mode);
}

void Schedule::Impl::on(const DeadlineReached&) {
  while (!deadlines_.empty() && deadlines_.begin()->first <= now_) {
    const RunId id = deadlines_.begin()->second;
    deadlines_.erase(deadlines_.begin());
    stop(id, runs_.at(id), StopCause::timed_out, CancelMode::graceful);
  }
  // A copy, since a run that ends is taken out.
  for (const RunId id : std::set(timed_)) {
    RunState& run = runs_.at(id);
    std::vector<RunState::Dropped> dropped;
    run.wake(now_);
    run.give_up_waiting(now_, dropped);
    run.end_overdue(now_, dropped);
    add(id, dropped);
    cancel_others(run);
    finish_if_ended(id);
  }
}

void Schedule::Impl::watch_service() {
  for (const RunId id : timed_) {
    runs_.at(id).watch_service(now_, [this](LabelClassId label_class) {
      return pool_.is_served(label_class);
    });
  }
}

void Schedule::Impl::stop(RunId id, RunState& run, StopCause cause,
                          CancelMode mode) {
  std::vector<RunState::Dropped> dropped;
  if (run.stop(cause, dropped)) {
    actions_.changes.push_back(RunStopped{id, cause});
  }
  add(id, dropped);
  cancel_active(id,
                cause == StopCause::cancelled ? CancelReason::cancelled
                                              : CancelReason::run_timeout,
                mode);
  finish_if_ended(id);
}

void Schedule::Impl::finish_if_ended(RunId id) {
  const auto run = runs_.find(id);
  if (run == runs_.end() || !run->second.has_ended()) return;
  actions_.changes.push_back(
      RunEnded{id, run->second.status(), run->second.reason()});
  if (run->second.deadline()) deadlines_.erase({*run->second.deadline(), id});
  turns_.remove(id);
  timed_.erase(id);
  for (const LabelClassId label_class : run->second.label_classes()) {
    pool_.release(label_class);
  }
  runs_.erase(run);
}

}  // namespace aitherzero
