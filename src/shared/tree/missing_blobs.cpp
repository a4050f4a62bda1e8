#include "shared/tree/missing_blobs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "shared/base/assert.hpp"

namespace aitherzero {

MissingBlobs::MissingBlobs(const Digest& root) {
  pending_.push_back({root, 0});
  seen_trees_.insert(root);
}

Result<MissingBlobs::Step> MissingBlobs::step(const BlobStore& store,
                                              std::size_t most) {
  AZ_ASSERT(most > 0);
  if (pending_.empty()) reconsider_named_trees(store);
  Step step;
  for (std::size_t i = 0;
       i < k_trees_of_a_step && !pending_.empty() && step.wanted.size() < most;
       ++i) {
    const PendingTree tree = pending_.front();
    pending_.pop_front();
    TRY_VOID(look_into(tree, store, step));
  }
  // Trees first: they tell what else is missing.
  if (pending_.empty()) name_missing_files(store, most, step);
  if (pending_.empty() && files_.empty()) {
    step.state = named_.empty() ? State::complete : State::waiting;
  }
  return step;
}

void MissingBlobs::reconsider_named_trees(const BlobStore& store) {
  const auto came = std::ranges::stable_partition(
      named_,
      [&](const PendingTree& tree) { return !store.contains(tree.digest); });
  pending_.assign(came.begin(), came.end());
  named_.erase(came.begin(), came.end());
}

Status MissingBlobs::look_into(const PendingTree& tree, const BlobStore& store,
                               Step& step) {
  const auto read = read_tree(store, tree.digest);
  if (read) return add_children(*read, tree.depth);
  if (read.error().kind != ErrorKind::not_found) {
    return tl::make_unexpected(read.error());
  }
  step.wanted.push_back({tree.digest, WantedBlob::Kind::tree, 0});
  named_.push_back(tree);
  return {};
}

Status MissingBlobs::add_children(const Tree& tree, std::size_t depth) {
  for (const TreeEntry& entry : tree.entries) {
    if (const auto* folder = std::get_if<TreeFolder>(&entry.node)) {
      if (!seen_trees_.insert(folder->digest).second) continue;
      if (depth == k_max_tree_depth) {
        return fail(ErrorKind::limit,
                    fmt::format("a tree is more than {} folders deep",
                                k_max_tree_depth));
      }
      pending_.push_back({folder->digest, depth + 1});
    } else if (const auto* file = std::get_if<TreeFile>(&entry.node)) {
      if (!seen_files_.insert(file->digest).second) continue;
      files_.push_back({file->digest, WantedBlob::Kind::file, file->size});
    }
    TRY_VOID(count_one());
  }
  return {};
}

Status MissingBlobs::count_one() {
  if (seen_trees_.size() + seen_files_.size() <= k_max_tree_entries) return {};
  return fail(ErrorKind::limit, fmt::format("a tree names more than {} blobs",
                                            k_max_tree_entries));
}

void MissingBlobs::name_missing_files(const BlobStore& store, std::size_t most,
                                      Step& step) {
  while (!files_.empty() && step.wanted.size() < most) {
    if (!store.contains(files_.front().digest)) {
      step.wanted.push_back(files_.front());
    }
    files_.pop_front();
  }
}

Result<std::vector<WantedBlob>> missing_blobs(const Digest& root,
                                              const BlobStore& store) {
  MissingBlobs missing(root);
  std::vector<WantedBlob> all;
  while (true) {
    TRY(auto step, missing.step(store, k_max_tree_entries));
    all.insert(all.end(), step.wanted.begin(), step.wanted.end());
    if (step.state != MissingBlobs::State::more) return all;
  }
}

}  // namespace aitherzero
