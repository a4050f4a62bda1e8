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

  // Waits until everything is written.
  void flush();

 private:
  void run();

  const int descriptor_;
  mutable std::mutex mutex_;
  std::condition_variable has_work_;
  std::condition_variable is_idle_;
  std::string waiting_;
  std::size_t writing_bytes_ = 0;  // taken by the thread, not yet written
  std::function<void()> caught_up_;
  bool reader_is_gone_ = false;
  bool ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

// Writes all of it now; gives up when the reader is gone.
bool write_all(int descriptor, std::string_view text);

}  // namespace aitherzero
