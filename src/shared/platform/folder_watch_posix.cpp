#include <sys/inotify.h>

#include <cerrno>

#include "shared/platform/folder_watch.hpp"
#include "shared/platform/pipes.hpp"
#include "shared/platform/system_error.hpp"
#include "shared/platform/unique_fd.hpp"

namespace aitherzero {
namespace {

constexpr std::size_t k_read_bytes = 64u << 10;

class InotifyWatch final : public FolderWatch {
 public:
  InotifyWatch(EventLoop& loop, UniqueFd events, std::function<void()> callback)
      : events_(std::move(events)), callback_(std::move(callback)) {
    readable_ = loop.on_readable(events_.get(), [this] { on_events(); });
  }

 private:
  // Which files they were does not matter.
  void on_events() {
    std::string events;
    while (read_some(events_.get(), k_read_bytes, events) ==
           ReadOutcome::bytes) {
      events.clear();
    }
    callback_();
  }

  UniqueFd events_;
  std::function<void()> callback_;
  Executor::Handle readable_;
};

}  // namespace

Result<std::unique_ptr<FolderWatch>> FolderWatch::watch(
    EventLoop& loop, const std::string& folder,
    std::function<void()> callback) {
  UniqueFd events(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  constexpr std::uint32_t k_changes =
      IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE;
  if (!events ||
      ::inotify_add_watch(events.get(), folder.c_str(), k_changes) < 0) {
    return system_failure(errno, "cannot watch " + folder);
  }
  return std::make_unique<InotifyWatch>(loop, std::move(events),
                                        std::move(callback));
}

}  // namespace aitherzero
