#include "shared/store/background_committer.hpp"

#include <gmock/gmock.h>

#include "shared/platform/event_loop.hpp"

namespace aitherzero {
namespace {

using std::chrono_literals::operator""s;
using testing::ElementsAre;
using testing::IsEmpty;

// Counts what it is handed, and does with it what the test says.
class CountingCommitter final : public Committer {
 public:
  void commit(StoreBatch batch, Done done) override {
    changes.push_back(batch.changes().size());
    done(answer);
  }
  std::size_t pending_bytes() const override { return 1; }

  std::vector<std::size_t> changes;
  Status answer;
};

StoreBatch one() {
  StoreBatch batch;
  batch.put("key", "value");
  return batch;
}

class BackgroundCommitterTest : public testing::Test {
 protected:
  // Runs the loop until `count` commits are done.
  void wait_for(int count) {
    const auto guard = loop.at(loop.now() + 60s, [this] {
      ADD_FAILURE() << "a commit was not done";
      loop.stop();
    });
    while (done < count && !HasFailure()) loop.run();
  }
  void commit() {
    committer.commit(one(), [this](const Status& written) {
      EXPECT_TRUE(written);
      ++done;
      loop.stop();
    });
  }

  EventLoop loop;
  CountingCommitter inner;
  std::vector<std::string> told;
  BackgroundCommitter committer{loop, inner, [this](const Error& error) {
                                  told.push_back(error.message);
                                }};
  int done = 0;
};

TEST_F(BackgroundCommitterTest, writes_together_what_was_done_at_once) {
  for (int i = 0; i < 3; ++i) commit();
  wait_for(3);
  EXPECT_THAT(inner.changes, IsEmpty());
  EXPECT_GT(committer.pending_bytes(), 1u);
  committer.write([this] { loop.stop(); });
  EXPECT_THAT(inner.changes, ElementsAre(3u));
}

TEST_F(BackgroundCommitterTest, writes_by_itself_after_a_moment) {
  commit();
  const auto guard = loop.at(loop.now() + 60s, [this] {
    ADD_FAILURE() << "nothing was written";
    loop.stop();
  });
  while (inner.changes.empty() && !HasFailure()) {
    const auto tick =
        loop.at(loop.now() + Milliseconds(1), [this] { loop.stop(); });
    loop.run();
  }
  EXPECT_THAT(inner.changes, ElementsAre(1u));
}

TEST_F(BackgroundCommitterTest, goes_on_after_a_failure_and_tells_it_once) {
  inner.answer = fail(ErrorKind::io, "the disk is full");
  commit();
  wait_for(1);
  committer.write([] {});
  EXPECT_THAT(told, ElementsAre("the disk is full"));
  commit();
  wait_for(2);
  EXPECT_EQ(committer.pending_bytes(), 0u);
  committer.write([] {});
  EXPECT_EQ(told.size(), 1u);
}

}  // namespace
}  // namespace aitherzero
