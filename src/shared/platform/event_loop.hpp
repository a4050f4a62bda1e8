// The one loop of a process: descriptors, timers and posted work, all called
// on the thread that runs it. Everything mutable is owned by this thread;
// other threads hand in values with post().
//
// Handles may be made and destroyed inside callbacks, a callback's own handle
// included. Once a handle is destroyed its callback is not called any more,
// not even for an event that was already waiting.
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
  // Pipes, sockets, terminals and the like; a regular file cannot be waited
  // for. One handle per descriptor and direction.
  [[nodiscard]] Handle on_readable(int descriptor, Callback callback);
  [[nodiscard]] Handle on_writable(int descriptor, Callback callback);

  // Calls back once, at or soon after `when` (never before; within about a
  // millisecond on an idle machine). The handle may be kept or reset after.
  [[nodiscard]] Handle at(Instant when, Callback callback);

  // Runs a callback soon, in the order of posting; from any thread.
  void post(Callback callback);

  // Handles events until stop() is called; may be run again afterwards.
  void run();
  // Ends the run() that is going on, once the current callback returns. From
  // another thread: post it.
  void stop();

  // The steady clock's reading.
  Instant now() const override;

 private:
  struct Impl;
  void remove(std::uint64_t id);
  std::unique_ptr<Impl> impl_;
};

}  // namespace aitherzero
