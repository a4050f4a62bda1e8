#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

#include "shared/base/assert.hpp"
#include "shared/platform/pipes.hpp"
#include "shared/platform/signals.hpp"
#include "shared/platform/system_error.hpp"

namespace aitherzero {
namespace {

// What ask_to_stop() sends second: a signal whose default is to be ignored, as
// it may find the process on its way out, with nobody to catch it any more.
constexpr int k_urgent = SIGURG;
constexpr std::array k_signals = {SIGINT, SIGTERM, SIGHUP, k_urgent};

// Where the handler writes; the only state that a signal handler can reach.
std::atomic<int> g_handler_pipe{-1};

void on_signal(int number) {
  const int saved_errno = errno;
  const char letter = number == SIGINT ? 'i' : 't';
  // A full pipe already holds more requests to stop than anyone counts.
  [[maybe_unused]] const auto written =
      ::write(g_handler_pipe.load(), &letter, 1);
  errno = saved_errno;
}

class StopSignalsPosix final : public StopSignals {
 public:
  StopSignalsPosix(EventLoop& loop, Pipe pipe, Callback callback)
      : pipe_(std::move(pipe)), callback_(std::move(callback)) {
    g_handler_pipe = pipe_.write_end.get();
    for (std::size_t i = 0; i < k_signals.size(); ++i) {
      ::sigaction(k_signals[i], nullptr, &before_[i]);
      if (before_[i].sa_handler == SIG_IGN) continue;
      struct sigaction action {};
      action.sa_handler = on_signal;
      action.sa_flags = SA_RESTART;
      ::sigaction(k_signals[i], &action, nullptr);
    }
    handle_ = loop.on_readable(pipe_.read_end.get(), [this] { on_readable(); });
  }

  ~StopSignalsPosix() override {
    for (std::size_t i = 0; i < k_signals.size(); ++i) {
      ::sigaction(k_signals[i], &before_[i], nullptr);
    }
    g_handler_pipe = -1;
  }

 private:
  void on_readable() {
    char letter = 0;  // one at a time: the callback may destroy this object
    if (::read(pipe_.read_end.get(), &letter, 1) != 1) return;
    const Callback callback = callback_;
    callback(letter == 'i' ? StopSignal::interrupt : StopSignal::terminate);
  }

  Pipe pipe_;
  Callback callback_;
  std::array<struct sigaction, k_signals.size()> before_{};
  EventLoop::Handle handle_;
};

}  // namespace

Result<std::unique_ptr<StopSignals>> StopSignals::watch(EventLoop& loop,
                                                        Callback callback) {
  AZ_ASSERT(g_handler_pipe.load() == -1);
  TRY(Pipe pipe, make_pipe());
  TRY_VOID(set_non_blocking(pipe.read_end.get()));
  TRY_VOID(set_non_blocking(pipe.write_end.get()));
  return std::make_unique<StopSignalsPosix>(loop, std::move(pipe),
                                            std::move(callback));
}

Status ask_to_stop(int process, bool urgently) {
  if (::kill(process, SIGTERM) != 0) {
    return system_failure(errno,
                          fmt::format("cannot stop process {}", process));
  }
  if (!urgently) return {};
  // Another signal, since equal ones may arrive as one.
  ::kill(process, k_urgent);
  return {};
}

void ignore_broken_pipes() {
  // Not inherited as "ignored": whoever starts children resets it for them.
  ::signal(SIGPIPE, SIG_IGN);
}

}  // namespace aitherzero
