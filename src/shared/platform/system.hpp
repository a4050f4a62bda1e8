// What kind of machine this is, its wall clock and its randomness. Cores are
// handed all of this.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aitherzero {

// How many CPUs this process can keep busy: those it may run on (affinity),
// and no more than its cgroup's CPU quota allows, rounded up. At least 1.
unsigned usable_cpu_count();

// The machine's name without its domain, in lower case.
std::string host_name();

// Whether this process may do everything: root, or an elevated token.
bool is_administrator();

// Whether a name or an address can be looked up; may take as long as that does.
bool is_known_host(const std::string& host);

// Milliseconds since 1970, UTC; may jump when somebody sets the clock.
std::uint64_t wall_clock_ms();

// From the system's source of randomness, fit for identities.
std::uint64_t random_number();

// "linux" or "windows"; "x64", "arm64", or the system's own word.
std::string_view os_word();
std::string_view arch_word();

// A cgroup's cpu.max ("200000 100000") as a number of CPUs; nothing for
// "max" (no quota) and for what cannot be read.
std::optional<double> cpus_of_quota(std::string_view cpu_max);

}  // namespace aitherzero
