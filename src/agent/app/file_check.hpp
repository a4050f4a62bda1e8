// A job that only looks whether files are there: the check of a playbook's
// artifacts.
#pragma once

#include <memory>

#include "agent/process/active_job.hpp"
#include "protocol/message/job_spec.hpp"
#include "shared/base/executor.hpp"

namespace aitherzero {

// Looks on a thread of its own, since a folder may be large or its disk slow.
// Fails where nothing matches one of the required files; notes those that are
// optional. stop() and kill() end it as cancelled. The executor must outlive
// it.
std::unique_ptr<ActiveJob> start_file_check(Executor& executor,
                                            const JobSpec& spec,
                                            JobCallbacks callbacks);

}  // namespace aitherzero
