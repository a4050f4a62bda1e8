// An ordered map of byte strings on disk, written in atomic batches. The real
// one is RocksDB; the one in memory stands in for it in tests and in the
// simulation, where it also forgets what was not synced.
//
// Every method may be called from any thread. Keys are compared as bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.hpp"

namespace aitherzero {

// Changes that are made together or not at all, in the order they were added.
class StoreBatch {
 public:
  enum class Kind { put, erase, erase_range };
  struct Change {
    Kind kind;
    std::string key;    // of erase_range: the first key
    std::string value;  // of erase_range: the key after the last
  };

  void put(std::string key, std::string value);
  void erase(std::string key);
  // All keys from `first` up to and without `last`, which must not be less.
  // Unlike that of scan(), an empty `last` is not the end of all keys.
  void erase_range(std::string first, std::string last);
  // Adds the changes of another batch behind its own.
  void append(StoreBatch&& other);

  const std::vector<Change>& changes() const { return changes_; }
  bool empty() const { return changes_.empty(); }
  // About what it takes in memory and in the log.
  std::size_t bytes() const { return bytes_; }

 private:
  void add(Kind kind, std::string key, std::string value);

  std::vector<Change> changes_;
  std::size_t bytes_ = 0;
};

enum class Durability {
  process,  // survives a crash of this process
  machine,  // survives a loss of power: synced before write() returns
};

class Store {
 public:
  virtual ~Store() = default;

  virtual Result<std::optional<std::string>> get(
      std::string_view key) const = 0;

  // ErrorKind::io with the system's words when the disk is full or refuses;
  // nothing of the batch is there then, what was written before still is and
  // can be read, and a later write works again once the disk does. Such a
  // failure may take seconds. Where it was the sync that failed, the batch may
  // turn up when the store is opened the next time.
  virtual Status write(const StoreBatch& batch, Durability durability) = 0;

  // Calls `visit` for each key from `first` up to and without `last`, in
  // order, until it returns false. Sees the state at the time of the call. An
  // empty `last` means to the end.
  using Visit =
      std::function<bool(std::string_view key, std::string_view value)>;
  virtual Status scan(std::string_view first, std::string_view last,
                      const Visit& visit) const = 0;
};

// The key after all that begin with `prefix`: the end of its range.
std::string end_of_prefix(std::string_view prefix);

struct StoreOptions {
  std::size_t cache_bytes = 32u << 20;
};

// Opens the store in a folder, making both where they are not there. A tail of
// its log that a crash tore is cut off. `unavailable`, with advice, when
// another process has it open.
Result<std::unique_ptr<Store>> open_store(const std::string& folder,
                                          const StoreOptions& options = {});

// What is in a store now, also while another process has it open and writes:
// what that does later is not seen. It cannot be written to.
Result<std::unique_ptr<Store>> open_store_for_reading(
    const std::string& folder);

}  // namespace aitherzero
