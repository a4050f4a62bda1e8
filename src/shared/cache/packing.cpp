#include "shared/cache/packing.hpp"

#include <zstd.h>

#include <memory>

namespace aitherzero {
namespace {

// The fastest of the regular levels: what it leaves to gain is little at the
// size of small blobs, and results are packed on the way of a job's end.
constexpr int k_level = 1;

// A context takes hundreds of kilobytes to set up, so each thread keeps one.
template <auto make, auto end>
auto* context_of_thread() {
  thread_local const std::unique_ptr<std::remove_pointer_t<decltype(make())>,
                                     decltype(end)>
      context(make(), end);
  return context.get();
}

}  // namespace

std::optional<std::string> pack_blob(std::string_view bytes) {
  // One that fits is worth it; zstd gives up early when it does not fit.
  std::string packed(bytes.size() - (bytes.size() + 9) / 10, '\0');
  const std::size_t size = ZSTD_compressCCtx(
      context_of_thread<ZSTD_createCCtx, ZSTD_freeCCtx>(), packed.data(),
      packed.size(), bytes.data(), bytes.size(), k_level);
  if (ZSTD_isError(size) != 0) return std::nullopt;
  packed.resize(size);
  return packed;
}

std::optional<std::string> unpack_blob(std::string_view packed,
                                       std::size_t size) {
  std::string bytes(size, '\0');
  const std::size_t got =
      ZSTD_decompressDCtx(context_of_thread<ZSTD_createDCtx, ZSTD_freeDCtx>(),
                          bytes.data(), size, packed.data(), packed.size());
  if (ZSTD_isError(got) != 0 || got != size) return std::nullopt;
  return bytes;
}

}  // namespace aitherzero
