// Packs the bytes of small blobs by zstd.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace aitherzero {

// The packed bytes, where that saves at least a tenth.
std::optional<std::string> pack_blob(std::string_view bytes);

// What was packed. Nothing when that is damaged or does not have exactly
// `size` bytes; never takes more memory than `size`.
std::optional<std::string> unpack_blob(std::string_view packed,
                                       std::size_t size);

}  // namespace aitherzero
