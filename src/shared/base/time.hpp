// Time as the cores see it: a monotonic reading that is handed in. Cores never
// ask a clock; loops at the edge own one and pass `now`.
#pragma once

#include <chrono>

namespace aitherzero {

using Milliseconds = std::chrono::milliseconds;

// A monotonic instant: time since an arbitrary start, never compared across
// processes. The same resolution as the system's steady clock.
using Instant = std::chrono::steady_clock::time_point;
using Duration = Instant::duration;

// Seconds with fractions, as playbooks and reports write durations.
inline double to_seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}
inline Duration from_seconds(double seconds) {
  return std::chrono::duration_cast<Duration>(
      std::chrono::duration<double>(seconds));
}

// The one source of time of a process loop. Tests pass a clock they move.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SteadyClock final : public Clock {
 public:
  Instant now() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace aitherzero
