// The blob store on disk, with its threshold open to benchmarks and tests.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "shared/cache/blob_files.hpp"
#include "shared/cache/blob_index.hpp"
#include "shared/cache/blob_intake.hpp"
#include "shared/cache/blob_store.hpp"
#include "shared/cache/limits.hpp"

namespace aitherzero {

class DiskBlobStore final : public BlobStore {
 public:
  // Blobs of up to `small_bytes` go into the index.
  static Result<std::unique_ptr<BlobStore>> open(
      const std::string& folder, std::size_t small_bytes = k_small_blob_bytes);

  bool contains(const Digest& digest) const override;
  Result<std::string> read(const Digest& digest) const override;
  Result<Digest> put(std::string_view bytes) override;
  Result<Digest> put_file(const std::string& path) override;
  Status restore(const Digest& digest, const std::string& path,
                 Share share) const override;
  Result<std::unique_ptr<BlobWriter>> writer(const Digest& expected,
                                             std::uint64_t size) override;
  Result<std::unique_ptr<BlobReader>> reader(
      const Digest& digest) const override;
  Status sync() override;
  Status remove(const Digest& digest) override;
  BlobStats stats() const override { return index_->stats(); }

 private:
  class Writer;
  // A large blob's file and what the index says of it.
  struct OpenFile {
    UniqueFd file;
    std::string path;
    BlobEntry entry;
  };

  DiskBlobStore(std::string folder, std::size_t small_bytes,
                std::unique_ptr<BlobIndex> index)
      : folder_(std::move(folder)),
        small_bytes_(small_bytes),
        index_(std::move(index)) {}

  Status remove_strays();
  void note_unsynced(const std::string& path);
  // Whether it is here and nothing speaks against its being whole.
  bool is_kept(const Digest& digest) const;
  Status keep(const Digest& digest, BlobIntake& intake);
  Status keep_small(const Digest& digest, std::string_view bytes);
  Status keep_file(const Digest& digest, std::uint64_t size,
                   IncomingFile* file);
  Result<BlobEntry> find(const Digest& digest) const;
  Result<std::string> read_small(const Digest& digest,
                                 const BlobEntry& entry) const;
  Result<OpenFile> open_file(const Digest& digest,
                             const BlobEntry& entry) const;
  bool is_trusted(const OpenFile& blob) const;
  // Reads all bytes of one that is not trusted.
  Status check(const Digest& digest, OpenFile* blob) const;
  Status restore_file(const Digest& digest, OpenFile blob,
                      const std::string& path, Share share) const;
  // Takes a damaged blob away, unless its place was taken by another file
  // meanwhile, and says that it is not here. `file` is -1 for none.
  tl::unexpected<Error> damaged(const Digest& digest, int file) const;

  const std::string folder_;
  const std::size_t small_bytes_;
  const std::string machine_start_ = machine_start();
  const std::unique_ptr<BlobIndex> index_;
  // Files that were kept since the last sync, or that there were too many of
  // them to say which.
  struct Unsynced {
    std::vector<std::string> paths;
    bool all = false;
  };

  // Of what changes a file together with its entry, and of:
  mutable std::mutex mutex_;
  Unsynced unsynced_;
};

}  // namespace aitherzero
