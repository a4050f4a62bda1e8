// What only a store on a disk can meet: being opened again, other processes,
// disks that refuse.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <random>

#include "shared/platform/files.hpp"
#include "shared/store/folder_lock.hpp"
#include "shared/store/store.hpp"
#include "support/full_disk.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

class RocksStoreTest : public testing::Test {
 protected:
  Status put(Store& store, const std::string& key, std::size_t bytes = 1) {
    StoreBatch batch;
    batch.put(key, noise(bytes));
    return store.write(batch, Durability::machine);
  }
  // What no compression makes smaller.
  std::string noise(std::size_t bytes) {
    std::string text(bytes, '\0');
    for (char& byte : text) byte = static_cast<char>(random());
    return text;
  }
  // Writes more and more until the disk refuses; how many came through.
  int fill(Store& store) {
    int count = 0;
    for (; count < 1000; ++count) {
      const std::size_t bytes = 10'000u * static_cast<std::size_t>(count + 1);
      const Status written = put(store, fmt::format("{:04}", count), bytes);
      if (written) continue;
      EXPECT_EQ(written.error().kind, ErrorKind::io)
          << to_string(written.error());
      EXPECT_EQ(written.error().place.source, path);
      return count;
    }
    ADD_FAILURE() << "the disk never refused";
    return count;
  }
  static std::size_t keys_in(const Store& store) {
    std::size_t count = 0;
    EXPECT_TRUE(store.scan("", "", [&](auto, auto) {
      ++count;
      return true;
    }));
    return count;
  }

  std::mt19937 random{1};
  TemporaryFolder folder;
  const std::string path = folder.path() + "/made/on/the/way";
};

TEST_F(RocksStoreTest, keeps_what_was_written_when_it_is_opened_again) {
  for (int i = 0; i < 3; ++i) {
    const auto store = open_store(path).value();
    EXPECT_EQ(keys_in(*store), static_cast<std::size_t>(i));
    ASSERT_TRUE(put(*store, std::to_string(i)));
  }
}

TEST_F(RocksStoreTest, can_be_read_while_another_has_it_open) {
  const auto store = open_store(path).value();
  ASSERT_TRUE(put(*store, "a"));
  EXPECT_EQ(FolderLock::owner(path), ::getpid());
  const auto reader = open_store_for_reading(path).value();
  ASSERT_TRUE(put(*store, "b"));
  EXPECT_EQ(keys_in(*reader), 1u) << "as it was when it was opened";
  EXPECT_FALSE(put(*reader, "c"));
  EXPECT_EQ(keys_in(*open_store_for_reading(path).value()), 2u);
  EXPECT_FALSE(open_store_for_reading(folder.path() + "/none"));
  EXPECT_FALSE(FolderLock::owner(folder.path() + "/none"));
}

TEST_F(RocksStoreTest, makes_no_heaps_of_notes_over_many_openings) {
  for (int i = 0; i < 10; ++i) (void)open_store(path).value();
  std::uintmax_t bytes = 0;
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(path)) {
    if (entry.path().extension() == ".log") continue;  // preallocated
    bytes += entry.file_size();
    ++files;
  }
  EXPECT_LT(bytes, 200'000u);
  EXPECT_LT(files, 15u);
}

TEST_F(RocksStoreTest, a_second_owner_in_the_process_is_turned_away) {
  const auto store = open_store(path).value();
  const auto second = open_store(path);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(second.error().place.source, path);
  EXPECT_FALSE(second.error().advice.empty());
  EXPECT_TRUE(put(*store, "the first goes on"));
}

TEST_F(RocksStoreTest, another_process_is_turned_away_until_the_first_ends) {
  (void)open_store(path).value();
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    // Only the lock: a forked child must not start RocksDB's threads.
    const auto lock = FolderLock::take(path);
    (void)!::write(ready[1], lock ? "y" : "n", 1);
    for (;;) ::pause();
  }
  ::close(ready[1]);
  char byte = 'n';
  EXPECT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  ::close(ready[0]);
  const auto second = open_store(path);
  EXPECT_EQ(second ? "" : second.error().message,
            fmt::format("the store is in use by process {}", child));
  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(open_store(path));
}

TEST_F(RocksStoreTest, a_folder_that_is_a_file_is_an_error_with_its_place) {
  std::ofstream(folder.path() + "/file") << "x";
  const auto store = open_store(folder.path() + "/file");
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, ErrorKind::io);
  EXPECT_EQ(store.error().place.source, folder.path() + "/file");
}

TEST_F(RocksStoreTest, a_store_that_lost_a_file_says_so) {
  {
    const auto store = open_store(path).value();
    ASSERT_TRUE(put(*store, "a"));
  }
  std::ofstream(path + "/CURRENT") << "MANIFEST-999999\n";
  const auto store = open_store(path);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().place.source, path);
}

// Every file that reaches the limit refuses: the log first.
TEST_F(RocksStoreTest, a_refused_write_loses_nothing_and_the_next_one_works) {
  auto store = open_store(path).value();
  int count = 0;
  {
    const FileSizeLimit limit(1u << 20);
    count = fill(*store);
    EXPECT_GE(count, 5);
    EXPECT_EQ(keys_in(*store), static_cast<std::size_t>(count));
  }
  EXPECT_TRUE(put(*store, "after"));
  EXPECT_EQ(keys_in(*store), static_cast<std::size_t>(count) + 1);
  store.reset();
  store = open_store(path).value();
  EXPECT_EQ(keys_in(*store), static_cast<std::size_t>(count) + 1);
}

// A disk with room for more or fewer logs and tables, so that now one, now
// the other, now the opening again meets its end. The ballast is a little more
// than a table takes, which an opening may have to write.
class FullDiskTest : public RocksStoreTest,
                     public testing::WithParamInterface<int> {};

INSTANTIATE_TEST_SUITE_P(Kilobytes, FullDiskTest,
                         testing::Values(13000, 15000, 21000, 23000, 33000));

TEST_P(FullDiskTest, can_be_read_and_is_written_to_once_there_is_space) {
  const SmallDisk disk(folder.path(), std::to_string(GetParam()) + "k");
  if (!disk.is_there()) GTEST_SKIP() << "this process may not mount a tmpfs";
  auto store = open_store(path).value();
  const std::string ballast = folder.path() + "/ballast";
  std::ofstream(ballast) << std::string(12 << 20, 'x');
  const int count = fill(*store);
  const auto check = [&](std::size_t more) {
    EXPECT_EQ(keys_in(*store), static_cast<std::size_t>(count) + more);
  };
  check(0);
  EXPECT_FALSE(put(*store, "still full", 20u << 20));
  check(0);
  fs::remove(ballast);
  const Status written = put(*store, "after");
  EXPECT_TRUE(written) << to_string(written.error());
  check(1);
  store.reset();
  store = open_store(path).value();
  check(1);
}

TEST_F(RocksStoreTest, a_refused_write_from_inside_a_scan_is_an_error) {
  auto store = open_store(path).value();
  ASSERT_TRUE(put(*store, "a"));
  {
    const FileSizeLimit limit(1u << 20);
    ASSERT_TRUE(store->scan("", "", [&](auto, auto) {
      EXPECT_FALSE(put(*store, "large", 2 << 20));
      EXPECT_FALSE(put(*store, "large", 2 << 20));
      return true;
    }));
  }
  EXPECT_TRUE(put(*store, "b"));
  EXPECT_EQ(keys_in(*store), 2u);
}

TEST_F(RocksStoreTest, a_file_system_that_is_read_only_is_an_error) {
  SmallDisk disk(folder.path(), "64m");
  if (!disk.is_there()) GTEST_SKIP() << "this process may not mount a tmpfs";
  (void)open_store(path).value();
  disk.make_read_only();
  for (const std::string& where : {path, folder.path() + "/new"}) {
    const auto store = open_store(where);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, ErrorKind::io);
    EXPECT_EQ(store.error().place.source, where);
  }
}

}  // namespace
}  // namespace aitherzero
