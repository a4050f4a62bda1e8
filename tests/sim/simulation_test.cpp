// Many seeds. A failing one is printed; AITHERZERO_SEED=N runs it alone.
#include "sim/simulation.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace aitherzero::sim {
namespace {

std::uint32_t number_from(const char* variable, std::uint32_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise
                         : static_cast<std::uint32_t>(std::stoul(text));
}

TEST(Simulation, every_run_ends_as_it_should) {
  const std::uint32_t only = number_from("AITHERZERO_SEED", 0);
  const std::uint32_t count = std::getenv("AITHERZERO_LONG") ? 20'000 : 400;
  Coverage coverage;
  for (std::uint32_t seed = only > 0 ? only : 1;
       seed <= (only > 0 ? only : count); ++seed) {
    const std::string wrong = simulate(seed, coverage);
    ASSERT_EQ(wrong, "") << "replay with AITHERZERO_SEED=" << seed;
  }
  if (only > 0) return;
  // The world is only worth its seeds when the bad things really happened.
  EXPECT_GT(coverage.agents_lost, 100u);
  EXPECT_GT(coverage.cancels, 100u);
  EXPECT_GT(coverage.run_timeouts, 50u);
  EXPECT_GT(coverage.job_timeouts, 100u);
  EXPECT_GT(coverage.kills, 100u);
  EXPECT_GT(coverage.output_held, 50u);
  EXPECT_GT(coverage.late_results, 20u);
  for (std::size_t status = 1; status < coverage.ends.size(); ++status) {
    EXPECT_GT(coverage.ends[status], 10u) << "run status " << status;
  }
}

TEST(Simulation, a_seed_replays_exactly) {
  Coverage first;
  Coverage second;
  EXPECT_EQ(simulate(7, first), simulate(7, second));
  EXPECT_EQ(first.kills, second.kills);
  EXPECT_EQ(first.jobs, second.jobs);
  EXPECT_EQ(first.ends, second.ends);
}

}  // namespace
}  // namespace aitherzero::sim
