#include "shared/cache/blob_store.hpp"

namespace aitherzero {

std::vector<Digest> BlobStore::missing(
    const std::vector<Digest>& digests) const {
  std::vector<Digest> missing;
  for (const Digest& digest : digests) {
    if (!contains(digest)) missing.push_back(digest);
  }
  return missing;
}

Result<std::string> BlobStore::read_range(const Digest& digest,
                                          std::uint64_t offset,
                                          std::size_t length) const {
  TRY(const auto source, reader(digest));
  return source->read(offset, length);
}

}  // namespace aitherzero
