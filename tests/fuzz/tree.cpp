// Any bytes as a tree: refused, or the one packed form of what was understood;
// and all that can be seen below it is safe to make files of.
#include "shared/tree/tree.hpp"

#include "fuzz.hpp"
#include "shared/base/assert.hpp"
#include "shared/tree/missing_blobs.hpp"
#include "shared/tree/stat_cache.hpp"
#include "shared/tree/tree_listing.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aitherzero;
  const std::string_view bytes = fuzz::text_of(data, size);
  if (const auto cache = unpack_stat_cache(bytes)) {
    AZ_ASSERT(unpack_stat_cache(pack_stat_cache(*cache)).value() == *cache);
  }
  const auto tree = unpack_tree(bytes);
  if (!tree) {
    AZ_ASSERT(tree.error().kind == ErrorKind::corrupt);
    return 0;
  }
  AZ_ASSERT(pack_tree(*tree) == bytes);
  for (const TreeEntry& entry : tree->entries) {
    AZ_ASSERT(is_tree_name(entry.name));
  }
  const auto store = make_memory_blob_store();
  const Digest root = store->put(bytes).value();
  static_cast<void>(list_tree(root, *store));
  AZ_ASSERT(missing_blobs(root, *store));
  return 0;
}
