#include "agent/app/outbox.hpp"

#include <gtest/gtest.h>

#include "shared/store/memory_store.hpp"

namespace aitherzero {
namespace {

constexpr AttemptId k_one{1};

std::vector<OutputLine> lines(const std::vector<std::string>& texts) {
  std::vector<OutputLine> result;
  for (const std::string& text : texts) {
    result.push_back({Stream::output, text});
  }
  return result;
}

class OutboxTest : public ::testing::Test {
 protected:
  std::vector<KeptAttempt> after_restart() {
    return Outbox(store_).load().value();
  }

  MemoryStore store_;
  Outbox outbox_{store_};
};

TEST_F(OutboxTest, remembers_what_ran_over_a_restart) {
  ASSERT_TRUE(outbox_.keep(KeepAttempt{k_one}));
  ASSERT_TRUE(outbox_.keep(KeepOutput{k_one, 0, lines({"a", "b"})}));
  ASSERT_TRUE(outbox_.keep(KeepOutput{k_one, 2, lines({"c"})}));
  const auto kept = after_restart();
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].attempt, k_one);
  EXPECT_EQ(kept[0].first, 0u);
  EXPECT_EQ(kept[0].lines, lines({"a", "b", "c"}));
  EXPECT_FALSE(kept[0].result);
}

TEST_F(OutboxTest, drops_output_piece_by_piece) {
  ASSERT_TRUE(outbox_.keep(KeepOutput{k_one, 0, lines({"a", "b"})}));
  ASSERT_TRUE(outbox_.keep(KeepOutput{k_one, 2, lines({"c"})}));
  ASSERT_TRUE(outbox_.drop(DropOutput{k_one, 1}));
  EXPECT_EQ(after_restart()[0].lines.size(), 3u) << "half a piece stays whole";
  ASSERT_TRUE(outbox_.drop(DropOutput{k_one, 2}));
  EXPECT_EQ(after_restart()[0].first, 2u);
  EXPECT_EQ(after_restart()[0].lines, lines({"c"}));
}

TEST_F(OutboxTest, keeps_a_result_until_it_is_acknowledged) {
  JobResult result;
  result.exit_code = 7;
  ASSERT_TRUE(outbox_.keep(KeepAttempt{k_one}));
  ASSERT_TRUE(outbox_.keep(KeepResult{k_one, result}));
  EXPECT_EQ(after_restart()[0].result, result);
  // What an earlier process kept can be dropped by the next.
  Outbox next(store_);
  ASSERT_TRUE(next.load());
  ASSERT_TRUE(next.drop(DropAttempt{k_one}));
  EXPECT_TRUE(after_restart().empty());
}

TEST_F(OutboxTest, counts_its_starts_and_keeps_its_identity) {
  const auto first = outbox_.next_boot(42).value();
  const auto second = Outbox(store_).next_boot(43).value();
  EXPECT_EQ(first.identity, 42u);
  EXPECT_EQ(second.identity, 42u);
  EXPECT_EQ(second.boot, first.boot + 1);
}

}  // namespace
}  // namespace aitherzero
