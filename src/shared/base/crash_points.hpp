// Named moments at which a test may let a process end, to see that what comes
// after a crash there is right. In a real process nobody listens.
#pragma once

#include <functional>
#include <string_view>

namespace aitherzero {

class CrashPoints {
 public:
  // The hook may throw; nothing between here and it is caught or undone, as
  // after a crash.
  using Hook = std::function<void(std::string_view name)>;

  CrashPoints() = default;
  explicit CrashPoints(Hook hook) : hook_(std::move(hook)) {}

  void reach(std::string_view name) const {
    if (hook_) hook_(name);
  }

 private:
  Hook hook_;
};

}  // namespace aitherzero
