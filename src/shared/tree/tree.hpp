// A tree: what a folder holds, as a value. Files and subfolders are named by
// their digests, so that the digest of the root names everything below it; a
// workspace is such a digest. The packed form, its grammar and example bytes
// are in docs/design/workspaces.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/cache/blob_store.hpp"
#include "shared/hash/digest.hpp"
#include "shared/tree/limits.hpp"

namespace aitherzero {

struct TreeFile {
  Digest digest;           // of its bytes
  std::uint64_t size = 0;  // bytes
  bool executable = false;

  friend bool operator==(const TreeFile&, const TreeFile&) = default;
};

struct TreeFolder {
  Digest digest;  // of its packed tree

  friend bool operator==(const TreeFolder&, const TreeFolder&) = default;
};

struct TreeLink {
  std::string target;  // as it stands in the link, followed by nobody

  friend bool operator==(const TreeLink&, const TreeLink&) = default;
};

using TreeNode = std::variant<TreeFile, TreeFolder, TreeLink>;

struct TreeEntry {
  std::string name;
  TreeNode node;

  friend bool operator==(const TreeEntry&, const TreeEntry&) = default;
};

struct Tree {
  // Ascending by the bytes of their names, each name once.
  std::vector<TreeEntry> entries;

  friend bool operator==(const Tree&, const Tree&) = default;
};

// Whether a name may stand in a tree: 1 to 255 bytes, not "." or "..", without
// slash, NUL and backslash. A backslash is an ordinary character on Linux but
// would make the name a path on Windows (rule S4).
bool is_tree_name(std::string_view name);

// Whether a path with '/' names something below a folder, whatever stands
// there: relative, and all its parts are names of trees.
bool is_path_inside(std::string_view path);

// Whether a link in a folder `depth` folders below the root (0: in the root)
// cannot lead out of it: a relative target that first climbs with ".." at most
// to the root and then only descends. Descending through another link is safe,
// because that one is held to the same rule; ".." behind a name is not,
// because the name may be a link. Targets with a backslash or a drive letter
// are refused, as Windows would read them differently.
bool link_stays_inside(std::size_t depth, std::string_view target);

// What is wrong with a tree: `bad_input` for a name or an order that cannot
// be, `limit` for too much.
Status check_tree(const Tree& tree);

// The one packed form of a tree, which must be one that check_tree() accepts.
std::string pack_tree(const Tree& tree);

// The tree of these bytes; anything but the one packed form of a valid tree is
// `corrupt`. Safe on any bytes.
Result<Tree> unpack_tree(std::string_view bytes);

// The digest is that of the packed form.
Result<Digest> put_tree(BlobStore& store, const Tree& tree);
// `not_found` when the store lacks it, `corrupt` when the blob is no tree; the
// error's place is the digest.
Result<Tree> read_tree(const BlobStore& store, const Digest& digest);

}  // namespace aitherzero
