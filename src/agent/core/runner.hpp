// What runs a job on a slot: the agent's door to processes. The real one
// drives workers and executables; tests use one that obeys the test.
//
// All calls and callbacks happen on the loop's thread. After start(), exactly
// one on_ended comes, always later than start() returns; then nothing more of
// that attempt. on_started comes at most once, when the job's own code begins.
// on_ran may come between the two: that code has ended, and what is still done
// for the job, such as taking its outputs, is not its own time.
#pragma once

#include <functional>
#include <vector>

#include "protocol/message/job_result.hpp"
#include "protocol/message/job_spec.hpp"
#include "shared/base/ids.hpp"

namespace aitherzero {

class Runner {
 public:
  struct Callbacks {
    std::function<void(AttemptId)> on_started;
    std::function<void(AttemptId, std::vector<OutputLine>)> on_output;
    std::function<void(AttemptId)> on_ran;
    std::function<void(AttemptId, JobResult)> on_ended;
  };

  virtual ~Runner() = default;

  // Once, before anything is started.
  virtual void set_callbacks(Callbacks callbacks) = 0;

  // Nothing else runs on that slot.
  virtual void start(AttemptId attempt, std::uint32_t slot,
                     const JobSpec& spec) = 0;
  // Asks the job to end by itself.
  virtual void stop(AttemptId attempt) = 0;
  // Ends its whole process tree at once.
  virtual void kill(AttemptId attempt) = 0;
  // Stops and resumes reading its output, so that it waits.
  virtual void pause_output(AttemptId attempt) = 0;
  virtual void resume_output(AttemptId attempt) = 0;
};

}  // namespace aitherzero
