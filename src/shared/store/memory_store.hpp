// A store in memory, for tests and the simulation. It models a disk: what was
// synced survives a loss of power, of what was written after the last sync a
// prefix of whole batches does.
#pragma once

#include <map>
#include <mutex>

#include "shared/store/store.hpp"

namespace aitherzero {

class MemoryStore final : public Store {
 public:
  Result<std::optional<std::string>> get(std::string_view key) const override;
  // With Durability::machine everything written before is synced as well.
  Status write(const StoreBatch& batch, Durability durability) override;
  Status scan(std::string_view first, std::string_view last,
              const Visit& visit) const override;

  // How many batches a loss of power could take.
  std::size_t unsynced_batches() const;
  // The power goes and comes back: of the unsynced batches the first `kept`
  // are there, as after a log with a torn tail. A crash of the process alone
  // keeps all: crash(unsynced_batches()), which is also the upper limit.
  void crash(std::size_t kept);

  // Asked before each write; what fails here is what write() returns, and
  // nothing of its batch is there. An empty function lets all writes pass. It
  // is called on the writing thread and must not use this store.
  using WriteCheck = std::function<Status(const StoreBatch&)>;
  void set_write_check(WriteCheck check);

 private:
  using Entries = std::map<std::string, std::string, std::less<>>;
  // What a key held before a change; nothing when it was not there.
  struct Old {
    std::string key;
    std::optional<std::string> value;
  };
  using Undo = std::vector<Old>;  // in the order of the changes

  void apply(const StoreBatch::Change& change, Undo* undo);
  void erase_range(const std::string& first, const std::string& last,
                   Undo* undo);

  mutable std::mutex mutex_;
  Entries entries_;
  std::vector<Undo> unsynced_;  // one a batch
  WriteCheck check_;
};

}  // namespace aitherzero
