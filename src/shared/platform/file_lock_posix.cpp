#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "shared/platform/file_lock.hpp"
#include "shared/platform/system_error.hpp"

namespace aitherzero {

Result<FileLock> FileLock::wait(const std::string& path) {
  UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  while (file) {
    if (::flock(file.get(), LOCK_EX) == 0) return FileLock(std::move(file));
    if (errno != EINTR) break;
  }
  auto failure = system_failure(errno, "cannot lock");
  failure.value().kind = ErrorKind::io;
  failure.value().place.source = path;
  return failure;
}

}  // namespace aitherzero
