// The files of docker/ and deploy/, and the guide to them.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>

#include "system/distributed_test.hpp"

namespace aitherzero {

class DeploymentTest : public DistributedTest {
 protected:
  static std::string in_tree(const std::string& name) {
    return std::string(AITHERZERO_SOURCE_DIR) + "/" + name;
  }

  static std::string text_of(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    EXPECT_FALSE(text.str().empty()) << file;
    return text.str();
  }

  static std::vector<std::filesystem::path> files() {
    namespace fs = std::filesystem;
    std::vector<fs::path> found;
    for (const char* folder : {"docker", "deploy"}) {
      for (const auto& entry :
           fs::recursive_directory_iterator(in_tree(folder))) {
        if (entry.is_regular_file()) found.push_back(entry.path());
      }
    }
    return found;
  }

  static std::vector<std::string> files_named(const std::string& ending) {
    std::vector<std::string> found;
    for (const auto& file : files()) {
      if (file.string().ends_with(ending)) found.push_back(file.string());
    }
    return found;
  }
};

}  // namespace aitherzero
