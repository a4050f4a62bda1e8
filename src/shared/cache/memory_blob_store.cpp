#include <algorithm>
#include <map>
#include <mutex>

#include "shared/cache/blob_files.hpp"
#include "shared/cache/blob_store.hpp"
#include "shared/platform/files.hpp"

namespace aitherzero {
namespace {

// Files beyond this are for the store on disk.
constexpr std::size_t k_most_file_bytes = 1u << 30;

using Bytes = std::shared_ptr<const std::string>;

class MemoryBlobStore final : public BlobStore {
 public:
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
  Status sync() override { return {}; }
  Status remove(const Digest& digest) override;
  BlobStats stats() const override;

 private:
  Result<Bytes> find(const Digest& digest) const;

  mutable std::mutex mutex_;
  std::map<Digest, Bytes> blobs_;
};

class MemoryReader final : public BlobReader {
 public:
  explicit MemoryReader(Bytes bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size() const override { return bytes_->size(); }
  Result<std::string> read(std::uint64_t offset, std::size_t length) override {
    return bytes_->substr(std::min<std::uint64_t>(offset, bytes_->size()),
                          length);
  }

 private:
  const Bytes bytes_;
};

class MemoryWriter final : public BlobWriter {
 public:
  MemoryWriter(BlobStore& store, const Digest& expected, std::uint64_t size)
      : store_(store), expected_(expected), size_(size) {}

  Status write(std::string_view bytes) override {
    if (bytes.size() > size_ - bytes_.size()) return not_as_announced();
    bytes_ += bytes;
    return {};
  }
  Result<Digest> finish() override {
    if (bytes_.size() != size_ || digest_of(bytes_) != expected_) {
      return not_as_announced();
    }
    return store_.put(bytes_);
  }

 private:
  static tl::unexpected<Error> not_as_announced() {
    return fail(ErrorKind::corrupt, "what arrived is not the announced blob");
  }

  BlobStore& store_;
  const Digest expected_;
  const std::uint64_t size_;
  std::string bytes_;
};

Result<Bytes> MemoryBlobStore::find(const Digest& digest) const {
  const std::lock_guard lock(mutex_);
  const auto found = blobs_.find(digest);
  if (found != blobs_.end()) return found->second;
  return fail(ErrorKind::not_found, "there is no blob " + digest.hex());
}

bool MemoryBlobStore::contains(const Digest& digest) const {
  return find(digest).has_value();
}

Result<std::string> MemoryBlobStore::read(const Digest& digest) const {
  TRY(const Bytes bytes, find(digest));
  return *bytes;
}

Result<Digest> MemoryBlobStore::put(std::string_view bytes) {
  const Digest digest = digest_of(bytes);
  const std::lock_guard lock(mutex_);
  blobs_.try_emplace(digest, std::make_shared<const std::string>(bytes));
  return digest;
}

Result<Digest> MemoryBlobStore::put_file(const std::string& path) {
  TRY(const std::string bytes, read_file(path, k_most_file_bytes));
  return put(bytes);
}

Status MemoryBlobStore::restore(const Digest& digest, const std::string& path,
                                Share) const {
  TRY(const Bytes bytes, find(digest));
  return write_new_file(path, *bytes);
}

Result<std::unique_ptr<BlobWriter>> MemoryBlobStore::writer(
    const Digest& expected, std::uint64_t size) {
  return std::make_unique<MemoryWriter>(*this, expected, size);
}

Result<std::unique_ptr<BlobReader>> MemoryBlobStore::reader(
    const Digest& digest) const {
  TRY(Bytes bytes, find(digest));
  return std::make_unique<MemoryReader>(std::move(bytes));
}

Status MemoryBlobStore::remove(const Digest& digest) {
  const std::lock_guard lock(mutex_);
  blobs_.erase(digest);
  return {};
}

BlobStats MemoryBlobStore::stats() const {
  const std::lock_guard lock(mutex_);
  BlobStats stats;
  for (const auto& [digest, bytes] : blobs_) {
    ++stats.count;
    stats.bytes += bytes->size();
  }
  stats.stored_bytes = stats.bytes;
  return stats;
}

}  // namespace

std::unique_ptr<BlobStore> make_memory_blob_store() {
  return std::make_unique<MemoryBlobStore>();
}

}  // namespace aitherzero
