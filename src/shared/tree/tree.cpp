#include "shared/tree/tree.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "shared/base/assert.hpp"
#include "shared/base/text.hpp"
#include "shared/pack/pack.hpp"

namespace aitherzero {
namespace {

// Both are in blobs: never renumber.
constexpr std::uint64_t k_format_version = 1;
enum class NodeTag : std::uint64_t { file = 0, folder = 1, link = 2 };

struct NodePacker {
  PackWriter& out;
  const std::string& name;

  PackWriter& start(std::size_t count, NodeTag tag) const {
    return out.array(count)
        .unsigned_number(static_cast<std::uint64_t>(tag))
        .string(name);
  }
  void operator()(const TreeFile& file) const {
    start(5, NodeTag::file)
        .string(file.digest.view())
        .unsigned_number(file.size)
        .boolean(file.executable);
  }
  void operator()(const TreeFolder& folder) const {
    start(3, NodeTag::folder).string(folder.digest.view());
  }
  void operator()(const TreeLink& link) const {
    start(3, NodeTag::link).string(link.target);
  }
};

Result<Digest> read_digest(PackReader& in) {
  return Digest::from_bytes(in.string());
}

// Wrong types come out at finish(); what is checked here is what types do not
// say.
Result<TreeNode> read_node(PackReader& in, std::uint64_t tag) {
  switch (static_cast<NodeTag>(tag)) {
    case NodeTag::file: {
      TreeFile file;
      TRY(file.digest, read_digest(in));
      file.size = in.unsigned_number();
      file.executable = in.boolean();
      return file;
    }
    case NodeTag::folder: {
      TRY(const Digest digest, read_digest(in));
      return TreeFolder{digest};
    }
    case NodeTag::link:
      return TreeLink{in.string()};
  }
  return fail(ErrorKind::corrupt, "an entry of unknown kind");
}

Result<Tree> read_entries(std::string_view bytes) {
  PackReader in(bytes);
  in.enter(2);
  if (in.ok() && in.unsigned_number() != k_format_version) {
    return fail(ErrorKind::corrupt, "a tree of an unknown version");
  }
  const std::size_t count = in.array();
  if (count > k_max_folder_entries) {
    return fail(ErrorKind::corrupt, "a tree has too many entries");
  }
  Tree tree;
  tree.entries.reserve(count);
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    in.enter(3);
    const std::uint64_t tag = in.unsigned_number();
    std::string name = in.string();
    if (!in.ok()) break;
    TRY(TreeNode node, read_node(in, tag));
    in.leave();
    tree.entries.push_back({std::move(name), std::move(node)});
  }
  TRY_VOID(in.finish());
  return tree;
}

Status check_entry(const TreeEntry& entry) {
  if (!is_tree_name(entry.name)) {
    return fail(ErrorKind::bad_input,
                fmt::format("'{}' cannot be a name in a tree", entry.name));
  }
  const auto* link = std::get_if<TreeLink>(&entry.node);
  if (link == nullptr) return {};
  if (link->target.empty() || link->target.find('\0') != std::string::npos) {
    return fail(ErrorKind::bad_input,
                fmt::format("the link '{}' has no target", entry.name));
  }
  if (link->target.size() > k_max_link_bytes) {
    return fail(ErrorKind::limit,
                fmt::format("the link '{}' has a target of more than {} bytes",
                            entry.name, k_max_link_bytes));
  }
  return {};
}

bool has_drive_letter(std::string_view path) {
  if (path.size() < 2 || path[1] != ':') return false;
  const char letter = path[0];
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

}  // namespace

bool is_path_inside(std::string_view path) {
  return std::ranges::all_of(split(path, '/'), is_tree_name);
}

bool is_tree_name(std::string_view name) {
  constexpr std::string_view k_refused("/\\\0", 3);
  return !name.empty() && name.size() <= k_max_name_bytes && name != "." &&
         name != ".." &&
         name.find_first_of(k_refused) == std::string_view::npos;
}

bool link_stays_inside(std::size_t depth, std::string_view target) {
  constexpr std::string_view k_refused("\\\0", 2);
  if (target.empty() || target.front() == '/' || has_drive_letter(target) ||
      target.find_first_of(k_refused) != std::string_view::npos) {
    return false;
  }
  bool descends = false;
  for (const std::string_view part : split(target, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      descends = true;
    } else if (descends || depth-- == 0) {
      return false;
    }
  }
  return true;
}

Status check_tree(const Tree& tree) {
  if (tree.entries.size() > k_max_folder_entries) {
    return fail(
        ErrorKind::limit,
        fmt::format("a folder has more than {} entries", k_max_folder_entries));
  }
  const TreeEntry* before = nullptr;
  for (const TreeEntry& entry : tree.entries) {
    TRY_VOID(check_entry(entry));
    if (before != nullptr && before->name >= entry.name) {
      return fail(ErrorKind::bad_input, fmt::format("'{}' stands behind '{}'",
                                                    entry.name, before->name));
    }
    before = &entry;
  }
  return {};
}

std::string pack_tree(const Tree& tree) {
  AZ_ASSERT(check_tree(tree));
  PackWriter out;
  out.array(2).unsigned_number(k_format_version).array(tree.entries.size());
  for (const TreeEntry& entry : tree.entries) {
    std::visit(NodePacker{out, entry.name}, entry.node);
  }
  return out.take();
}

Result<Tree> unpack_tree(std::string_view bytes) {
  if (bytes.size() > k_max_packed_tree_bytes) {
    return fail(ErrorKind::corrupt, "a tree is too large");
  }
  TRY(Tree tree, read_entries(bytes));
  if (auto valid = check_tree(tree); !valid) {
    return fail(ErrorKind::corrupt, valid.error().message);
  }
  // A second form of the same tree would have a second digest.
  if (pack_tree(tree) != bytes) {
    return fail(ErrorKind::corrupt, "a tree is not packed in its one form");
  }
  return tree;
}

Result<Digest> put_tree(BlobStore& store, const Tree& tree) {
  TRY_VOID(check_tree(tree));
  const std::string bytes = pack_tree(tree);
  if (bytes.size() > k_max_packed_tree_bytes) {
    return fail(ErrorKind::limit,
                "the names in a folder are too long together");
  }
  return store.put(bytes);
}

Result<Tree> read_tree(const BlobStore& store, const Digest& digest) {
  auto tree = store.read(digest).and_then(
      [](const std::string& bytes) { return unpack_tree(bytes); });
  if (!tree) tree.error().place.source = digest.hex();
  return tree;
}

}  // namespace aitherzero
