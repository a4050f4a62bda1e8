// A warm PowerShell process: started once, then given one job after another,
// each in a fresh runspace. Owns its process and supervisor; destroying it
// ends everything below.
//
// A worker runs one job at a time, so that a hung job can be killed with its
// process. It may be given its first job while it still starts.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "agent/powershell/powershell.hpp"
#include "agent/process/active_job.hpp"
#include "agent/process/supervisor.hpp"
#include "protocol/message/job_spec.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero {

// Longer than the slowest machine needs to start a PowerShell.
constexpr Milliseconds k_worker_start_timeout{120'000};

class Worker : public ActiveJob {
 public:
  struct Start {
    PowerShell powershell;
    Environment environment;  // of its process, complete
    std::string working_directory;
  };

  static Result<std::unique_ptr<Worker>> start(
      EventLoop& loop, std::unique_ptr<Supervisor> supervisor,
      const Start& start);

  // Runs a job; none may be running. ActiveJob's calls are about it.
  virtual void run(const JobSpec& spec, JobCallbacks callbacks) = 0;

  // False when it must not be given another job: its process is gone, was
  // killed, or the last job left something behind that cannot be undone.
  virtual bool is_usable() const = 0;

  // What it said of itself when it was ready; empty before.
  virtual const std::string& version() const = 0;

  // Calls back once, when it is ready or cannot be: for `doctor`.
  virtual void when_ready(std::function<void(Status)> callback) = 0;
};

}  // namespace aitherzero
