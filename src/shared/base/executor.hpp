// Where callbacks run: timers and posted work, one at a time. The event loop
// is the real one; the simulation has one that runs in simulated time. What
// needs only this and links can be simulated whole.
//
// Handles may be made and destroyed inside callbacks, a callback's own handle
// included. Once a handle is destroyed its callback is not called any more,
// not even for an event that was already waiting.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "shared/base/time.hpp"

namespace aitherzero {

class Executor : public Clock {
 public:
  using Callback = std::function<void()>;

  // Ends what it stands for when destroyed. Must not outlive its executor.
  class Handle {
   public:
    Handle() = default;
    Handle(Executor* executor, std::uint64_t id)
        : executor_(executor), id_(id) {}
    Handle(Handle&& other) noexcept
        : executor_(std::exchange(other.executor_, nullptr)),
          id_(std::exchange(other.id_, 0)) {}
    Handle& operator=(Handle&& other) noexcept {
      if (this != &other) {
        reset();
        executor_ = std::exchange(other.executor_, nullptr);
        id_ = std::exchange(other.id_, 0);
      }
      return *this;
    }
    ~Handle() { reset(); }
    void reset() {
      Executor* executor = std::exchange(executor_, nullptr);
      if (executor != nullptr) executor->remove(std::exchange(id_, 0));
    }
    explicit operator bool() const { return executor_ != nullptr; }

   private:
    Executor* executor_ = nullptr;
    std::uint64_t id_ = 0;
  };

  // Calls back once, at or soon after `when`, never before. The handle may be
  // kept or reset after.
  [[nodiscard]] virtual Handle at(Instant when, Callback callback) = 0;

  // Runs a callback soon, in the order of posting; from any thread.
  virtual void post(Callback callback) = 0;

 private:
  virtual void remove(std::uint64_t id) = 0;
};

}  // namespace aitherzero
