// Tells when something changes in a folder.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "shared/base/result.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero {

class FolderWatch {
 public:
  // Calls back on the loop's thread after files directly in the folder were
  // made, written or closed by whoever wrote them; once for several changes.
  // `io` when the folder is not there. The loop must outlive it.
  static Result<std::unique_ptr<FolderWatch>> watch(
      EventLoop& loop, const std::string& folder,
      std::function<void()> callback);
  virtual ~FolderWatch() = default;
};

}  // namespace aitherzero
