// Runs jobs on slots for real: each slot has a warm worker for PowerShell and
// a supervisor for everything else, both made when first needed and kept.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/core/runner.hpp"
#include "agent/powershell/powershell.hpp"
#include "agent/powershell/worker.hpp"
#include "agent/process/active_job.hpp"
#include "agent/process/executable_job.hpp"
#include "agent/process/supervisor.hpp"
#include "shared/base/lifetime.hpp"
#include "shared/platform/environment.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero {

struct SlotRunnerOptions {
  std::string program;            // this binary, to start supervisors from
  Environment environment;        // what jobs inherit
  std::string pwsh;               // --pwsh, may be empty
  std::string working_directory;  // where workers start
  std::uint32_t slots = 1;
};

class SlotRunner final : public Runner {
 public:
  SlotRunner(EventLoop& loop, SlotRunnerOptions options);

  // Starts workers for the first `count` slots, so that they are warm when
  // jobs come. Failures are left to the jobs that need them.
  void warm_up(std::uint32_t count);

  // Warms the first slot up and tells the version of its PowerShell then; an
  // error when there is none that works.
  void find_version(std::function<void(const Result<std::string>&)> callback);

  void set_callbacks(Callbacks callbacks) override;
  void start(AttemptId attempt, std::uint32_t slot,
             const JobSpec& spec) override;
  void stop(AttemptId attempt) override;
  void kill(AttemptId attempt) override;
  void pause_output(AttemptId attempt) override;
  void resume_output(AttemptId attempt) override;

 private:
  struct Slot {
    std::unique_ptr<Worker> worker;
    std::unique_ptr<Supervisor> supervisor;  // for jobs of their own process
    bool supervisor_is_used_up = false;      // by a job that keeps processes
    std::unique_ptr<ActiveJob> job;          // one of those
  };

  const Result<PowerShell>& powershell();
  // What keeps the job from running here, decided without PowerShell.
  static std::optional<JobResult> decide(const JobSpec& spec);
  void end_soon(AttemptId attempt, std::uint32_t slot, JobResult result);
  Status start_job(AttemptId attempt, Slot& slot, const JobSpec& spec);
  // Asks the condition of what does not run on a worker.
  Status start_condition(AttemptId attempt, Slot& slot, const JobSpec& spec);
  Status start_on_worker(AttemptId attempt, Slot& slot, const JobSpec& spec);
  Status start_process(AttemptId attempt, Slot& slot,
                       const ExecutableCommand& command, const JobSpec& spec);
  Result<ExecutableCommand> command_for(const JobSpec& spec);
  Status ensure_worker(Slot& slot);
  JobCallbacks callbacks_for(AttemptId attempt, std::uint32_t slot);
  void on_condition_held(AttemptId attempt, std::uint32_t slot, JobSpec job);
  void on_ended(AttemptId attempt, std::uint32_t slot, JobResult result);
  void note_stop(AttemptId attempt);
  // The running job of an attempt, or nullptr.
  ActiveJob* find(AttemptId attempt);

  EventLoop& loop_;
  SlotRunnerOptions options_;
  Callbacks callbacks_;
  std::optional<Result<PowerShell>> powershell_;
  struct Running {
    std::uint32_t slot = 0;
    bool started = false;  // and reported: its condition counts, too
    bool stopped = false;  // it was asked to end
  };

  std::vector<Slot> slots_;
  std::map<AttemptId, Running> running_;
  Lifetime lifetime_;
};

}  // namespace aitherzero
