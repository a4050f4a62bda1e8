#include "cli/view/background_writer.hpp"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "shared/platform/system_error.hpp"

namespace aitherzero {
namespace {

constexpr std::size_t k_behind_bytes = 1024 * 1024;
constexpr std::size_t k_caught_up_bytes = k_behind_bytes / 4;

}  // namespace

Result<bool> write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EPIPE) return false;
    if (written < 0 && errno != EINTR) {
      return system_failure(errno, descriptor == STDERR_FILENO
                                       ? "cannot write to standard error"
                                       : "cannot write to standard output");
    }
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

BackgroundWriter::BackgroundWriter(int descriptor)
    : descriptor_(descriptor), thread_([this] { run(); }) {}

BackgroundWriter::~BackgroundWriter() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  has_work_.notify_one();
  thread_.join();
}

void BackgroundWriter::write(std::string_view text) {
  {
    const std::lock_guard lock(mutex_);
    if (drops_rest_) return;
    waiting_ += text;
  }
  has_work_.notify_one();
}

bool BackgroundWriter::is_behind() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size() + writing_bytes_ > k_behind_bytes;
}

void BackgroundWriter::when_caught_up(std::function<void()> callback) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() + writing_bytes_ > k_caught_up_bytes) {
      caught_up_ = std::move(callback);
      return;
    }
  }
  callback();
}

Status BackgroundWriter::flush() {
  std::unique_lock lock(mutex_);
  is_idle_.wait(lock, [&] { return waiting_.empty() && writing_bytes_ == 0; });
  return problem_;
}

void BackgroundWriter::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    has_work_.wait(lock, [&] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const std::string text = std::exchange(waiting_, {});
    writing_bytes_ = text.size();
    lock.unlock();
    const Result<bool> written = write_all(descriptor_, text);
    lock.lock();
    writing_bytes_ = 0;
    if (!written) problem_ = tl::make_unexpected(written.error());
    if (!written.value_or(false)) {
      drops_rest_ = true;
      waiting_.clear();
    }
    std::function<void()> caught_up;
    if (waiting_.size() <= k_caught_up_bytes) caught_up.swap(caught_up_);
    if (waiting_.empty()) is_idle_.notify_all();
    if (!caught_up) continue;
    lock.unlock();
    caught_up();
    lock.lock();
  }
}

}  // namespace aitherzero
