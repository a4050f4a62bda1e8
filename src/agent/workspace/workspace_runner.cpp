#include "agent/workspace/workspace_runner.hpp"

#include <fmt/format.h>

#include "agent/workspace/workspace.hpp"
#include "shared/log/log.hpp"
#include "shared/platform/files.hpp"

namespace aitherzero {
namespace {

// What a crash left.
void empty_folder(const std::string& folder) {
  const auto entries = list_folder(folder);
  if (!entries) return;
  for (const FolderEntry& entry : *entries) {
    remove_workspace(folder + "/" + entry.name);
  }
}

// A workspace that cannot be made is no fault of the job: it runs elsewhere,
// unless its own trees are the reason.
JobResult not_made(const Error& error) {
  JobResult result;
  const bool own_fault = error.kind == ErrorKind::bad_input ||
                         error.kind == ErrorKind::limit ||
                         error.kind == ErrorKind::not_supported;
  result.outcome = own_fault ? Outcome::failed : Outcome::lost;
  result.exit_code = 1;
  result.error =
      JobError{fmt::format("no workspace could be made: {}", to_string(error))};
  return result;
}

}  // namespace

WorkspaceRunner::WorkspaceRunner(Executor& executor, Runner& runner,
                                 BlobStore& store, BlobAccess& blobs,
                                 WorkspaceOptions options)
    : executor_(executor),
      runner_(runner),
      store_(store),
      blobs_(blobs),
      options_(std::move(options)),
      threads_(options_.threads),
      taking_threads_(options_.threads) {
  if (const Status made = make_folders(options_.folder); !made) {
    log_error("no folder for workspaces: {}", to_string(made.error()));
  }
  empty_folder(options_.folder);
}

void WorkspaceRunner::set_callbacks(Callbacks callbacks) {
  callbacks_ = std::move(callbacks);
  runner_.set_callbacks({callbacks_.on_started, callbacks_.on_output,
                         callbacks_.on_ran,
                         [this](AttemptId attempt, JobResult result) {
                           on_ran(attempt, std::move(result));
                         }});
}

void WorkspaceRunner::start(AttemptId attempt, std::uint32_t slot,
                            const JobSpec& spec) {
  if (!spec.workspace) return runner_.start(attempt, slot, spec);
  const std::string path = fmt::format("{}/{}", options_.folder, attempt.value);
  attempts_[attempt] = {slot, spec, path};
  threads_.run(
      [this, spec, path,
       on_made = lifetime_.guard([this, attempt, path](const Status& made) {
         this->on_made(attempt, made, path);
       })]() mutable {
        Status made = make_workspace(spec, path, store_, blobs_);
        executor_.post([on_made = std::move(on_made),
                        made = std::move(made)]() mutable { on_made(made); });
      });
}

void WorkspaceRunner::on_made(AttemptId attempt, const Status& made,
                              const std::string& path) {
  const auto known = attempts_.find(attempt);
  if (known == attempts_.end() || known->second.stopped) {
    return threads_.run([path] { remove_workspace(path); });
  }
  if (!made) return end(attempt, not_made(made.error()));
  known->second.phase = Phase::runs;
  runner_.start(attempt, known->second.slot,
                in_workspace(known->second.spec, path));
}

void WorkspaceRunner::on_ran(AttemptId attempt, JobResult result) {
  const auto known = attempts_.find(attempt);
  if (known == attempts_.end()) {
    return callbacks_.on_ended(attempt, std::move(result));
  }
  known->second.phase = Phase::taking;
  const bool has_outputs =
      !known->second.spec.outputs.empty() && result.outcome != Outcome::lost;
  if (!has_outputs) return end(attempt, std::move(result));
  known->second.ran = result;
  callbacks_.on_ran(attempt);
  taking_threads_.run(
      [this, spec = known->second.spec, path = known->second.path,
       result = std::move(result),
       on_taken = lifetime_.guard(
           [this, attempt, path = known->second.path](const JobResult& taken) {
             this->on_taken(attempt, path, taken);
           })]() mutable {
        take_outputs(spec, path, store_, blobs_, result);
        executor_.post(
            [on_taken = std::move(on_taken),
             result = std::move(result)]() mutable { on_taken(result); });
      });
}

void WorkspaceRunner::on_taken(AttemptId attempt, const std::string& path,
                               JobResult result) {
  if (attempts_.contains(attempt)) return end(attempt, std::move(result));
  threads_.run([path] { remove_workspace(path); });
}

void WorkspaceRunner::end(AttemptId attempt, JobResult result) {
  const auto known = attempts_.find(attempt);
  threads_.run([path = known->second.path] { remove_workspace(path); });
  attempts_.erase(known);
  callbacks_.on_ended(attempt, std::move(result));
}

bool WorkspaceRunner::runs(AttemptId attempt) const {
  const auto known = attempts_.find(attempt);
  return known == attempts_.end() || known->second.phase == Phase::runs;
}

// It ends at once, however long the work on its files takes; the workspace is
// removed when that is done.
void WorkspaceRunner::stop_work(AttemptId attempt) {
  if (attempts_.at(attempt).phase == Phase::making) {
    stop_making(attempt);
  } else {
    stop_taking(attempt);
  }
}

// What is on its way comes into the store, where others may need it.
void WorkspaceRunner::stop_making(AttemptId attempt) {
  attempts_.at(attempt).stopped = true;
  executor_.post(lifetime_.guard([this, attempt] {
    const auto known = attempts_.find(attempt);
    if (known == attempts_.end() || known->second.phase != Phase::making) {
      return;
    }
    attempts_.erase(known);
    JobResult result;
    result.outcome = Outcome::cancelled;
    callbacks_.on_ended(attempt, std::move(result));
  }));
}

void WorkspaceRunner::stop_taking(AttemptId attempt) {
  executor_.post(lifetime_.guard([this, attempt] {
    const auto known = attempts_.find(attempt);
    if (known == attempts_.end()) return;
    JobResult result = std::move(known->second.ran);
    attempts_.erase(known);
    add_failure(result, "it was stopped before its outputs were taken");
    callbacks_.on_ended(attempt, std::move(result));
  }));
}

void WorkspaceRunner::stop(AttemptId attempt) {
  if (runs(attempt)) return runner_.stop(attempt);
  stop_work(attempt);
}

void WorkspaceRunner::kill(AttemptId attempt) {
  if (runs(attempt)) return runner_.kill(attempt);
  stop_work(attempt);
}

void WorkspaceRunner::pause_output(AttemptId attempt) {
  if (runs(attempt)) runner_.pause_output(attempt);
}

void WorkspaceRunner::resume_output(AttemptId attempt) {
  if (runs(attempt)) runner_.resume_output(attempt);
}

}  // namespace aitherzero
