// What people call a run: "20261124-161622-3f2a". Sorts by time.
#pragma once

#include <cstdint>
#include <string>

namespace aitherzero {

// Of the time, in milliseconds since 1970, and the lowest bits of a random
// number, so that two runs of one second differ.
std::string make_run_name(std::uint64_t now_ms, std::uint64_t random);

// The same time for people: "2026-11-24T16:16:22Z".
std::string utc_time(std::uint64_t ms);

}  // namespace aitherzero
