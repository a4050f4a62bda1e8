// `pwsh -File`: a job as a process of its own, without a worker. What a
// command line can carry is carried exactly; what it cannot is an error.
#pragma once

#include "agent/powershell/powershell.hpp"
#include "agent/process/executable_job.hpp"
#include "protocol/message/job_spec.hpp"
#include "shared/base/result.hpp"

namespace aitherzero {

// Strings, numbers and booleans become `-Name:value`, as PowerShell reads
// them; null is left out; lists and tables are not_supported.
Result<ExecutableCommand> cold_start_command(const PowerShell& powershell,
                                             const JobSpec& spec);

}  // namespace aitherzero
