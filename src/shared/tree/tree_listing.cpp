#include "shared/tree/tree_listing.hpp"

#include <fmt/format.h>

namespace aitherzero {
namespace {

class Lister {
 public:
  explicit Lister(const BlobStore& store) : store_(store) {}

  Status list(const Digest& digest, const std::string& folder,
              std::size_t depth) {
    if (depth > k_max_tree_depth) {
      return too_much("folders in one another", k_max_tree_depth, folder);
    }
    TRY(Tree tree, read_tree(store_, digest));
    for (TreeEntry& entry : tree.entries) {
      const std::string path =
          folder.empty() ? entry.name : folder + "/" + entry.name;
      TRY_VOID(add(path, std::move(entry.node)));
      const auto* below = std::get_if<TreeFolder>(&entries_.back().node);
      if (below == nullptr) continue;
      TRY_VOID(list(Digest(below->digest), path, depth + 1));
    }
    return {};
  }

  std::vector<ListedEntry> take() { return std::move(entries_); }

 private:
  static Status too_much(const char* of_what, std::uint64_t limit,
                         const std::string& path) {
    return fail(ErrorKind::limit,
                fmt::format("a tree has more than {} {}", limit, of_what),
                Place{path});
  }

  Status add(const std::string& path, TreeNode node) {
    if (entries_.size() == k_max_tree_entries) {
      return too_much("entries", k_max_tree_entries, path);
    }
    if (path.size() > k_max_path_bytes) {
      return too_much("bytes in a path", k_max_path_bytes, path);
    }
    if (const auto* file = std::get_if<TreeFile>(&node)) {
      if (file->size > k_max_tree_bytes - bytes_) {
        return too_much("bytes", k_max_tree_bytes, path);
      }
      bytes_ += file->size;
    }
    entries_.push_back({path, std::move(node)});
    return {};
  }

  const BlobStore& store_;
  std::vector<ListedEntry> entries_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

Result<std::vector<ListedEntry>> list_tree(const Digest& root,
                                           const BlobStore& store) {
  Lister lister(store);
  TRY_VOID(lister.list(root, "", 0));
  return lister.take();
}

}  // namespace aitherzero
