// How many descriptors this process may have open.
#pragma once

#include <cstdint>

namespace aitherzero {

// Raises the limit as far as this process may by itself, and gives what it is
// then. Systems start programs with 1,024, for the sake of those that use
// select(); a server with a connection for each of its peers needs more. Not
// for processes that start others, which would inherit it.
std::uint64_t raise_open_file_limit();

}  // namespace aitherzero
