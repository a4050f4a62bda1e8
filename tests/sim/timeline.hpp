// Simulated time: what is to happen, in order of time and then of asking; and
// processes in it, which can be frozen and killed.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>

#include "shared/base/executor.hpp"

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
  // Far from zero, so that "long ago" can be said.
  Instant now_ = Instant{} + std::chrono::hours(1000);
  std::multimap<Instant, std::function<void()>> events_;
};

// The executor of one process. When it is destroyed nothing of it happens any
// more, as after kill -9.
class SimProcess final : public Executor {
 public:
  explicit SimProcess(Timeline& timeline) : timeline_(timeline) {}
  ~SimProcess() override { *alive_ = false; }

  // Nothing happens in it before that time, as after SIGSTOP.
  void freeze_until(Instant when) { frozen_until_ = when; }

  Instant now() const override { return timeline_.now(); }
  [[nodiscard]] Handle at(Instant when, Callback callback) override {
    const std::uint64_t id = ++last_id_;
    waiting_.insert(id);
    run_at(when, [this, id, callback = std::move(callback)] {
      if (waiting_.erase(id) > 0) callback();
    });
    return Handle(this, id);
  }
  void post(Callback callback) override {
    run_at(timeline_.now(), std::move(callback));
  }

 private:
  void remove(std::uint64_t id) override { waiting_.erase(id); }

  void run_at(Instant when, Callback callback) {
    timeline_.at(when, [this, alive = alive_, callback = std::move(callback)] {
      if (!*alive) return;
      if (frozen_until_ > timeline_.now()) {
        return run_at(frozen_until_, callback);
      }
      callback();
    });
  }

  Timeline& timeline_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  Instant frozen_until_{};
  std::uint64_t last_id_ = 0;
  std::set<std::uint64_t> waiting_;
};

}  // namespace aitherzero::sim
