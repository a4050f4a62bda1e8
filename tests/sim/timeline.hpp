// Simulated time: what is to happen, in order of time and then of asking.
#pragma once

#include <functional>
#include <map>

#include "shared/base/time.hpp"

namespace aitherzero::sim {

class Timeline {
 public:
  Instant now() const { return now_; }

  void at(Instant when, std::function<void()> callback) {
    events_.emplace(std::max(when, now_), std::move(callback));
  }
  void after_ms(std::uint32_t milliseconds, std::function<void()> callback) {
    at(now_ + Milliseconds(milliseconds), std::move(callback));
  }

  // The next event; false when there is none.
  bool run_one() {
    if (events_.empty()) return false;
    auto next = events_.extract(events_.begin());
    now_ = next.key();
    next.mapped()();
    return true;
  }

 private:
  Instant now_{};
  std::multimap<Instant, std::function<void()>> events_;
};

}  // namespace aitherzero::sim
