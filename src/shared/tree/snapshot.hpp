// From a project's folder to a tree in a store.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/cache/blob_store.hpp"
#include "shared/hash/digest.hpp"
#include "shared/tree/stat_cache.hpp"

namespace aitherzero {

// How long before a snapshot a file's last change must lie for its times to be
// trusted by the next one. Coarse file systems (FAT) count in two seconds.
constexpr std::chrono::seconds k_racy_age{2};

struct BuiltFile {
  std::string path;  // below the folder, with '/'
  Digest digest;
  std::uint64_t size = 0;

  friend bool operator==(const BuiltFile&, const BuiltFile&) = default;
};

// A tree that is in the store, with all that it names.
struct BuiltTree {
  Digest root;
  std::vector<BuiltFile> files;  // ascending folder by folder
  std::vector<Digest> trees;     // the packed trees, the root last
  std::vector<Warning> warnings;
};

struct Snapshot {
  BuiltTree tree;
  StatCache stamps;            // for the next snapshot of this folder
  std::size_t files_read = 0;  // the others had not changed
};

enum class IgnoreFiles { obeyed, not_read };

struct SnapshotOptions {
  IgnoreFiles ignore_files = IgnoreFiles::obeyed;
  // The time by the clock that stamps files.
  std::chrono::system_clock::time_point now = std::chrono::system_clock::now();
};

// Puts the files of `folder` that are not ignored (ignore.hpp), and the trees
// that name them, to the store.
//
// - A file whose stamp is the one in `known` is not read, if the store still
//   has its blob.
// - Links are kept as they are; one that leads out of the folder is a warning,
//   because materialise() will refuse the tree.
// - Of permissions only the owner's executable bit counts.
// - Empty folders are kept; a folder that only holds what is ignored is left
//   out, so that a build's leavings do not change the digest.
// - Sockets, pipes and devices are left out with a warning. Two names that
//   differ only in letter case are a warning: Windows cannot hold both.
// - What cannot be read is an error whose place is the path; so is a file that
//   changes each time it is read (`io`), a name that no tree can hold
//   (`bad_input`), and too much of anything (`limit`).
Result<Snapshot> take_snapshot(const std::string& folder, BlobStore& store,
                               const StatCache& known = {},
                               const SnapshotOptions& options = {});

}  // namespace aitherzero
