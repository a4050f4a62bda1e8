#include "shared/cache/blob_store.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <iterator>
#include <map>
#include <mutex>

#include "shared/cache/blob_files.hpp"
#include "shared/platform/files.hpp"
#include "shared/store/store.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

// From this size on a blob is a file of its own: one can be linked into a
// workspace, and a store of small values stays small.
constexpr std::size_t k_file_from = 64u << 10;
constexpr std::size_t k_largest_read = std::size_t{4} << 30;
constexpr unsigned k_read_only = 0444;
constexpr unsigned k_writable = 0644;

tl::unexpected<Error> not_here(const Digest& digest) {
  return fail(ErrorKind::not_found, "there is no blob " + digest.hex());
}

// Small ones under their digest in the index; large ones as files, which the
// index does not know: that the file is there says all.
class FolderBlobStore final : public BlobStore {
 public:
  FolderBlobStore(std::string folder, std::unique_ptr<Store> index)
      : folder_(std::move(folder)), index_(std::move(index)) {}

  bool contains(const Digest& digest) const override {
    const auto small = index_->get(digest.view());
    if (small && *small) return true;
    return entry_kind(file_of(digest)).has_value();
  }

  Result<std::string> read(const Digest& digest) const override {
    TRY(auto small, index_->get(digest.view()));
    if (small) {
      if (digest_of(*small) == digest) return std::move(*small);
      TRY_VOID(forget(digest));
      return not_here(digest);
    }
    const std::string path = file_of(digest);
    if (!entry_kind(path)) return not_here(digest);
    TRY(std::string bytes, read_file(path, k_largest_read));
    if (digest_of(bytes) == digest) return bytes;
    blob_files::remove(path);
    return not_here(digest);
  }

  Result<Digest> put(std::string_view bytes) override {
    const Digest digest = digest_of(bytes);
    if (contains(digest)) return digest;
    if (bytes.size() < k_file_from) {
      StoreBatch batch;
      batch.put(std::string(digest.view()), std::string(bytes));
      TRY_VOID(index_->write(batch, Durability::process));
      return digest;
    }
    const std::string temporary = new_temporary();
    TRY_VOID(blob_files::write_new(temporary, bytes, k_read_only));
    TRY_VOID(take_in(temporary, digest));
    return digest;
  }

  Result<Digest> put_file(const std::string& path) override {
    TRY(const std::uint64_t size, blob_files::size_of(path));
    if (size < k_file_from) {
      TRY(const std::string bytes, read_file(path, k_file_from));
      return put(bytes);
    }
    TRY(const auto measured, blob_files::measure(path));
    if (contains(measured.digest)) return measured.digest;
    const std::string temporary = new_temporary();
    TRY(const auto copied, blob_files::copy(path, temporary, k_read_only));
    TRY_VOID(take_in(temporary, copied.digest));
    return copied.digest;
  }

  Status restore(const Digest& digest, const std::string& path,
                 Share share) const override {
    TRY(const auto small, index_->get(digest.view()));
    if (small) {
      TRY(const std::string bytes, read(digest));
      return blob_files::write_new(
          path, bytes, share == Share::read_only ? k_read_only : k_writable);
    }
    const std::string file = file_of(digest);
    if (!entry_kind(file)) return not_here(digest);
    if (share == Share::read_only) {
      TRY(const auto measured, blob_files::measure(file));
      if (measured.digest != digest) return drop_file(digest);
      if (blob_files::link(file, path)) return {};
    }
    TRY(const auto copied,
        blob_files::copy(file, path,
                         share == Share::read_only ? k_read_only : k_writable));
    if (copied.digest == digest) return {};
    blob_files::remove(path);
    return drop_file(digest);
  }

 private:
  std::string file_of(const Digest& digest) const {
    const std::string hex = digest.hex();
    return folder_ + "/files/" + hex.substr(0, 2) + "/" + hex;
  }
  std::string new_temporary() {
    return folder_ + "/incoming/" + std::to_string(++last_temporary_);
  }
  Status take_in(const std::string& temporary, const Digest& digest) {
    const std::string path = file_of(digest);
    Status moved = make_folders(fs::path(path).parent_path().string());
    if (moved) moved = blob_files::rename(temporary, path);
    if (!moved) blob_files::remove(temporary);
    return moved;
  }
  Status drop_file(const Digest& digest) const {
    blob_files::remove(file_of(digest));
    return not_here(digest);
  }
  Status forget(const Digest& digest) const {
    StoreBatch batch;
    batch.erase(std::string(digest.view()));
    return index_->write(batch, Durability::process);
  }

  std::string folder_;
  std::unique_ptr<Store> index_;
  std::atomic<std::uint64_t> last_temporary_ = 0;
};

class MemoryBlobStore final : public BlobStore {
 public:
  bool contains(const Digest& digest) const override {
    const std::lock_guard lock(mutex_);
    return blobs_.contains(digest);
  }
  Result<std::string> read(const Digest& digest) const override {
    const std::lock_guard lock(mutex_);
    const auto found = blobs_.find(digest);
    if (found == blobs_.end()) return not_here(digest);
    return found->second;
  }
  Result<Digest> put(std::string_view bytes) override {
    const Digest digest = digest_of(bytes);
    const std::lock_guard lock(mutex_);
    blobs_.emplace(digest, bytes);
    return digest;
  }
  Result<Digest> put_file(const std::string& path) override {
    TRY(const std::string bytes, read_file(path, k_largest_read));
    return put(bytes);
  }
  Status restore(const Digest& digest, const std::string& path,
                 Share share) const override {
    TRY(const std::string bytes, read(digest));
    return blob_files::write_new(
        path, bytes, share == Share::read_only ? k_read_only : k_writable);
  }

 private:
  mutable std::mutex mutex_;
  std::map<Digest, std::string> blobs_;
};

}  // namespace

std::vector<Digest> BlobStore::missing(
    const std::vector<Digest>& digests) const {
  std::vector<Digest> absent;
  std::copy_if(digests.begin(), digests.end(), std::back_inserter(absent),
               [this](const Digest& digest) { return !contains(digest); });
  return absent;
}

Result<std::unique_ptr<BlobStore>> open_blob_store(const std::string& folder) {
  TRY(auto index, open_store(folder + "/index"));
  // The index is open, so nobody else is at work here: what an earlier process
  // did not finish is of no use.
  std::error_code ignored;
  fs::remove_all(folder + "/incoming", ignored);
  TRY_VOID(make_folders(folder + "/incoming"));
  TRY_VOID(make_folders(folder + "/files"));
  return std::make_unique<FolderBlobStore>(folder, std::move(index));
}

std::unique_ptr<BlobStore> make_memory_blob_store() {
  return std::make_unique<MemoryBlobStore>();
}

}  // namespace aitherzero
