// Callbacks that outlive what they are about: a callback made by guard() does
// nothing once the Lifetime is gone. For objects that live on one thread.
#pragma once

#include <memory>
#include <utility>

namespace aitherzero {

class Lifetime {
 public:
  Lifetime() = default;
  Lifetime(const Lifetime&) = delete;
  Lifetime& operator=(const Lifetime&) = delete;
  ~Lifetime() { *alive_ = false; }

  template <typename F>
  auto guard(F callback) const {
    return [alive = alive_,
            callback = std::move(callback)](auto&&... args) mutable {
      if (*alive) callback(std::forward<decltype(args)>(args)...);
    };
  }

 private:
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace aitherzero
