#include "shared/store/committer.hpp"

#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>

#include "shared/platform/event_loop.hpp"
#include "shared/store/memory_store.hpp"

namespace aitherzero {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A store whose writes wait for the test, and are counted.
class SlowStore final : public Store {
 public:
  Result<std::optional<std::string>> get(std::string_view key) const override {
    return store.get(key);
  }
  Status write(const StoreBatch& batch, Durability durability) override {
    std::unique_lock lock(mutex);
    ++writes;
    changed.notify_all();
    changed.wait(lock, [this] { return open; });
    return store.write(batch, durability);
  }
  Status scan(std::string_view first, std::string_view last,
              const Visit& visit) const override {
    return store.scan(first, last, visit);
  }

  void wait_for_a_write() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return writes > 0; });
  }
  void let_writes_pass() {
    const std::lock_guard lock(mutex);
    open = true;
    changed.notify_all();
  }

  MemoryStore store;
  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
  int writes = 0;
};

StoreBatch put(const std::string& key, std::size_t bytes = 1) {
  StoreBatch batch;
  batch.put(key, std::string(bytes, 'v'));
  return batch;
}

class CommitterTest : public testing::Test {
 protected:
  // Commits and notes the end as "name" or "name!" when it failed.
  void commit(const std::string& name, std::size_t bytes = 1) {
    committer->commit(put(name, bytes), [this, name](const Status& written) {
      ended.push_back(written ? name : name + "!");
      if (ended.size() == wanted) loop.stop();
    });
  }
  void run_until(std::size_t count) {
    wanted = count;
    loop.run();
  }

  EventLoop loop;
  SlowStore store;
  std::unique_ptr<Committer> committer =
      make_committer(loop, store, Durability::machine);
  std::vector<std::string> ended;
  std::size_t wanted = 0;
};

TEST_F(CommitterTest, makes_batches_durable_and_says_so_in_their_order) {
  store.let_writes_pass();
  for (const char* name : {"a", "b", "c"}) commit(name);
  EXPECT_THAT(ended, IsEmpty()) << "done must come later than commit() returns";
  run_until(3);
  EXPECT_THAT(ended, ElementsAre("a", "b", "c"));
  store.store.crash(0);
  EXPECT_TRUE(store.get("c").value());
}

TEST_F(CommitterTest, writes_what_gathered_during_a_sync_with_the_next_one) {
  commit("first");
  store.wait_for_a_write();
  for (int i = 0; i < 100; ++i) commit(std::to_string(i));
  store.let_writes_pass();
  run_until(101);
  EXPECT_EQ(store.writes, 2);
}

TEST_F(CommitterTest, writes_a_large_backlog_in_several_syncs) {
  commit("first");
  store.wait_for_a_write();
  for (int i = 0; i < 8; ++i) commit(std::to_string(i), 1 << 20);
  store.let_writes_pass();
  run_until(9);
  EXPECT_GT(store.writes, 2);
  EXPECT_LT(store.writes, 9);
}

TEST_F(CommitterTest, counts_the_bytes_that_are_not_durable_yet) {
  const std::size_t bytes = put("a", 1000).bytes();
  commit("a", 1000);
  store.wait_for_a_write();
  commit("b", 1000);
  EXPECT_EQ(committer->pending_bytes(), 2 * bytes);
  store.let_writes_pass();
  run_until(2);
  EXPECT_EQ(committer->pending_bytes(), 0u);
}

TEST_F(CommitterTest, fails_all_that_follows_a_failure) {
  store.let_writes_pass();
  commit("a");
  run_until(1);
  store.store.set_write_check([](const StoreBatch&) -> Status {
    return fail(ErrorKind::io, "the disk is full");
  });
  commit("b");
  run_until(2);
  store.store.set_write_check({});
  commit("c");
  run_until(3);
  EXPECT_THAT(ended, ElementsAre("a", "b!", "c!"));
  EXPECT_FALSE(store.get("c").value());
  EXPECT_EQ(committer->pending_bytes(), 0u);

  committer = make_committer(loop, store, Durability::machine);
  commit("d");
  run_until(4);
  EXPECT_EQ(ended.back(), "d");
}

TEST_F(CommitterTest, an_empty_batch_ends_after_those_before_it) {
  store.let_writes_pass();
  commit("a");
  committer->commit({}, [this](const Status& written) {
    EXPECT_TRUE(written);
    EXPECT_THAT(ended, ElementsAre("a"));
    loop.stop();
  });
  loop.run();
}

TEST_F(CommitterTest, calls_nothing_once_it_is_destroyed) {
  commit("a");
  store.wait_for_a_write();
  commit("b");
  store.let_writes_pass();
  committer.reset();
  EXPECT_TRUE(store.get("a").value()) << "the write that went on is waited for";
  loop.post([this] { loop.stop(); });
  loop.run();
  EXPECT_THAT(ended, IsEmpty());
}

TEST_F(CommitterTest, may_be_destroyed_by_what_it_calls) {
  commit("first");
  store.wait_for_a_write();
  committer->commit(put("a"), [this](const Status&) {
    committer.reset();
    loop.post([this] { loop.stop(); });
  });
  commit("b");
  store.let_writes_pass();
  loop.run();
  EXPECT_THAT(ended, ElementsAre("first"));
}

}  // namespace
}  // namespace aitherzero
