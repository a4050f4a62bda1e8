// What group commit saves: records made durable one by one, in batches, and by
// a committer that they are handed to as they come.
//
// store_commit [COUNT] [FOLDER]: COUNT records (20000) of 200 bytes each way,
// in a new store below FOLDER (the current one). Prints records per second and
// how many times the rate of one record a sync that is.
#include <fmt/format.h>
#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <functional>

#include "shared/platform/event_loop.hpp"
#include "shared/store/committer.hpp"
#include "support/records.hpp"

namespace aitherzero {
namespace {

// One record a sync is slow enough to be measured with fewer.
constexpr int k_least_records = 500;

class Bench {
 public:
  explicit Bench(Store& store) : store_(store) {}

  void batches(int count, int batch_size, Durability durability) {
    measure(count,
            fmt::format("batches of {}{}", batch_size,
                        durability == Durability::process ? ", no sync" : ""),
            [&] {
              write_records(store_, next_, count, batch_size, durability);
              next_ += count;
            });
  }

  // A source that has `window` records under way: the next one comes when one
  // is durable.
  void committer(int count, int window) {
    measure(count, fmt::format("committer, {} under way", window), [&] {
      EventLoop loop;
      const auto committer = make_committer(loop, store_, Durability::machine);
      int sent = 0;
      int durable = 0;
      const std::function<void()> send = [&] {
        StoreBatch batch;
        put_record(&batch, next_++);
        ++sent;
        committer->commit(std::move(batch), [&](const Status& written) {
          must(written);
          if (++durable == count) return loop.stop();
          if (sent < count) send();
        });
      };
      for (int i = 0; i < window && i < count; ++i) send();
      loop.run();
    });
  }

 private:
  void measure(int count, const std::string& name,
               const std::function<void()>& work) {
    const SteadyClock clock;
    const Instant start = clock.now();
    work();
    const double rate = count / to_seconds(clock.now() - start);
    if (base_rate_ == 0) base_rate_ = rate;
    fmt::print("{:<28} {:>10.0f} records/s {:>8.1f} x\n", name, rate,
               rate / base_rate_);
    std::fflush(stdout);
  }

  Store& store_;
  int next_ = 0;
  double base_rate_ = 0;
};

void run(int count, const std::string& folder) {
  auto store = open_store(folder);
  if (!store) return must(tl::make_unexpected(store.error()));
  Bench bench(**store);
  bench.batches(std::max(count / 10, k_least_records), 1, Durability::machine);
  for (const int size : {100, 1000}) {
    bench.batches(count, size, Durability::machine);
  }
  for (const int window : {1, 100, 1000}) {
    bench.committer(window == 1 ? count / 10 : count, window);
  }
  for (const int size : {1, 100}) {
    bench.batches(count, size, Durability::process);
  }
}

}  // namespace
}  // namespace aitherzero

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 20'000;
  std::string folder = argc > 2 ? argv[2] : ".";
  folder += "/store-commit-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) return 1;
  aitherzero::run(count, folder);
  std::filesystem::remove_all(folder);
}
