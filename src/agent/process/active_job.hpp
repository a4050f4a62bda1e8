// A job that runs on a slot, whatever runs it: a worker or a process of its
// own. Lives on the loop's thread.
#pragma once

#include <functional>
#include <vector>

#include "protocol/message/job_result.hpp"

namespace aitherzero {

struct JobCallbacks {
  // The job's own code is about to run; at most once.
  std::function<void()> on_started;
  std::function<void(std::vector<OutputLine>)> on_output;
  // Exactly once, last, when the job and what it started are gone. Never
  // called from inside the call that started the job.
  std::function<void(JobResult)> on_ended;
};

class ActiveJob {
 public:
  virtual ~ActiveJob() = default;

  // Ask the job to end by itself.
  virtual void stop() = 0;
  // End its whole tree at once.
  virtual void kill() = 0;
  virtual void pause_output() = 0;
  virtual void resume_output() = 0;
};

}  // namespace aitherzero
