// One seeded world: the real scheduler and the real agent cores, talking in
// real frames over links that take random time, with jobs that behave as badly
// as a random number wants. Clock, links and jobs are fake, so a seed replays
// exactly. Agents may be lost and come back as new sessions.
//
// After every step the cores' own invariants are checked, and those that only
// an outsider can see: a job starts after its needs, limits of concurrency
// hold, no job ends twice.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace aitherzero::sim {

// How often what should be met was met, over all seeds of a test.
struct Coverage {
  std::uint64_t runs = 0;
  std::uint64_t jobs = 0;
  std::uint64_t agents_lost = 0;
  std::uint64_t cancels = 0;
  std::uint64_t run_timeouts = 0;
  std::uint64_t job_timeouts = 0;
  std::uint64_t kills = 0;  // after a grace period, or asked for
  std::uint64_t output_held = 0;
  std::uint64_t late_results = 0;       // refused by the fencing token
  std::array<std::uint64_t, 6> ends{};  // by RunStatus
};

// What is wrong, in words; empty when nothing is. Adds to the coverage.
std::string simulate(std::uint32_t seed, Coverage& coverage);

}  // namespace aitherzero::sim
