#include "shared/store/forgiving_committer.hpp"

#include <gmock/gmock.h>

#include "shared/platform/event_loop.hpp"

namespace aitherzero {
namespace {

class BrokenCommitter final : public Committer {
 public:
  void commit(StoreBatch, Done done) override {
    ++commits;
    done(fail(ErrorKind::io, "the disk is full"));
  }
  std::size_t pending_bytes() const override { return 1; }

  int commits = 0;
};

TEST(ForgivingCommitter, goes_on_after_the_first_failure_and_tells_it_once) {
  EventLoop loop;
  BrokenCommitter broken;
  std::vector<std::string> told;
  ForgivingCommitter committer(
      loop, broken, [&](const Error& error) { told.push_back(error.message); });
  int done = 0;
  for (int i = 0; i < 3; ++i) {
    committer.commit({}, [&](const Status& written) {
      EXPECT_TRUE(written);
      if (++done == 3) loop.stop();
    });
  }
  loop.run();
  EXPECT_THAT(told, testing::ElementsAre("the disk is full"));
  EXPECT_EQ(broken.commits, 1);
  EXPECT_EQ(committer.pending_bytes(), 0u);
}

}  // namespace
}  // namespace aitherzero
