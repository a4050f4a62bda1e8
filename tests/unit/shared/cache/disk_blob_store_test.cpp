// What only a blob store on a disk can meet: damage, crashes, full disks, jobs
// that change what they share.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <random>

#include "shared/cache/blob_files.hpp"
#include "shared/cache/blob_store.hpp"
#include "shared/cache/limits.hpp"
#include "shared/platform/files.hpp"
#include "support/full_disk.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;
using Share = BlobStore::Share;

class DiskBlobStoreTest : public testing::Test {
 protected:
  DiskBlobStoreTest() : store(open_blob_store(root).value()) {
    std::mt19937 random(1);
    for (char& byte : large) byte = static_cast<char>(random());
    digest = digest_of(large);
  }
  void open_again() {
    store.reset();
    store = open_blob_store(root).value();
  }
  void put_large() {
    ASSERT_EQ(store->put(large).value(), digest);
    file = blob_path(root, digest);
  }
  // As it stands on the disk now, without being closed.
  std::unique_ptr<BlobStore> open_crashed() {
    fs::copy(root, image, fs::copy_options::recursive);
    return open_blob_store(image).value();
  }
  std::string path(const std::string& name) const {
    return folder.path() + "/" + name;
  }
  static std::size_t files_under(const std::string& where) {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(where)) {
      if (entry.is_regular_file()) ++count;
    }
    return count;
  }
  // Writes into a file as a job with all rights would.
  static void overwrite(const std::string& file, const std::string& bytes) {
    ASSERT_EQ(::chmod(file.c_str(), 0644), 0);
    std::fstream(file, std::ios::in | std::ios::out | std::ios::binary)
        << bytes;
  }
  void expect_gone() {
    EXPECT_FALSE(store->contains(digest));
    EXPECT_FALSE(fs::exists(file));
    EXPECT_EQ(store->stats(), BlobStats{});
    EXPECT_EQ(store->put(large).value(), digest);
    EXPECT_EQ(store->read(digest).value(), large);
  }

  TemporaryFolder folder;
  const std::string root = folder.path() + "/store";
  const std::string image = folder.path() + "/image";
  std::unique_ptr<BlobStore> store;
  std::string large = std::string(300'000, '\0');
  Digest digest;
  std::string file;  // of the large blob, once it was put
};

TEST_F(DiskBlobStoreTest, keeps_blobs_and_counts_when_it_is_opened_again) {
  put_large();
  const Digest small = store->put(std::string(1000, 'x')).value();
  const BlobStats stats = store->stats();
  EXPECT_LT(stats.stored_bytes, stats.bytes);
  open_again();
  EXPECT_EQ(store->stats(), stats);
  EXPECT_EQ(store->read(small).value(), std::string(1000, 'x'));
  EXPECT_EQ(store->read(digest).value(), large);
}

TEST_F(DiskBlobStoreTest, stores_a_large_blob_as_a_read_only_file) {
  put_large();
  EXPECT_EQ(read_file(file, large.size()).value(), large);
  struct stat status {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0444u);
  EXPECT_EQ(files_under(root + "/incoming"), 0u);
}

TEST_F(DiskBlobStoreTest, a_damaged_blob_is_a_miss_and_removed) {
  put_large();
  overwrite(file, "damage");
  EXPECT_EQ(store->read(digest).error().kind, ErrorKind::not_found);
  expect_gone();
}

TEST_F(DiskBlobStoreTest, damage_is_found_by_every_way_out) {
  const std::vector<std::function<Status()>> ways = {
      [&] { return store->restore(digest, path("out"), Share::never); },
      [&] { return store->restore(digest, path("out"), Share::read_only); },
      [&]() -> Status {
        TRY(const std::string bytes, store->read_range(digest, 0, 1));
        return {};
      },
  };
  for (const auto& way : ways) {
    put_large();
    overwrite(file, "damage");
    const Status status = way();
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().kind, ErrorKind::not_found);
    EXPECT_FALSE(fs::exists(path("out")));
    expect_gone();
    ASSERT_TRUE(store->remove(digest));
  }
}

TEST_F(DiskBlobStoreTest, damage_without_a_trace_is_found_by_reading) {
  put_large();
  overwrite(file, "damage");
  const UniqueFd open = open_blob_file(file).value();
  mark_untouched(open.get());
  EXPECT_EQ(store->restore(digest, path("out"), Share::never).error().kind,
            ErrorKind::not_found);
  EXPECT_FALSE(fs::exists(path("out")));
  expect_gone();
}

TEST_F(DiskBlobStoreTest, a_file_cut_short_or_lost_is_a_miss) {
  put_large();
  fs::resize_file(file, 1000);
  EXPECT_EQ(store->reader(digest).error().kind, ErrorKind::not_found);
  expect_gone();
  fs::remove(file);
  EXPECT_TRUE(store->contains(digest)) << "looks at the index only";
  EXPECT_EQ(store->read(digest).error().kind, ErrorKind::not_found);
  expect_gone();
}

TEST_F(DiskBlobStoreTest, putting_a_damaged_blob_again_mends_it) {
  put_large();
  overwrite(file, "damage");
  put_large();
  EXPECT_EQ(store->read(digest).value(), large);
  EXPECT_EQ(store->stats().count, 1u);
}

TEST_F(DiskBlobStoreTest, a_file_that_was_only_touched_is_good) {
  put_large();
  fs::last_write_time(file, fs::file_time_type::clock::now());
  ASSERT_TRUE(store->restore(digest, path("out"), Share::read_only));
  EXPECT_TRUE(is_untouched(open_blob_file(file)->get(), large.size()));
}

TEST_F(DiskBlobStoreTest, links_what_is_read_only_and_copies_the_rest) {
  put_large();
  ASSERT_TRUE(store->restore(digest, path("linked"), Share::read_only));
  ASSERT_TRUE(store->restore(digest, path("copied"), Share::never));
  EXPECT_TRUE(fs::equivalent(path("linked"), file));
  EXPECT_FALSE(fs::equivalent(path("copied"), file));
}

TEST_F(DiskBlobStoreTest, a_job_that_spoils_its_link_spoils_no_later_one) {
  put_large();
  ASSERT_TRUE(store->restore(digest, path("first"), Share::read_only));
  overwrite(path("first"), "spoilt");
  EXPECT_EQ(
      store->restore(digest, path("second"), Share::read_only).error().kind,
      ErrorKind::not_found);
  expect_gone();
}

TEST_F(DiskBlobStoreTest, copies_where_a_link_is_impossible) {
  struct stat here {};
  struct stat there {};
  if (::stat("/dev/shm", &there) != 0 ||
      ::stat(folder.path().c_str(), &here) != 0 ||
      here.st_dev == there.st_dev) {
    GTEST_SKIP() << "there is no second file system";
  }
  put_large();
  std::string other = "/dev/shm/aitherzero-XXXXXX";
  ASSERT_NE(::mkdtemp(other.data()), nullptr);
  EXPECT_TRUE(store->restore(digest, other + "/out", Share::read_only));
  EXPECT_EQ(read_file(other + "/out", large.size()).value(), large);
  fs::remove_all(other);
}

TEST_F(DiskBlobStoreTest, a_crash_leaves_blobs_and_counts_but_no_strays) {
  put_large();
  const Digest small = store->put("small").value();
  const auto writer = store->writer(digest_of("x"), 400'000).value();
  ASSERT_TRUE(writer->write(std::string(200'000, 'x')));
  EXPECT_EQ(files_under(root + "/incoming"), 1u);
  // As if it had died between placing a file and noting it.
  fs::create_directories(root + "/blobs/00");
  std::ofstream(root + "/blobs/00/" + std::string(62, '0')) << "stray";
  const auto crashed = open_crashed();
  EXPECT_EQ(files_under(image + "/incoming"), 0u);
  EXPECT_EQ(files_under(image + "/blobs"), 1u);
  EXPECT_EQ(crashed->stats(), store->stats());
  EXPECT_EQ(crashed->read(digest).value(), large);
  EXPECT_EQ(crashed->read(small).value(), "small");
}

TEST_F(DiskBlobStoreTest, a_file_that_grows_while_it_is_read_is_refused) {
  // Files of /proc have no size beforehand, as one that is just written.
  const auto result = store->put_file("/proc/self/status");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::corrupt);
  EXPECT_EQ(result.error().place.source, "/proc/self/status");
}

TEST_F(DiskBlobStoreTest, a_pipe_is_refused_at_once) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(store->put_file(path("pipe")).error().kind, ErrorKind::io);
}

TEST_F(DiskBlobStoreTest, a_refused_write_is_an_error_and_leaves_nothing) {
  std::ofstream(path("in")) << large;
  {
    const FileSizeLimit limit(100'000);
    for (const auto& result :
         {store->put(large), store->put_file(path("in"))}) {
      ASSERT_FALSE(result);
      EXPECT_EQ(result.error().kind, ErrorKind::io);
    }
    const auto writer = store->writer(digest, large.size()).value();
    EXPECT_EQ(writer->write(large).error().kind, ErrorKind::io);
  }
  EXPECT_FALSE(store->contains(digest));
  EXPECT_EQ(files_under(root + "/incoming"), 0u);
  put_large();
  const FileSizeLimit limit(100'000);
  const Status restored = store->restore(digest, path("out"), Share::never);
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().kind, ErrorKind::io);
  EXPECT_FALSE(fs::exists(path("out")));
  EXPECT_TRUE(store->contains(digest));
}

TEST_F(DiskBlobStoreTest, a_full_disk_is_an_error_and_what_is_there_is_read) {
  store.reset();
  const SmallDisk disk(root, "20m");
  if (!disk.is_there()) GTEST_SKIP() << "this process may not mount a tmpfs";
  store = open_blob_store(root).value();
  std::vector<Digest> kept;
  for (int i = 0; i < 100; ++i) {
    std::string bytes = large;
    bytes[0] = static_cast<char>(i);
    const auto result = store->put(bytes);
    if (!result) {
      EXPECT_EQ(result.error().kind, ErrorKind::io);
      break;
    }
    kept.push_back(*result);
  }
  EXPECT_LT(kept.size(), 100u);
  EXPECT_EQ(files_under(root + "/incoming"), 0u);
  for (const Digest& each : kept) EXPECT_TRUE(store->read(each));
  ASSERT_TRUE(store->remove(kept.back()));
  EXPECT_EQ(store->put(large).value(), digest);
  store.reset();
}

}  // namespace
}  // namespace aitherzero
