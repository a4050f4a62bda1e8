// What people call a run: "20261124-161622-3f2a". Sorts by time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/result.hpp"

namespace aitherzero {

// Of the time, in milliseconds since 1970: the last four digits are those of
// the second and six bits of a random number, so that two names of one time
// mostly differ.
std::string make_run_name(std::uint64_t now_ms, std::uint64_t random);

// The same time for people: "2026-11-24T16:16:22Z".
std::string utc_time(std::uint64_t ms);

// The position of the run that a name or its beginning means. `not_found` or,
// where several begin so, `bad_input`.
Result<std::size_t> find_run_name(const std::vector<std::string>& names,
                                  const std::string& name);

}  // namespace aitherzero
