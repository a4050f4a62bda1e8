// A folder of a test's own, gone with all it holds afterwards.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "shared/base/assert.hpp"

namespace aitherzero {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    path_ = std::filesystem::temp_directory_path() / "aitherzero-XXXXXX";
    const bool made = ::mkdtemp(path_.data()) != nullptr;
    AZ_ASSERT(made);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace aitherzero
