#include "shared/platform/files.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "shared/platform/unique_fd.hpp"

namespace aitherzero {
namespace {

class FilesTest : public testing::Test {
 protected:
  FilesTest() {
    std::string pattern = testing::TempDir() + "az-files-XXXXXX";
    folder = ::mkdtemp(pattern.data());
  }
  ~FilesTest() override { std::filesystem::remove_all(folder); }

  std::string folder;
};

TEST_F(FilesTest, reads_back_what_was_written_byte_for_byte) {
  const std::string bytes("a\0b\r\n\xff", 6);
  ASSERT_TRUE(write_file_atomically(folder + "/file", bytes));
  EXPECT_EQ(read_file(folder + "/file", 6).value(), bytes);
}

TEST_F(FilesTest, replaces_a_file_and_leaves_no_neighbour_behind) {
  ASSERT_TRUE(write_file_atomically(folder + "/file", "old"));
  ASSERT_TRUE(write_file_atomically(folder + "/file", "new"));
  EXPECT_EQ(read_file(folder + "/file", 100).value(), "new");
  EXPECT_EQ(list_folder(folder).value().size(), 1u);
}

TEST_F(FilesTest, writes_to_a_pipe_and_leaves_it_one) {
  const std::string pipe = folder + "/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const UniqueFd reader(::open(pipe.c_str(), O_RDONLY | O_NONBLOCK));
  ASSERT_TRUE(write_file_atomically(pipe, "text"));
  char bytes[8];
  ASSERT_EQ(::read(reader.get(), bytes, sizeof bytes), 4);
  EXPECT_EQ(std::string(bytes, 4), "text");
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
}

TEST_F(FilesTest, writes_where_a_link_points_to) {
  ASSERT_TRUE(write_file_atomically(folder + "/file", "old and long"));
  ASSERT_EQ(::symlink("file", (folder + "/link").c_str()), 0);
  ASSERT_TRUE(write_file_atomically(folder + "/link", "new"));
  EXPECT_TRUE(std::filesystem::is_symlink(folder + "/link"));
  EXPECT_EQ(read_file(folder + "/file", 100).value(), "new");
}

TEST_F(FilesTest, keeps_a_key_for_its_user) {
  ASSERT_TRUE(
      write_file_atomically(folder + "/key", "k", FileAccess::user_only));
  struct stat status {};
  ASSERT_EQ(::stat((folder + "/key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(FilesTest, refuses_a_file_that_is_larger_than_the_limit) {
  ASSERT_TRUE(write_file_atomically(folder + "/file", std::string(101, 'x')));
  const auto result = read_file(folder + "/file", 100);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::limit);
  EXPECT_EQ(result.error().place.source, folder + "/file");
}

TEST_F(FilesTest, reads_files_that_have_no_size) {
  EXPECT_FALSE(read_file("/proc/self/status", 1 << 20).value().empty());
}

TEST_F(FilesTest, says_what_is_missing_and_what_is_a_folder) {
  EXPECT_EQ(read_file(folder + "/none", 1).error().kind, ErrorKind::not_found);
  EXPECT_EQ(read_file(folder, 1).error().kind, ErrorKind::io);
  EXPECT_EQ(list_folder(folder + "/none").error().kind, ErrorKind::not_found);
  EXPECT_EQ(write_file_atomically(folder + "/none/file", "x").error().kind,
            ErrorKind::not_found);
}

TEST_F(FilesTest, lists_a_folder_by_name_and_follows_links) {
  ASSERT_TRUE(make_folders(folder + "/b/deep/down"));
  ASSERT_TRUE(make_folders(folder + "/b/deep"));
  ASSERT_TRUE(write_file_atomically(folder + "/a", ""));
  ASSERT_EQ(::symlink("b", (folder + "/c").c_str()), 0);
  ASSERT_EQ(::symlink("nowhere", (folder + "/d").c_str()), 0);
  const std::vector<FolderEntry> expected = {{"a", EntryKind::file},
                                             {"b", EntryKind::folder},
                                             {"c", EntryKind::folder},
                                             {"d", EntryKind::other}};
  EXPECT_EQ(list_folder(folder).value(), expected);
}

TEST_F(FilesTest, cannot_make_a_folder_where_a_file_is) {
  ASSERT_TRUE(write_file_atomically(folder + "/a", ""));
  EXPECT_FALSE(make_folders(folder + "/a"));
  EXPECT_FALSE(make_folders(folder + "/a/b"));
}

}  // namespace
}  // namespace aitherzero
