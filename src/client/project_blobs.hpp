// A project's files as a store of blobs, to be submitted: nothing is copied,
// files are read where they are. Trees and other small things are in memory.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "shared/cache/blob_store.hpp"
#include "shared/tree/stat_cache.hpp"

namespace aitherzero {

class ProjectBlobs final : public BlobStore {
 public:
  // `known`: what the files of `folder` were when they were last seen; those
  // that have not changed need not be read again to be named.
  ProjectBlobs(const std::string& folder, const StatCache& known);

  bool contains(const Digest& digest) const override;
  Result<std::string> read(const Digest& digest) const override;
  Result<Digest> put(std::string_view bytes) override;
  Result<Digest> put_file(const std::string& path) override;
  // A file that was changed since it was put shows that by its size, or to who
  // receives it by its digest.
  Result<std::unique_ptr<BlobReader>> reader(
      const Digest& digest) const override;
  BlobStats stats() const override;

  Status sync() override { return {}; }

  // `not_supported`: these are the project's own files.
  Status restore(const Digest& digest, const std::string& path,
                 Share share) const override;
  Result<std::unique_ptr<BlobWriter>> writer(const Digest& expected,
                                             std::uint64_t size) override;
  Status remove(const Digest& digest) override;

 private:
  struct File {
    std::string path;
    std::uint64_t size = 0;
  };

  std::unordered_map<Digest, File> files_;
  std::unordered_map<Digest, std::string> small_;
};

}  // namespace aitherzero
