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

constexpr std::uint32_t k_quick_seeds = 1000;

TEST(Simulation, keeps_the_rules_whatever_happens) {
  const std::uint32_t only = number_from("AITHERZERO_SEED", 0);
  const std::uint32_t count =
      std::getenv("AITHERZERO_LONG") ? 20'000 : k_quick_seeds;
  Coverage coverage;
  for (std::uint32_t seed = only > 0 ? only : 1;
       seed <= (only > 0 ? only : count); ++seed) {
    const std::string wrong = simulate(seed, coverage);
    ASSERT_EQ(wrong, "") << "replay with AITHERZERO_SEED=" << seed;
  }
  if (only > 0) return;
  // The world is only worth its seeds when the bad things really happened.
  EXPECT_GT(coverage.cancels, 100u);
  EXPECT_GT(coverage.job_timeouts, 100u);
  EXPECT_GT(coverage.playbook_timeouts, 100u);
  EXPECT_GT(coverage.tries, 100u);
  EXPECT_GT(coverage.kills, 100u);
  EXPECT_GT(coverage.output_held, 50u);
  EXPECT_GT(coverage.frames_lost, 100u);
  EXPECT_GT(coverage.frames_repeated, 100u);
  EXPECT_GT(coverage.frames_reordered, 100u);
  EXPECT_GT(coverage.resets, 100u);
  EXPECT_GT(coverage.partitions, 100u);
  EXPECT_GT(coverage.freezes, 100u);
  EXPECT_GT(coverage.controller_freezes, 100u);
  EXPECT_GT(coverage.agents_gone, 100u);
  EXPECT_GT(coverage.torn_journals, 100u);
  for (const char* where :
       {"controller: before it records", "controller: when it has recorded",
        "controller: before it sends", "controller: when it has sent",
        "controller: at any time", "agent: when it has accepted",
        "agent: before it keeps a result", "agent: when it has kept a result",
        "agent: when it has sent", "agent: before it forgets an attempt",
        "agent: at any time"}) {
    EXPECT_GT(coverage.crashes[where], 100u) << where;
  }
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
  EXPECT_EQ(first.executions, second.executions);
  EXPECT_EQ(first.crashes, second.crashes);
  EXPECT_EQ(first.ends, second.ends);
}

// A simulation that finds nothing proves nothing: it must find these.
bool finds(const Mistakes& mistakes) {
  Coverage coverage;
  for (std::uint32_t seed = 1; seed <= k_quick_seeds; ++seed) {
    if (!simulate(seed, coverage, mistakes).empty()) return true;
  }
  return false;
}

TEST(Simulation, finds_an_acknowledgement_before_its_result_is_durable) {
  Mistakes mistakes;
  mistakes.acknowledge_before_durable = true;
  EXPECT_TRUE(finds(mistakes));
}

TEST(Simulation, finds_results_of_attempts_that_were_given_up) {
  Mistakes mistakes;
  mistakes.bugs.no_fencing = true;
  EXPECT_TRUE(finds(mistakes));
}

TEST(Simulation, finds_a_cancel_that_is_lost) {
  Mistakes mistakes;
  mistakes.bugs.lost_cancel = true;
  EXPECT_TRUE(finds(mistakes));
}

}  // namespace
}  // namespace aitherzero::sim
