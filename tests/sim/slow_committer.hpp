// A disk that takes its time: what is committed is written first and synced
// later, and a crash may come between. As the real one, it syncs together what
// has gathered.
#pragma once

#include <utility>
#include <vector>

#include "shared/store/committer.hpp"
#include "shared/store/memory_store.hpp"
#include "sim/random.hpp"
#include "sim/timeline.hpp"

namespace aitherzero::sim {

class SlowCommitter final : public Committer {
 public:
  SlowCommitter(SimProcess& process, MemoryStore& store, Random& random)
      : process_(process),
        store_(store),
        random_(random),
        slowness_ms_(random() % 2 == 0 ? 400 : 5) {}

  void commit(StoreBatch batch, Done done) override {
    waiting_.push_back({std::move(batch), std::move(done)});
    if (!busy_) write_next();
  }
  std::size_t pending_bytes() const override { return 0; }

 private:
  struct Commit {
    StoreBatch batch;
    Done done;
  };

  void write_next() {
    busy_ = true;
    timer_ = process_.at(later(), [this] {
      written_ = std::exchange(waiting_, {});
      for (const Commit& commit : written_) {
        (void)store_.write(commit.batch, Durability::process);
      }
      timer_ = process_.at(later(), [this] { synced(); });
    });
  }
  void synced() {
    (void)store_.write({}, Durability::machine);
    const auto written = std::exchange(written_, {});
    busy_ = false;
    if (!waiting_.empty()) write_next();
    for (const Commit& commit : written) commit.done({});
  }
  Instant later() {
    return process_.now() + Milliseconds(random_() % slowness_ms_);
  }

  SimProcess& process_;
  MemoryStore& store_;
  Random& random_;
  std::uint32_t slowness_ms_;
  std::vector<Commit> waiting_;
  std::vector<Commit> written_;  // and not synced
  bool busy_ = false;
  Executor::Handle timer_;
};

}  // namespace aitherzero::sim
