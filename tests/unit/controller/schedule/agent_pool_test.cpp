#include "controller/schedule/agent_pool.hpp"

#include <gtest/gtest.h>

namespace aitherzero {
namespace {

constexpr AgentId k_one{1};
constexpr AgentId k_two{2};

const Labels k_linux{{"os", "linux"}, {"arch", "x64"}, {"hostname", "box"}};
const Labels k_windows{{"os", "windows"}, {"arch", "x64"}, {"gpu", "a100"}};

TEST(Labels, match_by_name_and_value_or_by_a_bare_word) {
  EXPECT_TRUE(has_label(k_linux, "os=linux"));
  EXPECT_TRUE(has_label(k_linux, "OS=Linux"));
  EXPECT_FALSE(has_label(k_linux, "os=windows"));
  EXPECT_TRUE(has_label(k_linux, "linux")) << "a value of os";
  EXPECT_TRUE(has_label(k_linux, "box")) << "a value of hostname";
  EXPECT_TRUE(has_label(k_windows, "gpu")) << "a label's name";
  EXPECT_FALSE(has_label(k_windows, "a100")) << "a value of another label";
  EXPECT_FALSE(has_label(k_linux, "os")) << "of os it is the value";
  EXPECT_EQ(lacking(k_linux, {"x64", "gpu", "os=windows"}),
            (std::vector<std::string>{"gpu", "os=windows"}));
}

TEST(AgentPool, finds_the_agent_with_the_most_free_slots) {
  AgentPool pool;
  const LabelClassId any = pool.class_of({});
  EXPECT_EQ(pool.freest(any), std::nullopt);
  pool.join(k_one, 2, k_linux);
  pool.join(k_two, 3, k_windows);
  EXPECT_EQ(pool.freest(any), k_two);
  pool.take_slot(k_two);
  EXPECT_EQ(pool.freest(any), k_one) << "the oldest among equals";
  pool.take_slot(k_one);
  pool.take_slot(k_one);
  pool.take_slot(k_two);
  pool.take_slot(k_two);
  EXPECT_EQ(pool.freest(any), std::nullopt);
  EXPECT_FALSE(pool.has_free_slot());
  pool.give_slot(k_one);
  EXPECT_EQ(pool.freest(any), k_one);
}

TEST(AgentPool, finds_only_agents_that_have_the_labels) {
  AgentPool pool;
  pool.join(k_one, 8, k_linux);
  const LabelClassId windows = pool.class_of({"windows"});
  EXPECT_EQ(pool.freest(windows), std::nullopt);
  pool.join(k_two, 1, k_windows);
  EXPECT_EQ(pool.freest(windows), k_two);
  pool.drain(k_two, true);
  EXPECT_EQ(pool.freest(windows), std::nullopt);
  pool.drain(k_two, false);
  pool.away(k_two);
  EXPECT_EQ(pool.freest(windows), std::nullopt);
}

TEST(AgentPool, an_agent_that_comes_back_smaller_has_no_free_slot) {
  AgentPool pool;
  const LabelClassId any = pool.class_of({});
  pool.join(k_one, 3, {});
  pool.take_slot(k_one);
  pool.take_slot(k_one);
  pool.away(k_one);
  pool.join(k_one, 1, {});
  EXPECT_EQ(pool.freest(any), std::nullopt);
  pool.give_slot(k_one);
  pool.give_slot(k_one);
  EXPECT_EQ(pool.freest(any), k_one);
}

TEST(AgentPool, the_place_of_a_class_that_nobody_uses_is_taken_again) {
  AgentPool pool;
  pool.join(k_one, 1, k_linux);
  const LabelClassId windows = pool.class_of({"windows"});
  EXPECT_EQ(pool.class_of({"windows"}), windows);
  pool.release(windows);
  EXPECT_EQ(pool.class_of({"windows"}), windows) << "another still uses it";
  pool.release(windows);
  pool.release(windows);
  const LabelClassId linux = pool.class_of({"linux"});
  EXPECT_EQ(linux, windows);
  EXPECT_EQ(pool.freest(linux), k_one);
  pool.join(k_two, 4, k_linux);
  EXPECT_EQ(pool.freest(linux), k_two);
}

TEST(AgentPool, says_why_no_agent_takes_a_job) {
  AgentPool pool;
  const LabelClassId gpu = pool.class_of({"windows", "gpu"});
  EXPECT_EQ(pool.why_none(gpu), "no agent is connected");
  pool.join(k_one, 1, k_linux);
  EXPECT_EQ(pool.why_none(gpu), "no agent has label windows, gpu");
  pool.join(k_two, 1, {{"os", "windows"}});
  EXPECT_EQ(pool.why_none(gpu), "no agent has label gpu");
  pool.join(AgentId{3}, 1, {{"gpu", ""}});
  EXPECT_EQ(pool.why_none(gpu), "no agent has all of the labels windows, gpu");
  pool.join(AgentId{4}, 1, k_windows);
  EXPECT_EQ(pool.why_none(gpu), "");
  pool.take_slot(AgentId{4});
  EXPECT_EQ(pool.why_none(gpu), "all slots are busy");
  pool.drain(AgentId{4}, true);
  EXPECT_EQ(pool.why_none(gpu), "every agent that could run it is draining");
}

}  // namespace
}  // namespace aitherzero
