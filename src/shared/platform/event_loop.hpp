// The one loop of a process: descriptors, timers and posted work, all called
// on the thread that runs it. Everything mutable is owned by this thread;
// other threads hand in values with post().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "shared/base/time.hpp"

namespace aitherzero {

class EventLoop : public Clock {
 public:
  using Callback = std::function<void()>;

  // Ends what it stands for when destroyed. Must not outlive its loop.
  class Handle {
   public:
    Handle() = default;
    Handle(EventLoop* loop, std::uint64_t id) : loop_(loop), id_(id) {}
    Handle(Handle&& other) noexcept;
    Handle& operator=(Handle&& other) noexcept;
    ~Handle();
    void reset();
    explicit operator bool() const { return loop_ != nullptr; }

   private:
    EventLoop* loop_ = nullptr;
    std::uint64_t id_ = 0;
  };

  EventLoop();
  ~EventLoop() override;
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Calls back whenever the descriptor is readable or hung up (level
  // triggered). The caller keeps the descriptor open while the handle lives.
  [[nodiscard]] Handle on_readable(int descriptor, Callback callback);
  [[nodiscard]] Handle on_writable(int descriptor, Callback callback);

  // Calls back once, at or soon after `when`.
  [[nodiscard]] Handle at(Instant when, Callback callback);

  // Runs a callback soon; may be called from any thread.
  void post(Callback callback);

  // Handles events until stop() is called.
  void run();
  void stop();

  // The steady clock's reading.
  Instant now() const override;

 private:
  struct Impl;
  void remove(std::uint64_t id);
  std::unique_ptr<Impl> impl_;
};

}  // namespace aitherzero
