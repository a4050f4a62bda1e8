// Runs one program as a job: its own process, its output as lines, its whole
// tree gone at the end. Used for scripts that are not PowerShell and for cold
// starts of pwsh.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/process/active_job.hpp"
#include "agent/process/supervisor.hpp"
#include "protocol/message/job_spec.hpp"

namespace aitherzero {

struct ExecutableCommand {
  std::string program;  // absolute path
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment;  // complete
  std::string working_directory;
};

// How a script file is started: itself when it may be executed, else by the
// interpreter that its first line names, else by /bin/sh for .sh. An error
// says what to do (chmod +x, add a first line).
Result<ExecutableCommand> command_of_script(const JobSpec& spec);

// `supervisor` must be idle, is used for nothing else meanwhile, and outlives
// the job; after one that keeps its processes it is of no more use.
std::unique_ptr<ActiveJob> start_executable_job(
    EventLoop& loop, Supervisor& supervisor, const ExecutableCommand& command,
    const JobSpec& spec, JobCallbacks callbacks);

}  // namespace aitherzero
