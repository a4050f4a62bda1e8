#include "client/project_blobs.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

class ProjectBlobsTest : public ::testing::Test {
 protected:
  void write(const std::string& text) {
    std::ofstream(file_, std::ios::binary) << text;
  }
  // In pieces, as it is sent.
  Result<std::string> read(const Digest& digest) {
    TRY(const auto reader, blobs_.reader(digest));
    std::string all;
    while (all.size() < reader->size()) {
      TRY(const std::string piece, reader->read(all.size(), 3));
      all += piece;
    }
    return all;
  }

  const TemporaryFolder folder_;
  const std::string file_ = folder_.path() + "/file";
  ProjectBlobs blobs_{folder_.path(), {}};
};

TEST_F(ProjectBlobsTest, files_are_read_where_they_are) {
  write("0123456789");
  const Digest digest = *blobs_.put_file(file_);
  EXPECT_EQ(digest, digest_of("0123456789"));
  EXPECT_TRUE(blobs_.contains(digest));
  EXPECT_EQ(read(digest), "0123456789");
  EXPECT_EQ(blobs_.read(digest), "0123456789");
  EXPECT_EQ(blobs_.read_range(digest, 4, 2), "45") << "a part is not checked";
}

TEST_F(ProjectBlobsTest, what_is_put_in_memory_is_there_too) {
  const Digest digest = *blobs_.put("tree");
  EXPECT_EQ(read(digest), "tree");
  EXPECT_EQ(blobs_.read(digest_of("other")).error().kind, ErrorKind::not_found);
}

// A log that is written to while its project is submitted.
TEST_F(ProjectBlobsTest, a_file_that_has_grown_is_what_it_was) {
  write("0123456789");
  const Digest digest = *blobs_.put_file(file_);
  write("0123456789 and more");
  EXPECT_EQ(read(digest), "0123456789");
}

TEST_F(ProjectBlobsTest, a_file_that_has_changed_is_named) {
  write("0123456789");
  const Digest digest = *blobs_.put_file(file_);
  for (const char* other : {"012345678X", "short", "X123456789 and more"}) {
    write(other);
    const auto changed = read(digest);
    ASSERT_FALSE(changed) << other;
    EXPECT_EQ(changed.error().kind, ErrorKind::io);
    EXPECT_EQ(changed.error().place.source, file_);
  }
}

}  // namespace
}  // namespace aitherzero
