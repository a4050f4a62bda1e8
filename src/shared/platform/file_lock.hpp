// One at a time across processes and threads: the lock on a file.
#pragma once

#include <string>

#include "shared/base/result.hpp"
#include "shared/platform/unique_fd.hpp"

namespace aitherzero {

class FileLock {
 public:
  // Waits until nobody else has it; for what is held for milliseconds. Makes
  // the file (0600) where it is not there. Ends when destroyed, and with the
  // process, however that ends.
  static Result<FileLock> wait(const std::string& path);

 private:
  explicit FileLock(UniqueFd file) : file_(std::move(file)) {}

  UniqueFd file_;
};

}  // namespace aitherzero
