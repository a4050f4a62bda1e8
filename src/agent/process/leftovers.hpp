// What becomes of the processes that a job leaves behind, however it ran.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/time.hpp"

namespace aitherzero {

// They get SIGTERM and this long to go by themselves.
constexpr Milliseconds k_leftover_grace{2000};

// The note of a job some of whose processes were ended after it.
std::string leftover_note(std::uint32_t ended);
// The note of a job that was to keep them, each as "pid name"; "" for none.
std::string kept_note(const std::vector<std::string>& kept);

}  // namespace aitherzero
