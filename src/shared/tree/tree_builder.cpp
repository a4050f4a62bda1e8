#include "shared/tree/tree_builder.hpp"

#include <fmt/format.h>

#include <unordered_map>

#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

constexpr int k_reads_of_a_changing_file = 3;

tl::unexpected<Error> failed_at(Error error, const std::string& path) {
  if (error.place.source.empty()) error.place.source = path;
  return tl::make_unexpected(std::move(error));
}

}  // namespace

std::string TreeBuilder::full(const std::string& path) const {
  return path.empty() ? folder_ : folder_ + "/" + path;
}

Result<BuiltTree> TreeBuilder::build() {
  const std::string root;
  Level level{root, 0, root_choice_};
  TRY_VOID(fill(level));
  TRY(built_.root, put(level.tree));
  return std::move(built_);
}

Status TreeBuilder::fill(Level& level) {
  TRY(const auto nodes, read_folder(full(level.path)));
  TRY_VOID(selection_.enter(level.path, nodes));
  for (const FolderNode& node : nodes) {
    const std::string path =
        level.path.empty() ? node.name : level.path + "/" + node.name;
    const Choice choice = selection_.choose(path, node, level.choice);
    if (choice == Choice::leave_out) {
      level.left_out = true;
    } else {
      TRY_VOID(add(level, path, node, choice));
    }
  }
  selection_.leave();
  warn_of_case_twins(level);
  return {};
}

Status TreeBuilder::add(Level& level, const std::string& path,
                        const FolderNode& node, Choice choice) {
  if (node.kind == NodeKind::other) {
    level.left_out = true;
    warn("a socket, pipe or device is left out", path);
    return {};
  }
  if (!is_tree_name(node.name)) {
    return fail(ErrorKind::bad_input, "not every system can hold this name",
                Place{full(path)}, "rename it, or ignore it in .aitherignore");
  }
  if (path.size() > k_max_path_bytes || ++entries_ > k_max_tree_entries) {
    return fail(ErrorKind::limit,
                fmt::format("there are more than {} files, or paths of more "
                            "than {} bytes",
                            k_max_tree_entries, k_max_path_bytes),
                Place{full(path)}, "ignore some in .aitherignore");
  }
  switch (node.kind) {
    case NodeKind::folder:
      return add_folder(level, path, node, choice);
    case NodeKind::link:
      return add_link(level, path, node);
    case NodeKind::file:
    case NodeKind::other:
      break;
  }
  return add_file(level, path, node);
}

Status TreeBuilder::add_folder(Level& above, const std::string& path,
                               const FolderNode& node, Choice choice) {
  Level level{path, above.depth + 1, choice};
  if (level.depth > k_max_tree_depth) {
    return fail(ErrorKind::limit,
                fmt::format("more than {} folders stand in one another",
                            k_max_tree_depth),
                Place{full(path)});
  }
  TRY_VOID(fill(level));
  if (!level.counts()) {
    above.left_out = true;
    return {};
  }
  TRY(const Digest digest, put(level.tree));
  above.tree.entries.push_back({node.name, TreeFolder{digest}});
  return {};
}

Status TreeBuilder::add_link(Level& level, const std::string& path,
                             const FolderNode& node) {
  TRY(std::string target, read_link(full(path)));
  if (!link_stays_inside(level.depth, target)) {
    const std::string message =
        fmt::format("the link to '{}' may lead out of the folder", target);
    const std::string advice = "give it a relative target that stays inside";
    if (outside_links_ == OutsideLinks::refuse) {
      return fail(ErrorKind::bad_input, message, Place{full(path)},
                  advice + ", or ignore it");
    }
    warn(message + ", and is left out", path, advice);
    level.left_out = true;
    return {};
  }
  level.tree.entries.push_back({node.name, TreeLink{std::move(target)}});
  return {};
}

Status TreeBuilder::add_file(Level& level, const std::string& path,
                             FolderNode node) {
  TRY(const Digest digest, digest_of_file(path, node));
  stamps_.files.emplace(path, StatCacheEntry{node.stamp, digest});
  built_.files.push_back({path, digest, node.stamp.size});
  level.tree.entries.push_back(
      {node.name, TreeFile{digest, node.stamp.size, node.executable}});
  return {};
}

// `node` becomes the state that has this digest.
Result<Digest> TreeBuilder::digest_of_file(const std::string& path,
                                           FolderNode& node) {
  const auto known = known_.files.find(path);
  if (known != known_.files.end() && known->second.stamp == node.stamp &&
      store_.contains(known->second.digest)) {
    return known->second.digest;
  }
  ++files_read_;
  for (int i = 0; i < k_reads_of_a_changing_file; ++i) {
    auto digest = read_file_once(path, node);
    // What `corrupt` says is that it changed while it was read.
    if (digest || digest.error().kind != ErrorKind::corrupt) return digest;
  }
  return fail(ErrorKind::io, "the file changes while it is read",
              Place{full(path)},
              "run again when nothing writes to it, or ignore it");
}

Result<Digest> TreeBuilder::read_file_once(const std::string& path,
                                           FolderNode& node) {
  auto digest = store_.put_file(full(path));
  auto after = look_at(full(path));
  if (!digest) {
    if (after) node = std::move(*after);
    return failed_at(std::move(digest).error(), full(path));
  }
  if (!after || after->kind != NodeKind::file) {
    return fail(ErrorKind::io, "the file was taken away while it was read",
                Place{full(path)}, "run again when nothing changes the folder");
  }
  if (after->stamp == node.stamp) return digest;
  node = std::move(*after);
  return fail(ErrorKind::corrupt, "the file changed while it was read");
}

Result<Digest> TreeBuilder::put(const Tree& tree) {
  TRY(const Digest digest, put_tree(store_, tree));
  built_.trees.push_back(digest);
  return digest;
}

void TreeBuilder::warn(std::string message, const std::string& path,
                       std::string advice) {
  built_.warnings.push_back(
      {std::move(message), Place{full(path)}, std::move(advice)});
}

void TreeBuilder::warn_of_case_twins(const Level& level) {
  std::unordered_map<std::string, std::string_view> by_lower_name;
  for (const TreeEntry& entry : level.tree.entries) {
    const auto [at, is_new] =
        by_lower_name.emplace(to_lower(entry.name), entry.name);
    if (is_new) continue;
    warn(fmt::format("'{}' and '{}' differ only in letter case, which Windows "
                     "cannot hold",
                     at->second, entry.name),
         level.path);
  }
}

}  // namespace aitherzero
