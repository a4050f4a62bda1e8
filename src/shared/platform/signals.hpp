// Requests to stop, as events of the loop.
#pragma once

#include <functional>
#include <memory>

#include "shared/base/result.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero {

enum class StopSignal {
  interrupt,  // Ctrl-C
  terminate,  // SIGTERM, or the terminal is gone
};

// Calls back on the loop's thread for every request to stop while it lives;
// the system's own reaction (to end the process) is back when it is
// destroyed. At most one at a time in a process.
//
// The signals are caught, not blocked: children started meanwhile have them at
// their defaults, whoever starts them. A signal that was ignored when the
// process started (nohup) stays ignored.
class StopSignals {
 public:
  using Callback = std::function<void(StopSignal)>;
  static Result<std::unique_ptr<StopSignals>> watch(EventLoop& loop,
                                                    Callback callback);
  virtual ~StopSignals() = default;
};

// Asks another process of this user to stop, once or, `urgently`, more than
// once. `io` when that is not allowed or there is no such process.
Status ask_to_stop(int process, bool urgently);

// Writing to a pipe that nobody reads is an error of that write, and does not
// end the process. Call once in main().
void ignore_broken_pipes();

}  // namespace aitherzero
