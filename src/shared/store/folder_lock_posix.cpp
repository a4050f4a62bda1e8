#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>

#include "shared/platform/system_error.hpp"
#include "shared/store/folder_lock.hpp"

namespace aitherzero {
namespace {

std::string lock_path(const std::string& folder) { return folder + "/OWNER"; }

std::optional<int> owner_in(int file) {
  std::array<char, 32> text{};
  const ssize_t count = ::pread(file, text.data(), text.size(), 0);
  int owner = 0;
  if (count <= 0) return std::nullopt;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + count, owner);
  if (error != std::errc{}) return std::nullopt;
  return owner;
}

std::string named(const std::optional<int>& owner) {
  return owner ? fmt::format("process {}", *owner) : "another process";
}

}  // namespace

std::optional<int> FolderLock::owner(const std::string& folder) {
  const UniqueFd file(::open(lock_path(folder).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file || ::flock(file.get(), LOCK_SH | LOCK_NB) == 0) return std::nullopt;
  return owner_in(file.get());
}

Result<FolderLock> FolderLock::take(const std::string& folder) {
  const std::string path = lock_path(folder);
  UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  // flock(), since a lock of fcntl() is lost with any descriptor of the file
  // and does not keep out a second owner in the same process.
  if (file && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0) {
    const std::string text = fmt::to_string(::getpid());
    // Only for people: a full disk must not stand in the way.
    if (::ftruncate(file.get(), 0) == 0) {
      [[maybe_unused]] const ssize_t written =
          ::pwrite(file.get(), text.data(), text.size(), 0);
    }
    return FolderLock(std::move(file));
  }
  if (file && errno == EWOULDBLOCK) {
    return fail(
        ErrorKind::unavailable,
        fmt::format("the store is in use by {}", named(owner_in(file.get()))),
        Place{folder}, "wait for it to end, or use another folder");
  }
  auto failure = system_failure(errno, "cannot open the store");
  failure.value().kind = ErrorKind::io;
  failure.value().place.source = folder;
  return failure;
}

}  // namespace aitherzero
