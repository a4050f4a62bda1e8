// The limits of this room.
#pragma once

#include <cstddef>

namespace aitherzero {

// Blobs of up to this many bytes stand in RocksDB. docs/design/storage.md has
// the measurement.
constexpr std::size_t k_small_blob_bytes = 64u << 10;

// What is read from or written to a blob's file in one go.
constexpr std::size_t k_blob_step_bytes = 256u << 10;

}  // namespace aitherzero
