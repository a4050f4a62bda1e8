// Holds a folder for one owner: no other process, and no second owner in this
// one, gets it. Ends with the process, however that ends.
#pragma once

#include <optional>
#include <string>

#include "shared/base/result.hpp"
#include "shared/platform/unique_fd.hpp"

namespace aitherzero {

class FolderLock {
 public:
  // Locks by the file OWNER in the folder, which holds the owner's process id
  // for people to read. `unavailable`, with advice, when somebody has it.
  static Result<FolderLock> take(const std::string& folder);

  // The process that has it now; nothing where nobody has, or where there is
  // no such folder.
  static std::optional<int> owner(const std::string& folder);

 private:
  explicit FolderLock(UniqueFd file) : file_(std::move(file)) {}

  UniqueFd file_;
};

}  // namespace aitherzero
