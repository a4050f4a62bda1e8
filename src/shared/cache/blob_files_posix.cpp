#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <functional>

#include "shared/cache/blob_files.hpp"
#include "shared/platform/system_error.hpp"
#include "shared/platform/unique_fd.hpp"

namespace aitherzero::blob_files {
namespace {

constexpr std::size_t k_piece = 256u << 10;

tl::unexpected<Error> failure(const std::string& path, const char* what) {
  auto failed = system_failure(errno, what);
  failed.value().place.source = path;
  return failed;
}

Status write_all(int descriptor, std::string_view bytes,
                 const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failure(path, "cannot be written");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

bool is_same(const struct stat& a, const struct stat& b) {
  return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

using Take = std::function<Status(std::string_view)>;

// Hands a file's bytes on in pieces.
Result<Copied> read_through(const std::string& path, const Take& take) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat before {};
  if (!file || ::fstat(file.get(), &before) != 0) {
    return failure(path, "cannot be read");
  }
  Hasher hasher;
  Copied copied;
  std::string piece(k_piece, '\0');
  while (true) {
    const ssize_t count = ::read(file.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure(path, "cannot be read");
    if (count == 0) break;
    const std::string_view bytes(piece.data(), static_cast<std::size_t>(count));
    hasher.update(bytes);
    copied.size += bytes.size();
    TRY_VOID(take(bytes));
  }
  struct stat after {};
  if (::fstat(file.get(), &after) != 0 || !is_same(before, after)) {
    return fail(ErrorKind::corrupt, "the file changed while it was read",
                {path, 0, 0}, "try again when nothing writes to it");
  }
  copied.digest = hasher.finish();
  return copied;
}

Result<UniqueFd> make_file(const std::string& path, unsigned mode) {
  UniqueFd file(::open(path.c_str(),
                       O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                       static_cast<mode_t>(mode)));
  if (!file) return failure(path, "cannot be made");
  return file;
}

}  // namespace

Result<Copied> copy(const std::string& from, const std::string& to,
                    unsigned mode) {
  TRY(const UniqueFd target, make_file(to, mode));
  auto copied = read_through(from, [&](std::string_view bytes) {
    return write_all(target.get(), bytes, to);
  });
  if (!copied) remove(to);
  return copied;
}

Result<Copied> measure(const std::string& path) {
  return read_through(path, [](std::string_view) { return Status{}; });
}

bool link(const std::string& from, const std::string& to) {
  return ::link(from.c_str(), to.c_str()) == 0;
}

Status rename(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) == 0) return {};
  return failure(to, "cannot be made");
}

void remove(const std::string& path) { ::unlink(path.c_str()); }

Result<std::uint64_t> size_of(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) {
    return failure(path, "cannot be read");
  }
  return static_cast<std::uint64_t>(status.st_size);
}

Status write_new(const std::string& path, std::string_view bytes,
                 unsigned mode) {
  TRY(const UniqueFd file, make_file(path, mode));
  Status written = write_all(file.get(), bytes, path);
  if (!written) remove(path);
  return written;
}

}  // namespace aitherzero::blob_files
