// What a blob store on disk knows of its blobs, in RocksDB: one entry a blob,
// the bytes of the small ones, and the totals. docs/design/storage.md has the
// format.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "shared/cache/blob_store.hpp"
#include "shared/store/store.hpp"

namespace aitherzero {

struct BlobEntry {
  // On disk: never renumber.
  enum class Kind : std::uint8_t {
    plain = 1,   // the index holds the bytes
    packed = 2,  // the index holds them packed by zstd
    file = 3,    // they are a file
  };
  Kind kind = Kind::plain;
  std::uint64_t size = 0;
  std::uint64_t stored_bytes = 0;
  // Of a file: the start of the machine since which its bytes were checked.
  std::string checked_in;

  friend bool operator==(const BlobEntry&, const BlobEntry&) = default;
};

std::string encode(const BlobEntry& entry);
// Nothing for what is no entry, or one of a later version.
std::optional<BlobEntry> decode_blob_entry(std::string_view bytes);

// May be used by many threads.
class BlobIndex {
 public:
  static Result<std::unique_ptr<BlobIndex>> open(const std::string& folder);
  ~BlobIndex();

  // Whether the last owner came to its end without closing it: there may be
  // files of which the index knows nothing.
  bool was_left_open() const { return was_left_open_; }

  Result<std::optional<BlobEntry>> find(const Digest& digest) const;
  // The stored bytes of a small blob.
  Result<std::optional<std::string>> bytes_of(const Digest& digest) const;

  // Replaces what is there. `bytes` are those of a small blob.
  Status put(const Digest& digest, const BlobEntry& entry,
             std::string bytes = {});
  Status erase(const Digest& digest);
  // Every change so far survives a loss of power.
  Status sync();

  BlobStats stats() const;

 private:
  explicit BlobIndex(std::unique_ptr<Store> store);
  Status start();
  Status count_again();
  Status write(StoreBatch batch, const BlobStats& stats);

  const std::unique_ptr<Store> store_;
  bool was_left_open_ = false;
  mutable std::mutex mutex_;  // of changes, and of:
  BlobStats stats_;
  bool is_synced_ = false;
};

}  // namespace aitherzero
