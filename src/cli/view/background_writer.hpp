// Writes to a descriptor on a thread of its own, so that a reader that does not
// read (a pager, a slow pipe) never stops the loop: timeouts and Ctrl-C work
// on. What is waiting to be written grows only until is_behind(); the owner
// then holds back what makes more.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "shared/base/result.hpp"

namespace aitherzero {

class BackgroundWriter {
 public:
  // The descriptor stays the caller's. A reader that went away is its own
  // choice: the rest is dropped.
  explicit BackgroundWriter(int descriptor);
  // Waits until everything is written.
  ~BackgroundWriter();
  BackgroundWriter(const BackgroundWriter&) = delete;
  BackgroundWriter& operator=(const BackgroundWriter&) = delete;

  // Never waits.
  void write(std::string_view text);

  // More is waiting than should be.
  bool is_behind() const;

  // Calls back once, on the writer's thread, when little is left to be written;
  // at once where that is so already.
  void when_caught_up(std::function<void()> callback);

  // Waits until everything is written; `io` where something could not be.
  Status flush();

 private:
  void run();

  const int descriptor_;
  mutable std::mutex mutex_;
  std::condition_variable has_work_;
  std::condition_variable is_idle_;
  std::string waiting_;
  std::size_t writing_bytes_ = 0;  // taken by the thread, not yet written
  std::function<void()> caught_up_;
  bool drops_rest_ = false;  // nobody reads it, or it cannot be written
  Status problem_;
  bool ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

// Writes all of it now. Gives up when the reader is gone, which is no error
// (false), or when it cannot be written, such as to a full disk (`io`).
Result<bool> write_all(int descriptor, std::string_view text);

}  // namespace aitherzero
