#include "client/durations.hpp"

#include <gmock/gmock.h>

#include "shared/platform/files.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

using ::testing::IsEmpty;

class DurationsTest : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
  std::string file_ = folder_.path() + "/state/durations";
  DurationMemory memory_{file_};
};

TEST_F(DurationsTest, nothing_is_known_at_first) {
  EXPECT_THAT(memory_.read(), IsEmpty());
  memory_.learn({});
  EXPECT_THAT(memory_.read(), IsEmpty());
}

TEST_F(DurationsTest, remembers_the_mean_of_then_and_now) {
  memory_.learn({{"0100 (os=a b)", 1.5}, {"0200", 4}});
  memory_.learn({{"0200", 8}, {"0300", 1}});
  EXPECT_EQ(memory_.read(),
            (Durations{{"0100 (os=a b)", 1.5}, {"0200", 6}, {"0300", 1}}));
}

TEST_F(DurationsTest, passes_over_what_it_cannot_read) {
  memory_.learn({{"0100", 1}});
  ASSERT_TRUE(write_file_atomically(
      file_, "2.5\t0200\nnan\t0300\n-1\t0400\nx\n7\n\n3\t\t\n"));
  EXPECT_EQ(memory_.read(), (Durations{{"0200", 2.5}, {"\t", 3}}));
}

}  // namespace
}  // namespace aitherzero
