#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "shared/platform/pipes.hpp"
#include "shared/platform/system_error.hpp"

namespace aitherzero {

void close_descriptor(int descriptor) noexcept { ::close(descriptor); }

Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    return system_failure(errno, "cannot make a pipe");
  }
  return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

Status set_non_blocking(int descriptor) {
  const int flags = ::fcntl(descriptor, F_GETFL);
  if (flags < 0 || ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) != 0) {
    return system_failure(errno, "cannot make a descriptor non-blocking");
  }
  return {};
}

ReadOutcome read_some(int descriptor, std::size_t limit, std::string& bytes) {
  const std::size_t before = bytes.size();
  bytes.resize(before + limit);
  ssize_t count = 0;
  do {
    count = ::read(descriptor, bytes.data() + before, limit);
  } while (count < 0 && errno == EINTR);
  const int error_number = errno;
  bytes.resize(before + (count > 0 ? static_cast<std::size_t>(count) : 0));
  if (count > 0) return ReadOutcome::bytes;
  if (count == 0) return ReadOutcome::ended;
  return error_number == EAGAIN ? ReadOutcome::would_block
                                : ReadOutcome::failed;
}

bool write_if_ready(int descriptor, std::string_view bytes) {
  pollfd wanted{descriptor, POLLOUT, 0};
  int ready = 0;
  do {
    ready = ::poll(&wanted, 1, 0);
  } while (ready < 0 && errno == EINTR);
  // With room for a page a pipe takes it whole (PIPE_BUF of pipe(7)).
  if (ready <= 0 || (wanted.revents & POLLOUT) == 0) return false;
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace aitherzero
