// Which blobs below a root a store lacks: what a transfer has to bring.
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_set>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/cache/blob_store.hpp"
#include "shared/hash/digest.hpp"
#include "shared/tree/tree.hpp"

namespace aitherzero {

// Trees that one step reads at most, so that it stays short.
constexpr std::size_t k_trees_of_a_step = 256;

struct WantedBlob {
  enum class Kind { tree, file };
  Digest digest;
  Kind kind = Kind::file;
  std::uint64_t size = 0;  // bytes; 0 for a tree, whose size nobody has said

  friend bool operator==(const WantedBlob&, const WantedBlob&) = default;
};

// Goes through the tree from the root, as far as the store knows it, in steps.
// Each blob is named once, however often it is used; what a missing tree holds
// is seen only after that tree was put to the store.
class MissingBlobs {
 public:
  explicit MissingBlobs(const Digest& root);

  enum class State {
    more,      // step again
    waiting,   // … when trees that were named have come
    complete,  // every tree is here, every missing file was named
  };
  struct Step {
    std::vector<WantedBlob> wanted;
    State state = State::more;
  };

  // At most `most` blobs (from 1). An error means that the root cannot be used:
  // a blob that must be a tree is none (`corrupt`), or there is too much of it
  // (`limit`).
  Result<Step> step(const BlobStore& store, std::size_t most);

 private:
  struct PendingTree {
    Digest digest;
    std::size_t depth;
  };

  void reconsider_named_trees(const BlobStore& store);
  Status look_into(const PendingTree& tree, const BlobStore& store, Step& step);
  Status add_children(const Tree& tree, std::size_t depth);
  Status count_one();
  void name_missing_files(const BlobStore& store, std::size_t most, Step& step);

  std::deque<PendingTree> pending_;  // breadth first: depths are the least
  std::vector<PendingTree> named_;   // missing when they were looked for
  std::deque<WantedBlob> files_;     // not yet looked for
  std::unordered_set<Digest> seen_trees_;
  std::unordered_set<Digest> seen_files_;
};

// All that can be seen to be missing now, trees first.
Result<std::vector<WantedBlob>> missing_blobs(const Digest& root,
                                              const BlobStore& store);

}  // namespace aitherzero
