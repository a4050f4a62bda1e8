// What jobs of a project took in earlier runs, remembered in a file of the
// user's. It only helps to choose an order: a file that cannot be read or
// written is nobody's trouble, and of two runs that end together one may be
// forgotten.
#pragma once

#include <string>

#include "controller/plan/start_order.hpp"

namespace aitherzero {

class DurationMemory {
 public:
  explicit DurationMemory(std::string file) : file_(std::move(file)) {}

  Durations read() const;
  // A job that was known already becomes the mean of then and now.
  void learn(const Durations& took) const;

 private:
  std::string file_;
};

}  // namespace aitherzero
