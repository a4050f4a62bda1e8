// All that stands below a root, with paths.
#pragma once

#include <string>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/cache/blob_store.hpp"
#include "shared/tree/tree.hpp"

namespace aitherzero {

struct ListedEntry {
  std::string path;  // with '/'; safe: no "..", not absolute (rule S4)
  TreeNode node;

  friend bool operator==(const ListedEntry&, const ListedEntry&) = default;
};

// Each folder comes just before what is in it. `not_found` when the store
// lacks a tree, `corrupt` when a blob is none, `limit` when there is more than
// limits.hpp allows; so a hostile root costs bounded memory and time. The
// files' blobs are not looked for.
Result<std::vector<ListedEntry>> list_tree(const Digest& root,
                                           const BlobStore& store);

}  // namespace aitherzero
