// What the tests of trees share: a folder of their own, files in it, a store
// in memory, and blobs that no snapshot would make.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "shared/tree/snapshot.hpp"
#include "shared/tree/tree.hpp"
#include "support/passing_store.hpp"

namespace aitherzero {

class TreeTest : public testing::Test {
 protected:
  TreeTest() {
    std::string pattern = testing::TempDir() + "az-tree-XXXXXX";
    base = ::mkdtemp(pattern.data());
    project = base + "/project";
    std::filesystem::create_directory(project);
  }
  ~TreeTest() override { std::filesystem::remove_all(base); }

  // Paths are below `project`; folders on the way are made.
  void write(const std::string& path, std::string_view bytes) const {
    const std::filesystem::path full = project + "/" + path;
    std::filesystem::create_directories(full.parent_path());
    std::ofstream(full, std::ios::binary) << bytes;
  }
  void link(const std::string& path, const std::string& target) const {
    ASSERT_EQ(::symlink(target.c_str(), (project + "/" + path).c_str()), 0);
  }

  static std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static bool is_there(const std::string& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0;
  }
  static mode_t mode_of(const std::string& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 ? status.st_mode & 07777u : 0;
  }
  // Names in a folder, to see that nothing else was left there.
  static std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
  }

  // The bytes become a blob, which the file names.
  TreeEntry file(std::string name, std::string_view bytes,
                 bool executable = false) {
    return {std::move(name),
            TreeFile{store->put(bytes).value(), bytes.size(), executable}};
  }
  TreeEntry folder(std::string name, std::vector<TreeEntry> entries) {
    return {std::move(name), TreeFolder{tree(std::move(entries))}};
  }
  static TreeEntry link_to(std::string name, std::string target) {
    return {std::move(name), TreeLink{std::move(target)}};
  }
  Digest tree(std::vector<TreeEntry> entries) {
    return put_tree(*store, Tree{std::move(entries)}).value();
  }

  std::string base;     // whatever lies beside the project
  std::string project;  // an empty folder in it
  std::unique_ptr<BlobStore> store = make_memory_blob_store();
};

// A store that does something else as well when a file was put, and fails
// where that does.
class WatchedStore final : public PassingStore {
 public:
  WatchedStore(BlobStore& store,
               std::function<Status(const std::string& path)> after_put_file)
      : PassingStore(store), after_put_file_(std::move(after_put_file)) {}

  Result<Digest> put_file(const std::string& path) override {
    auto digest = PassingStore::put_file(path);
    TRY_VOID(after_put_file_(path));
    return digest;
  }

 private:
  std::function<Status(const std::string&)> after_put_file_;
};

inline std::vector<std::string> paths_of(const BuiltTree& tree) {
  std::vector<std::string> paths;
  for (const BuiltFile& file : tree.files) paths.push_back(file.path);
  return paths;
}

inline std::vector<std::string> messages_of(const BuiltTree& tree) {
  std::vector<std::string> messages;
  for (const Warning& it : tree.warnings) {
    messages.push_back(it.place.source + ": " + it.message);
  }
  return messages;
}

}  // namespace aitherzero
