// What every store of blobs promises, and what only the one on disk can break.
#include "shared/cache/blob_store.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "shared/platform/files.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

const std::string k_small = "small";
const std::string k_large(200'000, 'x');

class BlobStoreTest : public ::testing::TestWithParam<bool> {
 protected:
  BlobStoreTest() { open(); }

  void open() {
    store_.reset();  // one owner at a time
    if (GetParam()) {
      auto opened = open_blob_store(folder_.path() + "/store");
      ASSERT_TRUE(opened) << opened.error().message;
      store_ = std::move(*opened);
    } else {
      store_ = make_memory_blob_store();
    }
  }
  std::string path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }
  std::string text_of(const std::string& name) const {
    return read_file(path(name), 1u << 20).value();
  }

  TemporaryFolder folder_;
  std::unique_ptr<BlobStore> store_;
};

TEST_P(BlobStoreTest, gives_back_what_was_put_under_its_digest) {
  for (const std::string& bytes : {std::string(), k_small, k_large}) {
    const auto digest = store_->put(bytes);
    ASSERT_TRUE(digest);
    EXPECT_EQ(*digest, digest_of(bytes));
    EXPECT_TRUE(store_->contains(*digest));
    EXPECT_EQ(store_->read(*digest).value(), bytes);
    EXPECT_EQ(store_->put(bytes), *digest) << "again";
  }
}

TEST_P(BlobStoreTest, says_what_it_lacks) {
  const Digest here = store_->put(k_small).value();
  const Digest gone = digest_of("not here");
  EXPECT_EQ(store_->missing({gone, here}), std::vector<Digest>{gone});
  EXPECT_EQ(store_->read(gone).error().kind, ErrorKind::not_found);
  EXPECT_EQ(
      store_->restore(gone, path("x"), BlobStore::Share::never).error().kind,
      ErrorKind::not_found);
  EXPECT_FALSE(fs::exists(path("x")));
}

TEST_P(BlobStoreTest, takes_in_and_restores_files) {
  int number = 0;
  for (const std::string& bytes : {k_small, k_large}) {
    const std::string name = "file" + std::to_string(number++);
    std::ofstream(path(name)) << bytes;
    const auto digest = store_->put_file(path(name));
    ASSERT_TRUE(digest) << digest.error().message;
    EXPECT_EQ(*digest, digest_of(bytes));
    ASSERT_TRUE(store_->restore(*digest, path(name + "-copy"),
                                BlobStore::Share::never));
    ASSERT_TRUE(store_->restore(*digest, path(name + "-link"),
                                BlobStore::Share::read_only));
    EXPECT_EQ(text_of(name + "-copy"), bytes);
    EXPECT_EQ(text_of(name + "-link"), bytes);
    std::ofstream(path(name + "-copy")) << "changed";
    EXPECT_EQ(store_->read(*digest).value(), bytes);
    EXPECT_EQ(
        fs::status(path(name + "-link")).permissions() & fs::perms::owner_write,
        fs::perms::none);
  }
}

TEST_P(BlobStoreTest, does_not_write_over_what_is_there) {
  const Digest digest = store_->put(k_large).value();
  std::ofstream(path("mine")) << "mine";
  EXPECT_FALSE(store_->restore(digest, path("mine"), BlobStore::Share::never));
  EXPECT_EQ(text_of("mine"), "mine");
}

TEST_P(BlobStoreTest, takes_the_same_blob_from_many_threads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { EXPECT_TRUE(store_->put(k_large)); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(store_->read(digest_of(k_large)).value(), k_large);
}

INSTANTIATE_TEST_SUITE_P(Kind, BlobStoreTest, ::testing::Bool(),
                         [](const auto& kind) {
                           return kind.param ? "on_disk" : "in_memory";
                         });

class FolderBlobStore : public ::testing::Test {
 protected:
  std::unique_ptr<BlobStore> open() const {
    return open_blob_store(folder_.path() + "/store").value();
  }
  std::string file_of(const Digest& digest) const {
    return folder_.path() + "/store/files/" + digest.hex().substr(0, 2) + "/" +
           digest.hex();
  }

  TemporaryFolder folder_;
};

TEST_F(FolderBlobStore, keeps_its_blobs_over_a_restart) {
  open()->put(k_small).value();
  open()->put(k_large).value();
  const auto store = open();
  EXPECT_EQ(store->read(digest_of(k_small)).value(), k_small);
  EXPECT_EQ(store->read(digest_of(k_large)).value(), k_large);
}

TEST_F(FolderBlobStore, throws_away_what_a_crash_left) {
  open();
  std::ofstream(folder_.path() + "/store/incoming/7") << "half";
  open();
  EXPECT_TRUE(fs::is_empty(folder_.path() + "/store/incoming"));
}

// Rule C3: a bad blob is a miss, and removed.
TEST_F(FolderBlobStore, finds_a_blob_that_was_altered) {
  const auto store = open();
  using Share = BlobStore::Share;
  for (const auto how : {0, 1, 2}) {
    const Digest digest = store->put(k_large).value();
    fs::permissions(file_of(digest), fs::perms::owner_all);
    std::ofstream(file_of(digest)) << "altered";
    const std::string target = folder_.path() + "/target";
    if (how == 0) {
      EXPECT_FALSE(store->read(digest));
    } else {
      EXPECT_FALSE(store->restore(digest, target,
                                  how == 1 ? Share::never : Share::read_only));
    }
    EXPECT_FALSE(fs::exists(target));
    EXPECT_FALSE(store->contains(digest)) << how;
  }
}

TEST_F(FolderBlobStore, links_large_files_and_shares_their_bytes) {
  const auto store = open();
  const Digest digest = store->put(k_large).value();
  const std::string target = folder_.path() + "/target";
  ASSERT_TRUE(store->restore(digest, target, BlobStore::Share::read_only));
  EXPECT_EQ(fs::hard_link_count(target), 2u);
}

}  // namespace
}  // namespace aitherzero
