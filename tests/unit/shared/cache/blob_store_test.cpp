// What every blob store promises, asked of the one on disk and the one in
// memory, with blobs on both sides of the threshold between the index and
// files.
#include "shared/cache/blob_store.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <random>
#include <thread>

#include "shared/cache/limits.hpp"
#include "shared/platform/files.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

using testing::ElementsAre;

enum class Kind { disk, memory };

class BlobStoreTest
    : public testing::TestWithParam<std::tuple<Kind, std::size_t>> {
 protected:
  BlobStoreTest() {
    const auto [kind, size] = GetParam();
    store = kind == Kind::memory
                ? make_memory_blob_store()
                : open_blob_store(folder.path() + "/store").value();
    std::mt19937 random(static_cast<unsigned>(size));
    // Half of it packs well.
    for (std::size_t i = 0; i < size; ++i) {
      blob += i % 512 < 256 ? static_cast<char>(random()) : 'x';
    }
    digest = digest_of(blob);
  }
  std::string path(const std::string& name) const {
    return folder.path() + "/" + name;
  }
  std::string file(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }
  TemporaryFolder folder;
  std::unique_ptr<BlobStore> store;
  std::string blob;
  Digest digest;
};

INSTANTIATE_TEST_SUITE_P(
    Stores, BlobStoreTest,
    testing::Combine(testing::Values(Kind::disk, Kind::memory),
                     testing::Values(0, 1, 1000, k_small_blob_bytes,
                                     k_small_blob_bytes + 1, 3'000'000)));

TEST_P(BlobStoreTest, gives_back_what_was_put) {
  EXPECT_FALSE(store->contains(digest));
  EXPECT_EQ(store->read(digest).error().kind, ErrorKind::not_found);
  EXPECT_EQ(store->put(blob).value(), digest);
  EXPECT_TRUE(store->contains(digest));
  EXPECT_EQ(store->read(digest).value(), blob);
}

TEST_P(BlobStoreTest, takes_in_a_file_and_gives_out_another) {
  EXPECT_EQ(store->put_file(file("in", blob)).value(), digest);
  for (const auto share :
       {BlobStore::Share::never, BlobStore::Share::read_only}) {
    ASSERT_TRUE(store->restore(digest, path("out"), share));
    EXPECT_EQ(read_file(path("out"), blob.size()).value(), blob);
    std::filesystem::remove(path("out"));
  }
}

TEST_P(BlobStoreTest, a_restored_file_that_is_not_shared_may_be_changed) {
  ASSERT_TRUE(store->put(blob));
  ASSERT_TRUE(store->restore(digest, path("out"), BlobStore::Share::never));
  std::ofstream(path("out"), std::ios::app) << "more";
  EXPECT_EQ(read_file(path("out"), blob.size() + 4).value(), blob + "more");
  EXPECT_EQ(store->read(digest).value(), blob);
}

TEST_P(BlobStoreTest, restores_neither_what_is_missing_nor_over_a_file) {
  const auto share = BlobStore::Share::read_only;
  EXPECT_EQ(store->restore(digest, path("out"), share).error().kind,
            ErrorKind::not_found);
  EXPECT_FALSE(std::filesystem::exists(path("out")));
  ASSERT_TRUE(store->put(blob));
  file("taken", "other");
  for (const auto how : {share, BlobStore::Share::never}) {
    for (const char* name : {"taken", "no/folder"}) {
      const Status restored = store->restore(digest, path(name), how);
      ASSERT_FALSE(restored);
      EXPECT_EQ(restored.error().kind, ErrorKind::io);
      EXPECT_EQ(restored.error().place.source, path(name));
    }
  }
  EXPECT_EQ(read_file(path("taken"), 100).value(), "other");
}

TEST_P(BlobStoreTest, takes_in_pieces) {
  const auto writer = store->writer(digest, blob.size()).value();
  for (std::size_t at = 0; at < blob.size(); at += 70'001) {
    ASSERT_TRUE(writer->write(std::string_view(blob).substr(at, 70'001)));
  }
  EXPECT_FALSE(store->contains(digest));
  EXPECT_EQ(writer->finish().value(), digest);
  EXPECT_EQ(store->read(digest).value(), blob);
}

TEST_P(BlobStoreTest, refuses_pieces_that_are_not_what_was_announced) {
  const auto too_long = store->writer(digest, blob.size()).value();
  EXPECT_EQ(too_long->write(blob + "x").error().kind, ErrorKind::corrupt);
  const auto too_short = store->writer(digest, blob.size() + 1).value();
  ASSERT_TRUE(too_short->write(blob));
  EXPECT_EQ(too_short->finish().error().kind, ErrorKind::corrupt);
  const auto other = store->writer(digest_of("other"), blob.size()).value();
  ASSERT_TRUE(other->write(blob));
  EXPECT_EQ(other->finish().error().kind, ErrorKind::corrupt);
  EXPECT_FALSE(store->contains(digest));
  EXPECT_EQ(store->stats(), BlobStats{});
}

TEST_P(BlobStoreTest, gives_out_ranges) {
  ASSERT_TRUE(store->put(blob));
  const auto reader = store->reader(digest).value();
  EXPECT_EQ(reader->size(), blob.size());
  const std::size_t middle = blob.size() / 2;
  for (const std::size_t offset : {std::size_t{0}, middle, blob.size()}) {
    const std::string wanted = blob.substr(offset, 1000);
    EXPECT_EQ(reader->read(offset, 1000).value(), wanted);
    EXPECT_EQ(store->read_range(digest, offset, 1000).value(), wanted);
  }
  EXPECT_EQ(reader->read(blob.size() + 1, 10).value(), "");
  EXPECT_EQ(reader->read(0, blob.size() + 1).value(), blob);
  EXPECT_EQ(store->reader(digest_of("other")).error().kind,
            ErrorKind::not_found);
}

TEST_P(BlobStoreTest, a_reader_goes_on_when_its_blob_is_removed) {
  ASSERT_TRUE(store->put(blob));
  const auto reader = store->reader(digest).value();
  ASSERT_TRUE(store->remove(digest));
  EXPECT_EQ(reader->read(0, blob.size()).value(), blob);
}

TEST_P(BlobStoreTest, removes_and_counts) {
  ASSERT_TRUE(store->put("another"));
  const BlobStats before = store->stats();
  EXPECT_EQ(before.count, 1u);
  EXPECT_EQ(before.bytes, 7u);
  ASSERT_TRUE(store->put(blob));
  ASSERT_TRUE(store->put(blob));
  EXPECT_EQ(store->stats().count, 2u);
  EXPECT_EQ(store->stats().bytes, 7u + blob.size());
  EXPECT_LE(store->stats().stored_bytes, 7u + blob.size());
  ASSERT_TRUE(store->remove(digest));
  ASSERT_TRUE(store->remove(digest));
  EXPECT_EQ(store->stats(), before);
  EXPECT_EQ(store->read(digest).error().kind, ErrorKind::not_found);
  EXPECT_EQ(store->put(blob).value(), digest);
  EXPECT_EQ(store->read(digest).value(), blob);
}

TEST_P(BlobStoreTest, says_what_is_missing) {
  ASSERT_TRUE(store->put(blob));
  const Digest a = digest_of("a");
  const Digest b = digest_of("b");
  EXPECT_THAT(store->missing({b, digest, a}), ElementsAre(b, a));
  EXPECT_EQ(store->put_file(path("none")).error().kind, ErrorKind::not_found);
  EXPECT_EQ(store->put_file(folder.path()).error().kind, ErrorKind::io);
}

TEST_P(BlobStoreTest, many_threads_may_put_read_and_remove_one_blob) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this, i] {
      for (int round = 0; round < 10; ++round) {
        EXPECT_EQ(store->put(blob).value(), digest);
        const auto bytes = store->read(digest);
        EXPECT_TRUE(!bytes || *bytes == blob);
        const bool removes = i == 0 && round % 3 == 0;
        EXPECT_TRUE(!removes || store->remove(digest));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(store->put(blob).value(), digest);
  EXPECT_EQ(store->read(digest).value(), blob);
  EXPECT_EQ(store->stats().count, 1u);
}

}  // namespace
}  // namespace aitherzero
