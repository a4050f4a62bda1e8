// From which size on a blob is better a file of its own than a value in
// RocksDB: putting, reading and restoring blobs of many sizes, in two stores
// that keep them in the one way and in the other.
//
// blob_threshold [MEGABYTES] [FOLDER]: so much of each size (64), in new stores
// below FOLDER (the current one). Prints microseconds a blob and, for each
// step, how many times the index's cost a file has; below 1 files are better.
#include <fmt/format.h>
#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <functional>
#include <limits>
#include <random>

#include "shared/base/time.hpp"
#include "shared/cache/disk_blob_store.hpp"

namespace aitherzero {
namespace {

constexpr std::size_t k_most_blobs = 4000;
constexpr std::size_t k_all_in_index = std::numeric_limits<std::size_t>::max();

struct Cost {
  double put = 0;
  double read = 0;
  double restore = 0;
};

template <typename T>
T must(Result<T> result) {
  if (result) return std::move(*result);
  fmt::print(stderr, "{}\n", to_string(result.error()));
  std::exit(1);
}

// Like source and objects: about half of it packs.
std::string some_blob(std::size_t bytes, std::mt19937* random) {
  std::string blob(bytes, '\0');
  for (std::size_t i = 0; i < bytes; ++i) {
    blob[i] = static_cast<char>(i % 64 < 32 ? (*random)() : i);
  }
  return blob;
}

double micros(std::size_t count, const std::function<void(std::size_t)>& step) {
  const SteadyClock clock;
  const Instant start = clock.now();
  for (std::size_t i = 0; i < count; ++i) step(i);
  return to_seconds(clock.now() - start) * 1e6 / static_cast<double>(count);
}

Cost measure_in(BlobStore& store, const std::string& out,
                std::size_t blob_bytes, std::size_t count) {
  std::mt19937 random(1);
  std::vector<std::string> blobs;
  for (std::size_t i = 0; i < count; ++i) {
    blobs.push_back(some_blob(blob_bytes, &random));
  }
  std::vector<Digest> digests;
  Cost cost;
  cost.put = micros(
      count, [&](auto i) { digests.push_back(must(store.put(blobs[i]))); });
  std::ranges::shuffle(digests, random);
  cost.read = micros(count, [&](auto i) { must(store.read(digests[i])); });
  std::filesystem::create_directory(out);
  cost.restore = micros(count, [&](auto i) {
    const Status restored = store.restore(
        digests[i], fmt::format("{}/{}", out, i), BlobStore::Share::read_only);
    if (!restored) must(Result<int>(tl::make_unexpected(restored.error())));
  });
  return cost;
}

Cost measure(const std::string& folder, std::size_t small_bytes,
             std::size_t blob_bytes, std::size_t count) {
  Cost cost;
  {
    const auto store = must(DiskBlobStore::open(folder, small_bytes));
    cost = measure_in(*store, folder + "/out", blob_bytes, count);
  }
  std::filesystem::remove_all(folder);
  return cost;
}

void run(std::size_t megabytes, const std::string& folder) {
  fmt::print("{:>8} {:>18} {:>20} {:>20}   {}\n", "bytes", "put: index, file",
             "read: index, file", "restore: index, file", "file/index");
  for (std::size_t bytes = 1024; bytes <= (1u << 20); bytes *= 2) {
    const std::size_t count = std::min((megabytes << 20) / bytes, k_most_blobs);
    const Cost index = measure(folder + "/index", k_all_in_index, bytes, count);
    const Cost file = measure(folder + "/files", 0, bytes, count);
    fmt::print(
        "{:>8} {:>9.0f} {:>8.0f} {:>11.0f} {:>8.0f} {:>11.0f} {:>8.0f}"
        "   {:.2f} {:.2f} {:.2f}\n",
        bytes, index.put, file.put, index.read, file.read, index.restore,
        file.restore, file.put / index.put, file.read / index.read,
        file.restore / index.restore);
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace aitherzero

int main(int argc, char** argv) {
  const int megabytes = argc > 1 ? std::atoi(argv[1]) : 64;
  std::string folder = argc > 2 ? argv[2] : ".";
  folder += "/blob-threshold-XXXXXX";
  if (megabytes <= 0 || ::mkdtemp(folder.data()) == nullptr) return 1;
  aitherzero::run(static_cast<std::size_t>(megabytes), folder);
  std::filesystem::remove_all(folder);
}
