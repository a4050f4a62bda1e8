#include "shared/store/memory_store.hpp"

#include <gmock/gmock.h>

namespace aitherzero {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class MemoryStoreTest : public testing::Test {
 protected:
  void put(const std::string& key, const std::string& value,
           Durability durability) {
    StoreBatch batch;
    batch.put(key, value);
    ASSERT_TRUE(store.write(batch, durability));
  }
  std::vector<std::string> keys() {
    std::vector<std::string> keys;
    EXPECT_TRUE(store.scan("", "", [&](auto key, auto) {
      keys.emplace_back(key);
      return true;
    }));
    return keys;
  }

  MemoryStore store;
};

TEST_F(MemoryStoreTest, loses_what_was_not_synced_when_the_power_goes) {
  put("a", "1", Durability::machine);
  put("b", "2", Durability::process);
  put("a", "3", Durability::process);
  EXPECT_EQ(store.unsynced_batches(), 2u);
  store.crash(0);
  EXPECT_THAT(keys(), ElementsAre("a"));
  EXPECT_EQ(store.get("a").value(), "1");
}

TEST_F(MemoryStoreTest, a_sync_takes_all_that_was_written_before_with_it) {
  put("a", "1", Durability::process);
  put("b", "2", Durability::machine);
  store.crash(0);
  EXPECT_THAT(keys(), ElementsAre("a", "b"));
}

TEST_F(MemoryStoreTest, a_torn_tail_leaves_a_prefix_of_whole_batches) {
  for (const char* key : {"a", "b", "c"}) put(key, "", Durability::process);
  StoreBatch range;
  range.put("d", "");
  range.erase_range("a", "c");
  ASSERT_TRUE(store.write(range, Durability::process));
  store.crash(3);
  EXPECT_THAT(keys(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(store.unsynced_batches(), 0u);
  store.crash(0);  // what came through the first crash stays
  EXPECT_THAT(keys(), ElementsAre("a", "b", "c"));
}

TEST_F(MemoryStoreTest, a_crash_of_the_process_alone_keeps_all) {
  put("a", "", Durability::process);
  store.crash(store.unsynced_batches());
  EXPECT_THAT(keys(), ElementsAre("a"));
}

TEST_F(MemoryStoreTest, a_write_that_is_made_to_fail_leaves_nothing) {
  store.set_write_check([](const StoreBatch&) -> Status {
    return fail(ErrorKind::io, "the disk is full");
  });
  StoreBatch batch;
  batch.put("a", "");
  EXPECT_EQ(store.write(batch, Durability::machine).error().kind,
            ErrorKind::io);
  EXPECT_THAT(keys(), IsEmpty());
  store.set_write_check({});
  put("b", "", Durability::machine);
  EXPECT_THAT(keys(), ElementsAre("b"));
}

}  // namespace
}  // namespace aitherzero
