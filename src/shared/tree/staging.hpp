// Inside the room: a folder beside another one, in which a tree is built whole
// before it is moved to its place.
#pragma once

#include <string>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/tree/materialise.hpp"
#include "shared/tree/tree_listing.hpp"

namespace aitherzero {

// Removes the folder and all in it, unless that was moved away.
class StagingFolder {
 public:
  // A new folder with mode 0700 in the parent of `neighbour`.
  static Result<StagingFolder> beside(const std::string& neighbour);
  StagingFolder(StagingFolder&& other) noexcept
      : path_(std::exchange(other.path_, {})) {}
  StagingFolder& operator=(StagingFolder&&) = delete;
  ~StagingFolder();

  const std::string& path() const { return path_; }
  void release() { path_.clear(); }

 private:
  explicit StagingFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

// Fills the staging folder, which must be empty.
Result<Materialised> build_tree(const std::vector<ListedEntry>& entries,
                                const StagingFolder& staging,
                                const BlobStore& store,
                                const MaterialiseOptions& options);

// An error about a path that the system has refused something.
tl::unexpected<Error> path_failure(int error_number, const std::string& what,
                                   const std::string& path);

}  // namespace aitherzero
