// A store that counts what is asked of another one, and takes the time of its
// syncs. The counts may be read from any thread.
#pragma once

#include <atomic>
#include <cstdint>

#include "shared/base/time.hpp"
#include "shared/store/store.hpp"

namespace aitherzero {

class CountingStore final : public Store {
 public:
  // `store` must outlive it.
  explicit CountingStore(Store& store) : store_(store) {}

  // Synced writes that are done, and how long all of them took.
  struct Syncs {
    std::uint64_t count = 0;
    Duration time{};
  };
  Syncs syncs() const { return {count_, Duration(time_)}; }

  Result<std::optional<std::string>> get(std::string_view key) const override {
    return store_.get(key);
  }
  Status write(const StoreBatch& batch, Durability durability) override {
    const SteadyClock clock;
    const Instant start = clock.now();
    const Status written = store_.write(batch, durability);
    if (durability == Durability::machine) {
      time_ += (clock.now() - start).count();
      ++count_;
    }
    return written;
  }
  Status scan(std::string_view first, std::string_view last,
              const Visit& visit) const override {
    return store_.scan(first, last, visit);
  }

 private:
  Store& store_;
  std::atomic<std::uint64_t> count_ = 0;
  std::atomic<Duration::rep> time_ = 0;
};

}  // namespace aitherzero
