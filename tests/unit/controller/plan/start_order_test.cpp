#include "controller/plan/start_order.hpp"

#include <gmock/gmock.h>

#include "support/plan_builder.hpp"

namespace aitherzero {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// a, b and c need nothing; d needs c.
Plan four() { return testing::plan({{"a"}, {"b"}, {"c"}, {"d", {"c"}}}); }

std::vector<std::string> order_of(Plan plan, const Durations& known) {
  start_longest_first(plan, known);
  std::vector<std::string> ids;
  for (const JobIndex job : plan.start_order) {
    ids.push_back(plan.jobs[job.value].id);
  }
  return ids;
}

TEST(StartOrder, the_head_of_the_longest_chain_starts_first) {
  EXPECT_THAT(order_of(four(), {{"a", 5}, {"b", 8}, {"c", 4}, {"d", 6}}),
              ElementsAre("c", "b", "d", "a"));
}

TEST(StartOrder, a_job_that_is_not_known_counts_as_the_mean) {
  EXPECT_THAT(order_of(four(), {{"a", 2}, {"b", 4}}),
              ElementsAre("c", "b", "d", "a"))
      << "3 s each, and 6 s for both";
}

TEST(StartOrder, without_durations_it_is_as_written) {
  EXPECT_THAT(order_of(four(), {}), IsEmpty());
  EXPECT_THAT(order_of(four(), {{"another", 5}}), IsEmpty());
}

TEST(StartOrder, what_nobody_would_notice_keeps_the_order_written) {
  EXPECT_THAT(
      order_of(four(), {{"a", 0.01}, {"b", 0.2}, {"c", 0.1}, {"d", 0.1}}),
      IsEmpty());
}

TEST(StartOrder, one_at_a_time_is_as_written) {
  const Durations known = {{"a", 1}, {"b", 5}};
  Plan plan = four();
  plan.parallel = false;
  EXPECT_THAT(order_of(plan, known), IsEmpty());
  plan = four();
  plan.max_concurrency = 1;
  EXPECT_THAT(order_of(plan, known), IsEmpty());
}

}  // namespace
}  // namespace aitherzero
