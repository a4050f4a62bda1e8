// Runs jobs in workspaces of their own: makes the folder, has the job run in
// it by another runner, takes its outputs, removes it. Jobs without a workspace
// go straight on.
//
// The files are dealt with on threads of its own, so that the loop, and with it
// timeouts, cancels and heartbeats, never waits for a disk or a network.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "agent/core/runner.hpp"
#include "agent/workspace/blob_access.hpp"
#include "agent/workspace/work_threads.hpp"
#include "shared/base/executor.hpp"
#include "shared/base/lifetime.hpp"
#include "shared/cache/blob_store.hpp"

namespace aitherzero {

struct WorkspaceOptions {
  std::string folder;  // for workspaces; nobody else's, emptied at the start
  std::size_t threads = 2;
};

class WorkspaceRunner final : public Runner {
 public:
  // All must outlive it.
  WorkspaceRunner(Executor& executor, Runner& runner, BlobStore& store,
                  BlobAccess& blobs, WorkspaceOptions options);

  void set_callbacks(Callbacks callbacks) override;
  void start(AttemptId attempt, std::uint32_t slot,
             const JobSpec& spec) override;
  void stop(AttemptId attempt) override;
  void kill(AttemptId attempt) override;
  void pause_output(AttemptId attempt) override;
  void resume_output(AttemptId attempt) override;

 private:
  enum class Phase {
    making,  // its workspace
    runs,    // on the other runner
    taking,  // its outputs
  };
  struct Attempt {
    std::uint32_t slot = 0;
    JobSpec spec;
    std::string path;
    Phase phase = Phase::making;
    bool stopped = false;  // while it was made
    JobResult ran;         // without its outputs, while they are taken
  };

  void on_made(AttemptId attempt, const Status& made, const std::string& path);
  void on_ran(AttemptId attempt, JobResult result);
  void on_taken(AttemptId attempt, const std::string& path, JobResult result);
  void end(AttemptId attempt, JobResult result);
  bool runs(AttemptId attempt) const;
  void stop_work(AttemptId attempt);
  void stop_making(AttemptId attempt);
  void stop_taking(AttemptId attempt);

  Executor& executor_;
  Runner& runner_;
  BlobStore& store_;
  BlobAccess& blobs_;
  WorkspaceOptions options_;
  Callbacks callbacks_;
  std::map<AttemptId, Attempt> attempts_;
  Lifetime lifetime_;
  // Last: they end before what their work uses. Outputs have threads of their
  // own, so that no workspace waits for a blob that nobody takes.
  WorkThreads threads_;
  WorkThreads taking_threads_;
};

}  // namespace aitherzero
