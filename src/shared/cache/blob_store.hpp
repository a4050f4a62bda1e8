// The content-addressed store: bytes under their digest. Every read is checked
// against the digest (rule C3), as each method says.
//
// Every method may be called from any thread. A blob that was put survives the
// end of the process, also by kill -9. After a loss of power blobs that were
// put after the last sync() may be gone or damaged; a damaged one is found out,
// removed and a miss. docs/design/storage.md says how.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/hash/digest.hpp"

namespace aitherzero {

struct BlobStats {
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;         // of the blobs' contents
  std::uint64_t stored_bytes = 0;  // what they take, packed

  friend bool operator==(const BlobStats&, const BlobStats&) = default;
};

// Takes in a blob that arrives in pieces, such as from a network. Destroyed
// without a finish() that succeeded, it leaves nothing. For one thread at a
// time; must not outlive its store.
class BlobWriter {
 public:
  virtual ~BlobWriter() = default;
  // `corrupt` when it grows beyond its announced size. After an error only
  // destroying it makes sense.
  virtual Status write(std::string_view bytes) = 0;
  // `corrupt` when size or digest are not what was announced. Once.
  virtual Result<Digest> finish() = 0;
};

// Reads parts of one blob, to serve it in pieces. Goes on reading what it
// opened when the blob is removed. For one thread at a time; must not outlive
// its store.
class BlobReader {
 public:
  virtual ~BlobReader() = default;
  virtual std::uint64_t size() const = 0;
  // Fewer bytes than `length` only at the blob's end, none behind it.
  virtual Result<std::string> read(std::uint64_t offset,
                                   std::size_t length) = 0;
};

class BlobStore {
 public:
  virtual ~BlobStore() = default;

  // Whether it was put and neither removed nor found damaged; looks at the
  // index only.
  virtual bool contains(const Digest& digest) const = 0;
  // Those of the list that are not here, in its order.
  std::vector<Digest> missing(const std::vector<Digest>& digests) const;

  // `not_found` when it is not here; a blob whose bytes do not match its
  // digest is removed and not found. All bytes are checked.
  virtual Result<std::string> read(const Digest& digest) const = 0;
  // Putting what is here already costs little, and mends a damaged file.
  virtual Result<Digest> put(std::string_view bytes) = 0;

  // Streams a file in, and a blob out to a new file; neither is read into
  // memory whole. put_file() refuses (`corrupt`) a file that changed while it
  // was read. restore() makes a hard link where `share` allows it, else a copy
  // (a reflink where the file system has them). It never replaces a file, and
  // leaves none behind when it fails; `not_found` means the blob, any trouble
  // with `path` is `io`.
  //
  // Copying checks all bytes. A link and a reflink are made without reading a
  // large blob that is *untouched*: its file has the size and the time of
  // change it was stored with, and its bytes were checked since this machine
  // started. Otherwise all bytes are checked first.
  //
  // A linked file is read-only (0444) and has a fixed time of change, the
  // start of the year 2000. A job that makes it writable and changes it spoils
  // it for all that share it already; the store notices and takes it for
  // damaged. Other restored files are new ones of the usual mode.
  virtual Result<Digest> put_file(const std::string& path) = 0;
  enum class Share {
    never,      // the file may be changed later
    read_only,  // the file is not written to: a hard link may be used
  };
  virtual Status restore(const Digest& digest, const std::string& path,
                         Share share) const = 0;

  // A blob that is to have this digest and size.
  virtual Result<std::unique_ptr<BlobWriter>> writer(const Digest& expected,
                                                     std::uint64_t size) = 0;
  // `not_found` as for read(). The bytes are checked once, when it is opened;
  // not those of an untouched large blob, as for restore(), since who receives
  // them checks the digest at the end.
  virtual Result<std::unique_ptr<BlobReader>> reader(
      const Digest& digest) const = 0;
  // One part, through a reader of its own.
  Result<std::string> read_range(const Digest& digest, std::uint64_t offset,
                                 std::size_t length) const;

  // All that was put before survives a loss of power. Costs nothing where
  // nothing was put since the last time.
  virtual Status sync() = 0;

  // What is not here is removed already.
  virtual Status remove(const Digest& digest) = 0;
  virtual BlobStats stats() const = 0;
};

// Small blobs stand in RocksDB, packed by zstd where that pays; large ones are
// files beside it. `folder` is made. `unavailable` when another process has it
// open.
Result<std::unique_ptr<BlobStore>> open_blob_store(const std::string& folder);

// In memory, for tests and the simulation.
std::unique_ptr<BlobStore> make_memory_blob_store();

}  // namespace aitherzero
