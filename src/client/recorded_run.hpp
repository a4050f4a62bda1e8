// A run of this machine as its journal tells it, while it goes on or after.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client/run_folders.hpp"
#include "client/run_source.hpp"
#include "controller/journal/journal.hpp"
#include "controller/schedule/run_state.hpp"
#include "shared/base/lifetime.hpp"
#include "shared/platform/event_loop.hpp"
#include "shared/platform/folder_watch.hpp"
#include "shared/store/null_store.hpp"

namespace aitherzero {

// What is recorded of a run now. A run whose process ended before it did
// counts as cancelled: what ran is lost, and what waited will not run.
class RecordedRun {
 public:
  static Result<std::unique_ptr<RecordedRun>> read(Executor& executor,
                                                   const RunFolders& folders,
                                                   const std::string& run);

  const RunInfo& info() const { return info_; }
  const RunRecord& record() const;
  bool has_ended() const { return info_.status.has_value(); }
  Result<Plan> plan() const;
  const std::map<AgentId, std::string>& agents() const {
    return recovered_.agents;
  }
  // Entries from a sequence on, some of them; none when there are no more.
  Result<std::vector<Journal::Group>> entries(std::uint64_t from) const;
  // What ends a run that its process left; no entries for others.
  EntryGroup last_words() const;
  const Journal& journal() const { return journal_; }

  // For each job that waits, its id and why.
  std::vector<Explanation::Job> explain() const;

 private:
  RecordedRun(Executor& executor, std::unique_ptr<Store> store);
  Status recover(bool goes_on);

  std::unique_ptr<Store> store_;
  NullCommitter committer_;
  Journal journal_;
  Recovered recovered_;
  std::unique_ptr<RunState> state_;  // of a run that has not ended
  RunInfo info_;
  bool was_left_ = false;
};

// Follows runs of this machine. A run that goes on is read again whenever its
// folder changes.
class RecordedRunSource final : public RunSource {
 public:
  // All must outlive it.
  RecordedRunSource(EventLoop& loop, const RunFolders& folders)
      : loop_(loop), folders_(folders) {}

  void follow(FollowRun request, FollowCallbacks callbacks) override;
  void stop_following() override { following_.reset(); }
  void hold_entries() override;
  void release_entries() override;
  void on_connected(std::function<void(bool)>) override {}
  void cancel(const std::string& run, CancelMode mode,
              std::function<void(const Status&)> done) override;
  // Its process has them.
  void supply_secrets(const std::string&, Secrets) override {}
  void explain(const std::string& run, Explained done) override;

 private:
  struct Following {
    std::string run;
    FollowCallbacks callbacks;
    std::uint64_t next = 1;
    bool has_begun = false;
    bool held = false;
    bool looks_soon = false;
    Duration last_look{};  // how long it took
    std::unique_ptr<FolderWatch> watch;
    Executor::Handle timer;
  };

  void look_soon();
  void look();
  Status tell();

  EventLoop& loop_;
  const RunFolders& folders_;
  std::unique_ptr<Following> following_;
  Lifetime lifetime_;
};

}  // namespace aitherzero
