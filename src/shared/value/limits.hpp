// Limits of values. What is read here can be packed and sent: shared/pack reads
// values of this depth inside messages, and tables of this size.
#pragma once

#include <cstddef>

namespace aitherzero {

// How deep a text may nest tables and lists. Real playbooks need under ten;
// readers recurse, so this bounds their stack.
constexpr std::size_t k_max_value_depth = 48;

// A text beyond this is refused before it is read.
constexpr std::size_t k_max_value_text = 64u << 20;  // bytes

// Keys of one table. Tables are searched in a line, so this bounds the work
// of reading one.
constexpr std::size_t k_max_table_keys = 4096;

}  // namespace aitherzero
