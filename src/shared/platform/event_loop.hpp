// The one loop of a process: descriptors, timers and posted work, all called
// on the thread that runs it. Everything mutable is owned by this thread;
// other threads hand in values with post().
#pragma once

#include <cstdint>
#include <memory>

#include "shared/base/executor.hpp"

namespace aitherzero {

class EventLoop final : public Executor {
 public:
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

  // Within about a millisecond on an idle machine.
  [[nodiscard]] Handle at(Instant when, Callback callback) override;
  void post(Callback callback) override;

  // Handles events until stop() is called; may be run again afterwards.
  void run();
  // Ends the run() that is going on, once the current callback returns. From
  // another thread: post it.
  void stop();

  // The steady clock's reading.
  Instant now() const override;

 private:
  struct Impl;
  void remove(std::uint64_t id) override;
  std::unique_ptr<Impl> impl_;
};

}  // namespace aitherzero
