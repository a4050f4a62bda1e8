// How the bytes of blobs' files are read, copied and linked.
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

#include "shared/cache/blob_files.hpp"
#include "shared/cache/limits.hpp"
#include "shared/platform/system_error.hpp"

namespace aitherzero {
namespace {

// Trouble with what is restored is not a missing blob.
tl::unexpected<Error> restore_failure(int error_number,
                                      const std::string& path) {
  auto result = system_failure(error_number, "cannot write the file");
  result.value().kind = ErrorKind::io;
  result.value().place.source = path;
  return result;
}

// A file that is being restored. Destroyed before it is kept, it is gone.
class NewFile {
 public:
  explicit NewFile(const std::string& path)
      : path_(path),
        file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                     0666)),
        error_(file_ ? 0 : errno) {}
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (file_ && !kept_) remove_file(path_);
  }

  bool share_bytes_of(int from) {
    return ::ioctl(file_.get(), FICLONE, from) == 0;
  }
  void keep() { kept_ = true; }

  Status write(std::string_view bytes) {
    if (error_ != 0) return restore_failure(error_, path_);
    while (!bytes.empty()) {
      const ssize_t count = ::write(file_.get(), bytes.data(), bytes.size());
      if (count < 0 && errno != EINTR) return restore_failure(errno, path_);
      if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
  }

 private:
  const std::string path_;
  const UniqueFd file_;
  const int error_;
  bool kept_ = false;
};

}  // namespace

Result<std::string> read_at(int file, std::uint64_t offset, std::size_t length,
                            const std::string& path) {
  std::string bytes(length, '\0');
  std::size_t filled = 0;
  while (filled < length) {
    const ssize_t count = ::pread(file, bytes.data() + filled, length - filled,
                                  static_cast<off_t>(offset + filled));
    if (count == 0) break;
    if (count < 0 && errno != EINTR) {
      auto result = system_failure(errno, "cannot read the file");
      result.value().place.source = path;
      return result;
    }
    if (count > 0) filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return bytes;
}

Status visit_bytes(int file, const std::string& path,
                   const std::function<Status(std::string_view)>& visit) {
  for (std::uint64_t offset = 0;;) {
    TRY(const std::string bytes,
        read_at(file, offset, k_blob_step_bytes, path));
    if (bytes.empty()) return {};
    TRY_VOID(visit(bytes));
    offset += bytes.size();
  }
}

Result<Digest> digest_of_file(int file, const std::string& path) {
  Hasher hasher;
  TRY_VOID(visit_bytes(file, path, [&](std::string_view bytes) -> Status {
    hasher.update(bytes);
    return {};
  }));
  return hasher.finish();
}

Status write_new_file(const std::string& path, std::string_view bytes) {
  NewFile file(path);
  TRY_VOID(file.write(bytes));
  file.keep();
  return {};
}

Result<std::optional<Digest>> copy_to_new_file(int from,
                                               const std::string& from_path,
                                               const std::string& path,
                                               Reflink reflink) {
  NewFile file(path);
  TRY_VOID(file.write({}));
  if (reflink == Reflink::where_possible && file.share_bytes_of(from)) {
    file.keep();
    return std::nullopt;
  }
  Hasher hasher;
  TRY_VOID(visit_bytes(from, from_path, [&](std::string_view bytes) {
    hasher.update(bytes);
    return file.write(bytes);
  }));
  file.keep();
  return hasher.finish();
}

Result<bool> link_to_new_file(const std::string& from_path,
                              const std::string& path) {
  if (::link(from_path.c_str(), path.c_str()) == 0) return true;
  if (errno == EEXIST) return restore_failure(errno, path);
  // Another file system, too many links, none allowed. Where the folder is the
  // trouble, making a copy will say so.
  return false;
}

}  // namespace aitherzero
