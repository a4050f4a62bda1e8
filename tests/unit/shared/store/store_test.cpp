// What every store promises, asked of the one on disk and the one in memory.
#include "shared/store/store.hpp"

#include <gmock/gmock.h>

#include <random>
#include <thread>

#include "shared/store/memory_store.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Entries = std::vector<std::pair<std::string, std::string>>;

enum class Kind { disk, memory };

class StoreTest : public testing::TestWithParam<Kind> {
 protected:
  StoreTest() {
    if (GetParam() == Kind::memory) {
      store = std::make_unique<MemoryStore>();
    } else {
      store = open_store(folder.path() + "/store").value();
    }
  }

  void put(const std::string& key, const std::string& value) {
    StoreBatch batch;
    batch.put(key, value);
    ASSERT_TRUE(store->write(batch, Durability::process));
  }
  Entries all(std::string_view first = "", std::string_view last = "") {
    Entries entries;
    EXPECT_TRUE(store->scan(first, last, [&](auto key, auto value) {
      entries.emplace_back(key, value);
      return true;
    }));
    return entries;
  }

  TemporaryFolder folder;
  std::unique_ptr<Store> store;
};

INSTANTIATE_TEST_SUITE_P(Stores, StoreTest,
                         testing::Values(Kind::disk, Kind::memory),
                         [](const auto& kind) {
                           return kind.param == Kind::disk ? "disk" : "memory";
                         });

TEST_P(StoreTest, gives_back_what_was_put_byte_for_byte) {
  const std::string key("k\0\xff\n", 4);
  const std::string value("\0v\0", 3);
  put(key, value);
  put("empty", "");
  EXPECT_EQ(store->get(key).value(), value);
  EXPECT_EQ(store->get("empty").value(), "");
  EXPECT_EQ(store->get("k").value(), std::nullopt);
}

TEST_P(StoreTest, a_later_value_replaces_an_earlier_one) {
  put("a", "old");
  put("a", "new");
  EXPECT_THAT(all(), ElementsAre(std::pair("a", "new")));
}

TEST_P(StoreTest, makes_the_changes_of_a_batch_in_their_order) {
  put("b", "before");
  StoreBatch batch;
  batch.put("a", "erased by the range");
  batch.erase_range("a", "c");
  batch.put("b", "after the range");
  batch.put("c", "erased");
  batch.erase("c");
  batch.erase("never there");
  ASSERT_TRUE(store->write(batch, Durability::machine));
  EXPECT_THAT(all(), ElementsAre(std::pair("b", "after the range")));
}

TEST_P(StoreTest, erases_a_range_without_its_end) {
  for (const char* key : {"a", "b", "b\xff", "c", "d"}) put(key, key);
  StoreBatch batch;
  batch.erase_range("b", "c");
  batch.erase_range("d", "d");
  ASSERT_TRUE(store->write(batch, Durability::process));
  EXPECT_THAT(all(), ElementsAre(std::pair("a", "a"), std::pair("c", "c"),
                                 std::pair("d", "d")));
}

TEST_P(StoreTest, takes_an_empty_batch) {
  EXPECT_TRUE(store->write({}, Durability::machine));
  EXPECT_THAT(all(), IsEmpty());
}

TEST_P(StoreTest, scans_a_range_in_the_order_of_bytes) {
  for (const char* key : {"\xff", "b", "a", "ab", "B"}) put(key, "");
  EXPECT_THAT(all(), ElementsAre(std::pair("B", ""), std::pair("a", ""),
                                 std::pair("ab", ""), std::pair("b", ""),
                                 std::pair("\xff", "")));
  EXPECT_THAT(all("a", "b"),
              ElementsAre(std::pair("a", ""), std::pair("ab", "")));
  EXPECT_THAT(all("c"), ElementsAre(std::pair("\xff", "")));
  EXPECT_THAT(all("b", "a"), IsEmpty());
}

TEST_P(StoreTest, a_scan_ends_when_the_visitor_has_enough) {
  for (const char* key : {"a", "b", "c"}) put(key, "");
  std::string seen;
  ASSERT_TRUE(store->scan("", "", [&](auto key, auto) {
    seen += key;
    return key != "b";
  }));
  EXPECT_EQ(seen, "ab");
}

TEST_P(StoreTest, a_scan_does_not_see_what_its_visitor_writes) {
  for (const char* key : {"a", "b"}) put(key, "old");
  std::string seen;
  ASSERT_TRUE(store->scan("", "", [&](auto key, auto value) {
    seen += std::string(key) + "=" + std::string(value) + " ";
    put("b", "new");
    put("c", "new");
    return true;
  }));
  EXPECT_EQ(seen, "a=old b=old ");
  EXPECT_EQ(all().size(), 3u);
}

TEST_P(StoreTest, may_be_used_by_many_threads) {
  constexpr int k_keys = 200;
  const auto fill = [this](char name) {
    for (int i = 0; i < k_keys; ++i) {
      StoreBatch batch;
      batch.put(name + std::to_string(i), std::string(1, name));
      EXPECT_TRUE(store->write(batch, Durability::process));
      EXPECT_EQ(store->get(name + std::to_string(i)).value(),
                std::string(1, name));
    }
  };
  std::vector<std::thread> threads;
  for (const char name : {'a', 'b', 'c'}) threads.emplace_back(fill, name);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(all().size(), 3u * k_keys);
}

// Random batches against a std::map, on keys that collide often.
TEST_P(StoreTest, is_an_ordered_map) {
  std::mt19937 random(GetParam() == Kind::disk ? 1 : 2);
  const auto some_key = [&] {
    std::string key(random() % 3, 'a');
    for (char& letter : key) letter = static_cast<char>('a' + random() % 4);
    return key;
  };
  std::map<std::string, std::string> model;
  for (int round = 0; round < 500; ++round) {
    StoreBatch batch;
    for (std::size_t i = random() % 5; i > 0; --i) {
      std::string first = some_key();
      std::string last = some_key();
      if (last < first) std::swap(first, last);
      switch (random() % 4) {
        case 0:
          batch.erase(first);
          model.erase(first);
          break;
        case 1:
          batch.erase_range(first, last);
          model.erase(model.lower_bound(first), model.lower_bound(last));
          break;
        default:
          batch.put(first, std::to_string(round));
          model[first] = std::to_string(round);
      }
    }
    ASSERT_TRUE(store->write(
        batch, random() % 9 == 0 ? Durability::machine : Durability::process));
    ASSERT_EQ(all(), Entries(model.begin(), model.end())) << "round " << round;
    const std::string key = some_key();
    ASSERT_EQ(store->get(key).value().has_value(), model.contains(key));
  }
}

TEST(StoreBatch, appends_another_behind_its_own) {
  StoreBatch batch;
  batch.put("a", "1");
  StoreBatch more;
  more.erase("a");
  const std::size_t bytes = batch.bytes() + more.bytes();
  batch.append(std::move(more));
  ASSERT_EQ(batch.changes().size(), 2u);
  EXPECT_EQ(batch.changes()[1].kind, StoreBatch::Kind::erase);
  EXPECT_EQ(batch.bytes(), bytes);
  EXPECT_TRUE(more.empty());  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(more.bytes(), 0u);
}

TEST(EndOfPrefix, is_the_key_after_all_that_begin_with_it) {
  EXPECT_EQ(end_of_prefix("ab"), "ac");
  EXPECT_EQ(end_of_prefix("a\xff\xff"), "b");
  EXPECT_EQ(end_of_prefix("\xff"), "");
  EXPECT_EQ(end_of_prefix("\x7f"), "\x80");
}

}  // namespace
}  // namespace aitherzero
