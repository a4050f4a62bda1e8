// The content-addressed store: bytes under their digest. Every read is checked
// against the digest (rule C3).
//
// Every method may be called from any thread.
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

class BlobStore {
 public:
  virtual ~BlobStore() = default;

  virtual bool contains(const Digest& digest) const = 0;
  // Those of the list that are not here, in its order.
  std::vector<Digest> missing(const std::vector<Digest>& digests) const;

  // `not_found` when it is not here; a blob whose bytes do not match its
  // digest is removed and not found.
  virtual Result<std::string> read(const Digest& digest) const = 0;
  virtual Result<Digest> put(std::string_view bytes) = 0;

  // Streams a file in, and a blob out to a new file; neither is read into
  // memory whole. put_file() refuses (`corrupt`) a file that changed while it
  // was read. restore() makes a hard link where `share` allows it, else a copy
  // (a reflink where the file system has them).
  virtual Result<Digest> put_file(const std::string& path) = 0;
  enum class Share {
    never,      // the file may be changed later
    read_only,  // the file is not written to: a hard link may be used
  };
  virtual Status restore(const Digest& digest, const std::string& path,
                         Share share) const = 0;
};

// Small blobs stand in RocksDB; large ones are read-only files beside it.
// `folder` is made, and has one owner at a time. What it holds survives the
// end of the process; a loss of power may damage it, which reading finds.
Result<std::unique_ptr<BlobStore>> open_blob_store(const std::string& folder);

// In memory, for tests and the simulation.
std::unique_ptr<BlobStore> make_memory_blob_store();

}  // namespace aitherzero
