#include "shared/store/committer.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "shared/base/lifetime.hpp"

namespace aitherzero {
namespace {

// A longer backlog is written in several syncs, so that its first batches need
// not wait for the last, and a write stays well below RocksDB's memtable.
constexpr std::size_t k_enough_bytes_for_a_write = 2u << 20;

class ThreadCommitter final : public Committer {
 public:
  ThreadCommitter(Executor& executor, Store& store, Durability durability)
      : executor_(executor),
        store_(store),
        durability_(durability),
        thread_([this] { run(); }) {}

  ~ThreadCommitter() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }

  void commit(StoreBatch batch, Done done) override;
  std::size_t pending_bytes() const override { return pending_bytes_; }

 private:
  struct Entry {
    StoreBatch batch;
    Done done;
    std::size_t bytes = 0;
  };
  using Group = std::vector<Entry>;

  void run();
  // Takes the oldest entries; false when it is time to end.
  bool wait_for_group(Group* group);
  void write(Group group);
  void report(Group group, const Status& written);

  Executor& executor_;
  Store& store_;
  const Durability durability_;

  std::size_t pending_bytes_ = 0;  // the loop's thread only
  Status written_;                 // the writer's thread only: the last write

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<Entry> waiting_;
  bool stopping_ = false;

  Lifetime lifetime_;   // of the calls of `done`
  std::thread thread_;  // last: it uses all of the above
};

void ThreadCommitter::commit(StoreBatch batch, Done done) {
  const std::size_t bytes = batch.bytes();
  pending_bytes_ += bytes;
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({std::move(batch), std::move(done), bytes});
  }
  changed_.notify_one();
}

bool ThreadCommitter::wait_for_group(Group* group) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  std::size_t bytes = 0;
  while (!waiting_.empty() && bytes <= k_enough_bytes_for_a_write) {
    bytes += waiting_.front().bytes;
    group->push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return !stopping_;
}

void ThreadCommitter::run() {
  for (Group group; wait_for_group(&group); group.clear()) {
    write(std::move(group));
  }
}

void ThreadCommitter::write(Group group) {
  StoreBatch merged;
  for (Entry& entry : group) merged.append(std::move(entry.batch));
  // After a failure nothing more is written: what is there stays a prefix.
  if (written_ && !merged.empty()) {
    written_ = store_.write(merged, durability_);
  }
  report(std::move(group), written_);
}

void ThreadCommitter::report(Group group, const Status& written) {
  // Guarded one by one: any `done` may destroy the committer.
  auto end = lifetime_.guard([this](const Entry& entry, const Status& status) {
    pending_bytes_ -= entry.bytes;
    if (entry.done) entry.done(status);
  });
  const auto shared = std::make_shared<Group>(std::move(group));
  executor_.post([end, shared, written]() mutable {
    for (const Entry& entry : *shared) end(entry, written);
  });
}

}  // namespace

std::unique_ptr<Committer> make_committer(Executor& executor, Store& store,
                                          Durability durability) {
  return std::make_unique<ThreadCommitter>(executor, store, durability);
}

}  // namespace aitherzero
