#pragma once

#include <cstddef>
#include <cstdint>

namespace aitherzero {

// What file systems allow for one name and for the text of a link.
constexpr std::size_t k_max_name_bytes = 255;
constexpr std::size_t k_max_link_bytes = 4095;

// One folder. Its packed form stays well below the largest frame.
constexpr std::size_t k_max_folder_entries = 100'000;
constexpr std::size_t k_max_packed_tree_bytes = 16u << 20;

// Everything below one root. A few bytes of trees can name a folder a billion
// times over, so that whoever expands one counts.
constexpr std::size_t k_max_tree_depth = 100;          // folders in folders
constexpr std::size_t k_max_tree_entries = 1'000'000;  // files, folders, links
constexpr std::size_t k_max_path_bytes = 3000;         // below the root
constexpr std::uint64_t k_max_tree_bytes = std::uint64_t{256}
                                           << 30;  // of all its files

// A file of ignore rules, and one pattern in it.
constexpr std::size_t k_max_ignore_file_bytes = 1u << 20;
constexpr std::size_t k_max_pattern_bytes = 4096;

}  // namespace aitherzero
