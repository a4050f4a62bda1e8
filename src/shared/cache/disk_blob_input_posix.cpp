// How blobs come into the store on disk.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>

#include "shared/cache/disk_blob_store.hpp"
#include "shared/cache/packing.hpp"
#include "shared/platform/system_error.hpp"

namespace aitherzero {
namespace {

bool is_same_state(const struct stat& a, const struct stat& b) {
  const auto same_time = [](const timespec& one, const timespec& other) {
    return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
  };
  return a.st_size == b.st_size && same_time(a.st_mtim, b.st_mtim) &&
         same_time(a.st_ctim, b.st_ctim);
}

tl::unexpected<Error> file_failure(int error_number, const std::string& path) {
  auto result = system_failure(error_number, "cannot read the file");
  result.value().place.source = path;
  return result;
}

}  // namespace

class DiskBlobStore::Writer final : public BlobWriter {
 public:
  Writer(DiskBlobStore& store, const Digest& expected, std::uint64_t size)
      : store_(store),
        expected_(expected),
        size_(size),
        intake_(store.folder_, store.small_bytes_) {}

  Status write(std::string_view bytes) override {
    if (bytes.size() > size_ - intake_.size()) return not_as_announced();
    return intake_.write(bytes);
  }

  Result<Digest> finish() override {
    if (intake_.size() != size_ || intake_.finish() != expected_) {
      return not_as_announced();
    }
    TRY_VOID(store_.keep(expected_, intake_));
    return expected_;
  }

 private:
  tl::unexpected<Error> not_as_announced() const {
    return fail(ErrorKind::corrupt,
                fmt::format("what arrived is not the blob {} of {} bytes",
                            expected_.hex(), size_));
  }

  DiskBlobStore& store_;
  const Digest expected_;
  const std::uint64_t size_;
  BlobIntake intake_;
};

Result<std::unique_ptr<BlobWriter>> DiskBlobStore::writer(
    const Digest& expected, std::uint64_t size) {
  return std::make_unique<Writer>(*this, expected, size);
}

Result<Digest> DiskBlobStore::put(std::string_view bytes) {
  const Digest digest = digest_of(bytes);
  if (is_kept(digest)) return digest;
  if (bytes.size() <= small_bytes_) {
    TRY_VOID(keep_small(digest, bytes));
    return digest;
  }
  TRY(IncomingFile file, IncomingFile::create(folder_));
  TRY_VOID(file.write(bytes));
  TRY_VOID(keep_file(digest, bytes.size(), &file));
  return digest;
}

Result<Digest> DiskBlobStore::put_file(const std::string& path) {
  // Opening a pipe must not wait for its other end.
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat before {};
  if (!file || ::fstat(file.get(), &before) != 0) {
    return file_failure(errno, path);
  }
  if (S_ISDIR(before.st_mode)) return file_failure(EISDIR, path);
  if (!S_ISREG(before.st_mode)) {
    return fail(ErrorKind::io, "only regular files can be stored", Place{path});
  }
  BlobIntake intake(folder_, small_bytes_);
  TRY_VOID(visit_bytes(file.get(), path, [&](std::string_view bytes) {
    return intake.write(bytes);
  }));
  struct stat after {};
  if (::fstat(file.get(), &after) != 0) return file_failure(errno, path);
  if (!is_same_state(before, after) ||
      intake.size() != static_cast<std::uint64_t>(after.st_size)) {
    return fail(ErrorKind::corrupt, "the file changed while it was read",
                Place{path}, "store it when nothing writes to it any more");
  }
  const Digest digest = intake.finish();
  TRY_VOID(keep(digest, intake));
  return digest;
}

Status DiskBlobStore::keep(const Digest& digest, BlobIntake& intake) {
  if (intake.file() == nullptr) return keep_small(digest, intake.bytes());
  return keep_file(digest, intake.size(), intake.file());
}

Status DiskBlobStore::keep_small(const Digest& digest, std::string_view bytes) {
  if (is_kept(digest)) return {};
  auto packed = pack_blob(bytes);
  BlobEntry entry;
  entry.kind = packed ? BlobEntry::Kind::packed : BlobEntry::Kind::plain;
  entry.size = bytes.size();
  entry.stored_bytes = packed ? packed->size() : bytes.size();
  return index_->put(digest, entry,
                     packed ? std::move(*packed) : std::string(bytes));
}

Status DiskBlobStore::keep_file(const Digest& digest, std::uint64_t size,
                                IncomingFile* file) {
  const std::lock_guard lock(mutex_);
  if (is_kept(digest)) return {};
  const std::string path = blob_path(folder_, digest);
  TRY_VOID(file->keep_as(path));
  Status indexed =
      index_->put(digest, {BlobEntry::Kind::file, size, size, machine_start_});
  if (!indexed) {
    remove_file(path);
  } else {
    note_unsynced(path);
  }
  return indexed;
}

Result<std::unique_ptr<BlobStore>> open_blob_store(const std::string& folder) {
  return DiskBlobStore::open(folder);
}

}  // namespace aitherzero
