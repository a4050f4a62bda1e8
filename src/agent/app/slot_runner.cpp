#include "agent/app/slot_runner.hpp"

#include <filesystem>

#include "agent/app/file_check.hpp"
#include "agent/powershell/cold_start.hpp"
#include "agent/process/executable_job.hpp"
#include "shared/base/assert.hpp"
#include "shared/platform/system.hpp"

namespace aitherzero {
namespace {

JobResult not_started(const Error& error) {
  return failed_result(to_string(error), 126);
}

}  // namespace

SlotRunner::SlotRunner(EventLoop& loop, SlotRunnerOptions options)
    : loop_(loop), options_(std::move(options)), slots_(options_.slots) {}

void SlotRunner::set_callbacks(Callbacks callbacks) {
  callbacks_ = std::move(callbacks);
}

const Result<PowerShell>& SlotRunner::powershell() {
  if (!powershell_) {
    powershell_ = find_powershell(options_.pwsh, options_.environment);
  }
  return *powershell_;
}

void SlotRunner::warm_up(std::uint32_t count) {
  for (std::uint32_t i = 0; i < count && i < slots_.size(); ++i) {
    if (!ensure_worker(slots_[i])) return;
  }
}

void SlotRunner::find_version(
    std::function<void(const Result<std::string>&)> callback) {
  if (const Status begun = ensure_worker(slots_.front()); !begun) {
    return callback(tl::make_unexpected(begun.error()));
  }
  Worker* const worker = slots_.front().worker.get();
  worker->when_ready([worker, callback = std::move(callback)](Status ready) {
    if (!ready) return callback(tl::make_unexpected(ready.error()));
    callback(worker->version());
  });
}

Status SlotRunner::ensure_worker(Slot& slot) {
  if (slot.worker && slot.worker->is_usable()) return {};
  slot.worker.reset();
  TRY(const PowerShell shell, powershell());
  TRY(auto supervisor, Supervisor::start(loop_, options_.program));
  TRY(slot.worker,
      Worker::start(loop_, std::move(supervisor),
                    {shell, powershell_environment(shell, options_.environment),
                     options_.working_directory}));
  return {};
}

void SlotRunner::start(AttemptId attempt, std::uint32_t slot,
                       const JobSpec& spec) {
  AZ_ASSERT(slot < slots_.size());
  running_[attempt] = {slot};
  if (auto decided = decide(spec)) {
    return end_soon(attempt, slot, std::move(*decided));
  }
  const Status started = start_job(attempt, slots_[slot], spec);
  if (!started) end_soon(attempt, slot, not_started(started.error()));
}

void SlotRunner::end_soon(AttemptId attempt, std::uint32_t slot,
                          JobResult result) {
  loop_.post(lifetime_.guard(
      [this, attempt, slot, result = std::move(result)]() mutable {
        on_ended(attempt, slot, std::move(result));
      }));
}

std::optional<JobResult> SlotRunner::decide(const JobSpec& spec) {
  if (!spec.refusal.empty()) return failed_result(spec.refusal);
  if (spec.require_admin && !is_administrator()) {
    return failed_result(
        "this step needs an administrator (RequireAdmin), and its agent is "
        "none");
  }
  JobResult result;
  for (const std::string& path : spec.skip_if_exists) {
    std::error_code error;
    const auto whole = std::filesystem::path(spec.working_directory) / path;
    if (!std::filesystem::exists(whole, error)) continue;
    result.outcome = Outcome::skipped;
    result.note = path + " exists";
    return result;
  }
  return std::nullopt;
}

Status SlotRunner::start_job(AttemptId attempt, Slot& slot,
                             const JobSpec& spec) {
  if (spec.kind == JobKind::powershell && spec.isolation != Isolation::cold) {
    return start_on_worker(attempt, slot, spec);
  }
  if (!spec.condition.empty()) return start_condition(attempt, slot, spec);
  if (spec.kind == JobKind::check) {
    slot.job = start_file_check(
        loop_, spec, callbacks_for(attempt, running_.at(attempt).slot));
    return {};
  }
  TRY(ExecutableCommand command, command_for(spec));
  return start_process(attempt, slot, command, spec);
}

Status SlotRunner::start_on_worker(AttemptId attempt, Slot& slot,
                                   const JobSpec& spec) {
  TRY_VOID(ensure_worker(slot));
  slot.worker->run(spec, callbacks_for(attempt, running_.at(attempt).slot));
  return {};
}

Status SlotRunner::start_condition(AttemptId attempt, Slot& slot,
                                   const JobSpec& spec) {
  JobSpec condition = spec;
  condition.kind = JobKind::powershell;
  condition.isolation = Isolation::runspace;
  condition.keep_processes = false;
  condition.script.clear();
  condition.parameters = {};
  condition.arguments.clear();
  const std::uint32_t number = running_.at(attempt).slot;
  JobCallbacks callbacks = callbacks_for(attempt, number);
  callbacks.on_ended = [this, attempt, number,
                        job = JobSpec(spec)](JobResult result) mutable {
    if (job.kind == JobKind::check && result.outcome == Outcome::skipped) {
      result = failed_result("this does not hold: " + job.condition);
    }
    if (result.outcome != Outcome::succeeded) {
      return on_ended(attempt, number, std::move(result));
    }
    on_condition_held(attempt, number, std::move(job));
  };
  TRY_VOID(ensure_worker(slot));
  slot.worker->run(condition, std::move(callbacks));
  return {};
}

// A stop may come when the condition has just ended.
void SlotRunner::on_condition_held(AttemptId attempt, std::uint32_t slot,
                                   JobSpec job) {
  if (running_.at(attempt).stopped) {
    JobResult result;
    result.outcome = Outcome::cancelled;
    return end_soon(attempt, slot, std::move(result));
  }
  job.condition.clear();
  const Status started = start_job(attempt, slots_[slot], job);
  if (!started) end_soon(attempt, slot, not_started(started.error()));
}

Result<ExecutableCommand> SlotRunner::command_for(const JobSpec& spec) {
  ExecutableCommand command;
  Environment environment = options_.environment;
  if (spec.kind == JobKind::powershell) {
    TRY(const PowerShell shell, powershell());
    TRY(command, cold_start_command(shell, spec));
    environment = powershell_environment(shell, std::move(environment));
  } else {
    TRY(command, command_of_script(spec));
  }
  for (const auto& [name, value] : spec.environment) environment[name] = value;
  command.environment = std::move(environment);
  return command;
}

Status SlotRunner::start_process(AttemptId attempt, Slot& slot,
                                 const ExecutableCommand& command,
                                 const JobSpec& spec) {
  if (!slot.supervisor) {
    TRY(slot.supervisor, Supervisor::start(loop_, options_.program));
  }
  slot.supervisor_is_used_up = spec.keep_processes;
  slot.job =
      start_executable_job(loop_, *slot.supervisor, command, spec,
                           callbacks_for(attempt, running_.at(attempt).slot));
  return {};
}

JobCallbacks SlotRunner::callbacks_for(AttemptId attempt, std::uint32_t slot) {
  JobCallbacks callbacks;
  callbacks.on_started = [this, attempt] {
    // One that could not be started may have ended before.
    const auto running = running_.find(attempt);
    if (running == running_.end()) return;
    const bool again = std::exchange(running->second.started, true);
    if (!again) callbacks_.on_started(attempt);
  };
  callbacks.on_output = [this, attempt](std::vector<OutputLine> lines) {
    callbacks_.on_output(attempt, std::move(lines));
  };
  callbacks.on_ended = [this, attempt, slot](JobResult result) {
    on_ended(attempt, slot, std::move(result));
  };
  return callbacks;
}

void SlotRunner::on_ended(AttemptId attempt, std::uint32_t slot,
                          JobResult result) {
  running_.erase(attempt);
  // Called from inside the job or worker, which may go only after it returns.
  std::shared_ptr<ActiveJob> finished = std::move(slots_[slot].job);
  if (std::exchange(slots_[slot].supervisor_is_used_up, false)) {
    const std::shared_ptr<Supervisor> used = std::move(slots_[slot].supervisor);
    loop_.post([used] {});
  }
  if (slots_[slot].worker && !slots_[slot].worker->is_usable()) {
    finished = std::move(slots_[slot].worker);
    // The next one starts now, so that it is warm when a job comes. A failure
    // shows when a job needs it.
    static_cast<void>(ensure_worker(slots_[slot]));
  }
  if (finished) loop_.post([finished] {});
  callbacks_.on_ended(attempt, std::move(result));
}

ActiveJob* SlotRunner::find(AttemptId attempt) {
  const auto entry = running_.find(attempt);
  if (entry == running_.end()) return nullptr;
  Slot& slot = slots_[entry->second.slot];
  return slot.job ? slot.job.get() : slot.worker.get();
}

void SlotRunner::note_stop(AttemptId attempt) {
  const auto entry = running_.find(attempt);
  if (entry != running_.end()) entry->second.stopped = true;
}

void SlotRunner::stop(AttemptId attempt) {
  note_stop(attempt);
  if (ActiveJob* job = find(attempt)) job->stop();
}

void SlotRunner::kill(AttemptId attempt) {
  note_stop(attempt);
  if (ActiveJob* job = find(attempt)) job->kill();
}

void SlotRunner::pause_output(AttemptId attempt) {
  if (ActiveJob* job = find(attempt)) job->pause_output();
}

void SlotRunner::resume_output(AttemptId attempt) {
  if (ActiveJob* job = find(attempt)) job->resume_output();
}

}  // namespace aitherzero
