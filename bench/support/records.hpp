// Records such as a journal writes, made durable: what the disk allows.
#pragma once

#include <fmt/format.h>

#include <string>
#include <thread>
#include <vector>

#include "shared/base/time.hpp"
#include "shared/store/store.hpp"
#include "support/measuring.hpp"

namespace aitherzero {

constexpr std::size_t k_record_bytes = 200;

inline void put_record(StoreBatch* batch, int number) {
  batch->put(fmt::format("event/{:010}", number),
             std::string(k_record_bytes, static_cast<char>(number)));
}

// Writes records from `first` on, so many with each write.
inline void write_records(Store& store, int first, int count, int batch_size,
                          Durability durability) {
  for (int done = 0; done < count; done += batch_size) {
    StoreBatch batch;
    for (int i = 0; i < batch_size; ++i) put_record(&batch, first + done + i);
    must(store.write(batch, durability));
  }
}

inline double synced_records_per_second(Store& store, int count,
                                        int batch_size) {
  const SteadyClock clock;
  const Instant start = clock.now();
  write_records(store, 0, count, batch_size, Durability::machine);
  return count / to_seconds(clock.now() - start);
}

// How long each of so many synced writes of one record takes, in us, with a
// rest before each.
inline std::vector<double> synced_writes_us(Store& store, int count,
                                            Milliseconds rest) {
  const SteadyClock clock;
  std::vector<double> times;
  for (int i = 0; i < count; ++i) {
    std::this_thread::sleep_for(rest);
    const Instant start = clock.now();
    write_records(store, i, 1, 1, Durability::machine);
    times.push_back(to_seconds(clock.now() - start) * 1e6);
  }
  return times;
}

}  // namespace aitherzero
