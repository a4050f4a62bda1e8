#pragma once

#include <cstddef>
#include <cstdint>

#include "shared/value/limits.hpp"

namespace aitherzero {

// What a reader accepts before it calls a message corrupt. Generous for real
// messages (a frame is at most 16 MiB), small enough that no message can make
// a process allocate much more than its own size.
// Nested containers: those of a value, and of the message around it.
constexpr std::size_t k_max_packed_depth = k_max_value_depth + 16;
constexpr std::size_t k_max_packed_items = 1'000'000;   // per container
constexpr std::size_t k_max_packed_string = 16u << 20;  // bytes

// The extension type of ordered tables; see docs/design/worker-protocol.md.
constexpr std::int8_t k_ordered_table_type = 1;
// Of a Deferred text; in plans only.
constexpr std::int8_t k_deferred_type = 2;

}  // namespace aitherzero
