// Owns one descriptor and closes it. Descriptors are plain ints, as
// EventLoop takes them.
#pragma once

#include <utility>

namespace aitherzero {

// Closes a descriptor; an error of closing is nobody's business.
void close_descriptor(int descriptor) noexcept;

class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int descriptor) : descriptor_(descriptor) {}
  UniqueFd(UniqueFd&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    if (this != &other) reset(std::exchange(other.descriptor_, -1));
    return *this;
  }
  ~UniqueFd() { reset(); }

  int get() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }
  // Gives the descriptor away: the caller closes it.
  int release() { return std::exchange(descriptor_, -1); }
  void reset(int descriptor = -1) noexcept {
    const int old = std::exchange(descriptor_, descriptor);
    if (old >= 0) close_descriptor(old);
  }

 private:
  int descriptor_ = -1;
};

}  // namespace aitherzero
