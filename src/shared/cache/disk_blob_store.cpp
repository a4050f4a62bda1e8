#include "shared/cache/disk_blob_store.hpp"

#include <algorithm>

#include "shared/cache/packing.hpp"

namespace aitherzero {
namespace {

tl::unexpected<Error> not_here(const Digest& digest) {
  return fail(ErrorKind::not_found, "there is no blob " + digest.hex());
}

class SmallReader final : public BlobReader {
 public:
  explicit SmallReader(std::string bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<std::string> read(std::uint64_t offset, std::size_t length) override {
    return bytes_.substr(std::min<std::uint64_t>(offset, bytes_.size()),
                         length);
  }

 private:
  const std::string bytes_;
};

class FileReader final : public BlobReader {
 public:
  FileReader(UniqueFd file, std::string path, std::uint64_t size)
      : file_(std::move(file)), path_(std::move(path)), size_(size) {}
  std::uint64_t size() const override { return size_; }
  Result<std::string> read(std::uint64_t offset, std::size_t length) override {
    offset = std::min(offset, size_);
    length = std::min<std::uint64_t>(length, size_ - offset);
    return read_at(file_.get(), offset, length, path_);
  }

 private:
  const UniqueFd file_;
  const std::string path_;
  const std::uint64_t size_;
};

}  // namespace

Result<std::unique_ptr<BlobStore>> DiskBlobStore::open(
    const std::string& folder, std::size_t small_bytes) {
  // The index first: it keeps other processes out.
  auto index = BlobIndex::open(folder + "/index");
  if (!index) {
    Error error = std::move(index).error();
    if (error.kind == ErrorKind::corrupt) {
      error.advice = "remove " + folder + ", which is only a cache";
    }
    return tl::make_unexpected(std::move(error));
  }
  TRY_VOID(prepare_blob_folders(folder));
  const bool may_have_strays = (*index)->was_left_open();
  std::unique_ptr<DiskBlobStore> store(
      new DiskBlobStore(folder, small_bytes, std::move(*index)));
  if (may_have_strays) TRY_VOID(store->remove_strays());
  store->unsynced_.all = may_have_strays;
  return store;
}

Status DiskBlobStore::remove_strays() {
  return visit_blob_files(
      folder_, [this](const std::string& path, const auto& digest) {
        const auto entry = digest ? find(*digest) : not_here(Digest{});
        if (!entry || entry->kind != BlobEntry::Kind::file) remove_file(path);
      });
}

Result<BlobEntry> DiskBlobStore::find(const Digest& digest) const {
  TRY(const auto entry, index_->find(digest));
  if (!entry) return not_here(digest);
  return *entry;
}

bool DiskBlobStore::contains(const Digest& digest) const {
  return find(digest).has_value();
}

bool DiskBlobStore::is_kept(const Digest& digest) const {
  auto entry = find(digest);
  if (!entry || entry->kind != BlobEntry::Kind::file) return entry.has_value();
  std::string path = blob_path(folder_, digest);
  auto file = open_blob_file(path);
  return file && is_trusted({std::move(*file), std::move(path), *entry});
}

void DiskBlobStore::note_unsynced(const std::string& path) {
  constexpr std::size_t k_most = 4096;
  if (unsynced_.all) return;
  unsynced_.paths.push_back(path);
  if (unsynced_.paths.size() > k_most) unsynced_ = {{}, true};
}

// The files first: an entry that survives speaks of one that has.
Status DiskBlobStore::sync() {
  Unsynced unsynced;
  {
    const std::lock_guard lock(mutex_);
    std::swap(unsynced, unsynced_);
  }
  Status synced = unsynced.all ? sync_file_system(folder_)
                               : sync_blob_files(unsynced.paths);
  if (synced) synced = index_->sync();
  if (!synced) {
    const std::lock_guard lock(mutex_);
    unsynced_ = {{}, true};
  }
  return synced;
}

Status DiskBlobStore::remove(const Digest& digest) {
  const std::lock_guard lock(mutex_);
  TRY_VOID(index_->erase(digest));
  remove_file(blob_path(folder_, digest));
  return {};
}

tl::unexpected<Error> DiskBlobStore::damaged(const Digest& digest,
                                             int file) const {
  const std::lock_guard lock(mutex_);
  const std::string path = blob_path(folder_, digest);
  const bool replaced =
      file < 0 ? open_blob_file(path).has_value() : !is_same_file(file, path);
  if (!replaced) {
    // Where that fails the next reader finds it damaged again.
    [[maybe_unused]] const Status erased = index_->erase(digest);
    remove_file(path);
  }
  return not_here(digest);
}

Result<std::string> DiskBlobStore::read(const Digest& digest) const {
  TRY(const BlobEntry entry, find(digest));
  if (entry.kind != BlobEntry::Kind::file) return read_small(digest, entry);
  TRY(const OpenFile blob, open_file(digest, entry));
  TRY(std::string bytes, read_at(blob.file.get(), 0, entry.size, blob.path));
  if (digest_of(bytes) != digest) return damaged(digest, blob.file.get());
  return bytes;
}

Result<std::string> DiskBlobStore::read_small(const Digest& digest,
                                              const BlobEntry& entry) const {
  TRY(auto bytes, index_->bytes_of(digest));
  if (bytes && entry.kind == BlobEntry::Kind::packed) {
    bytes = unpack_blob(*bytes, entry.size);
  }
  if (!bytes || digest_of(*bytes) != digest) return damaged(digest, -1);
  return std::move(*bytes);
}

Result<DiskBlobStore::OpenFile> DiskBlobStore::open_file(
    const Digest& digest, const BlobEntry& entry) const {
  std::string path = blob_path(folder_, digest);
  auto file = open_blob_file(path);
  if (file) return OpenFile{std::move(*file), std::move(path), entry};
  if (file.error().kind == ErrorKind::not_found) return damaged(digest, -1);
  return tl::make_unexpected(std::move(file).error());
}

bool DiskBlobStore::is_trusted(const OpenFile& blob) const {
  return !machine_start_.empty() && blob.entry.checked_in == machine_start_ &&
         is_untouched(blob.file.get(), blob.entry.size);
}

Status DiskBlobStore::check(const Digest& digest, OpenFile* blob) const {
  if (is_trusted(*blob)) return {};
  const int file = blob->file.get();
  TRY(const Digest found, digest_of_file(file, blob->path));
  if (found != digest) return damaged(digest, file);
  mark_untouched(file);
  blob->entry.checked_in = machine_start_;
  const std::lock_guard lock(mutex_);
  if (find(digest) && is_same_file(file, blob->path)) {
    // Only spares the next one the check.
    [[maybe_unused]] const Status noted = index_->put(digest, blob->entry);
  }
  return {};
}

Result<std::unique_ptr<BlobReader>> DiskBlobStore::reader(
    const Digest& digest) const {
  TRY(const BlobEntry entry, find(digest));
  if (entry.kind != BlobEntry::Kind::file) {
    TRY(std::string bytes, read_small(digest, entry));
    return std::make_unique<SmallReader>(std::move(bytes));
  }
  TRY(OpenFile blob, open_file(digest, entry));
  TRY_VOID(check(digest, &blob));
  return std::make_unique<FileReader>(std::move(blob.file),
                                      std::move(blob.path), entry.size);
}

Status DiskBlobStore::restore(const Digest& digest, const std::string& path,
                              Share share) const {
  TRY(const BlobEntry entry, find(digest));
  if (entry.kind == BlobEntry::Kind::file) {
    TRY(OpenFile blob, open_file(digest, entry));
    return restore_file(digest, std::move(blob), path, share);
  }
  TRY(const std::string bytes, read_small(digest, entry));
  return write_new_file(path, bytes);
}

Status DiskBlobStore::restore_file(const Digest& digest, OpenFile blob,
                                   const std::string& path, Share share) const {
  if (share == Share::read_only) {
    TRY_VOID(check(digest, &blob));
    TRY(const bool linked, link_to_new_file(blob.path, path));
    if (linked) return {};
  }
  const Reflink reflink =
      is_trusted(blob) ? Reflink::where_possible : Reflink::never;
  TRY(const auto copied,
      copy_to_new_file(blob.file.get(), blob.path, path, reflink));
  if (!copied || *copied == digest) return {};
  remove_file(path);
  return damaged(digest, blob.file.get());
}

}  // namespace aitherzero
