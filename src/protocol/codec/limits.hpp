#pragma once

#include <cstddef>
#include <cstdint>

namespace aitherzero {

constexpr std::size_t k_max_frame_size = 16u << 20;  // bytes of one frame
constexpr std::size_t k_max_list_items = 65536;      // arguments, labels, …
constexpr std::size_t k_max_needs = 1'000'000;       // what a job tells of them
constexpr std::uint32_t k_max_slots = 4096;          // slots of one agent
constexpr std::uint32_t k_max_port = 65535;

}  // namespace aitherzero
