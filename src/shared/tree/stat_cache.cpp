#include "shared/tree/stat_cache.hpp"

#include "shared/pack/pack.hpp"

namespace aitherzero {
namespace {

constexpr std::uint64_t k_format_version = 1;  // in files: never reuse

}  // namespace

std::string pack_stat_cache(const StatCache& cache) {
  PackWriter out;
  out.array(2).unsigned_number(k_format_version).array(cache.files.size());
  for (const auto& [path, entry] : cache.files) {
    out.array(6)
        .string(path)
        .unsigned_number(entry.stamp.size)
        .number(entry.stamp.modified_ns)
        .number(entry.stamp.changed_ns)
        .unsigned_number(entry.stamp.inode)
        .string(entry.digest.view());
  }
  return out.take();
}

Result<StatCache> unpack_stat_cache(std::string_view bytes) {
  PackReader in(bytes);
  in.enter(2);
  if (in.ok() && in.unsigned_number() != k_format_version) {
    return fail(ErrorKind::corrupt, "file times of an unknown version");
  }
  const std::size_t count = in.array();
  StatCache cache;
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    in.enter(6);
    std::string path = in.string();
    StatCacheEntry entry;
    entry.stamp.size = in.unsigned_number();
    entry.stamp.modified_ns = in.number();
    entry.stamp.changed_ns = in.number();
    entry.stamp.inode = in.unsigned_number();
    const std::string digest = in.string();
    if (!in.ok()) break;
    TRY(entry.digest, Digest::from_bytes(digest));
    in.leave();
    cache.files.emplace(std::move(path), entry);
  }
  TRY_VOID(in.finish());
  return cache;
}

}  // namespace aitherzero
