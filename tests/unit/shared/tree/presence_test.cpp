#include "shared/tree/presence.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "shared/platform/files.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Presence : public ::testing::Test {
 protected:
  Presence() {
    for (const char* path : {"out/a.zip", "out/deep/er/b.log", "top.txt"}) {
      const auto whole = std::filesystem::path(folder_.path()) / path;
      std::filesystem::create_directories(whole.parent_path());
      EXPECT_TRUE(write_file_atomically(whole.string(), "x"));
    }
  }
  std::vector<std::string> missing(const std::vector<std::string>& patterns) {
    return patterns_without_match(folder_.path(), patterns).value();
  }
  TemporaryFolder folder_;
};

TEST_F(Presence, files_folders_and_patterns_are_found) {
  EXPECT_THAT(missing({"top.txt", "out", "out/", "out/*.zip", "**/*.log",
                       "out/deep/**", "./out/a.zip", "."}),
              IsEmpty());
}

TEST_F(Presence, what_matches_nothing_is_told_as_it_was_written) {
  EXPECT_THAT(missing({"a.zip", "out/a.zip", "*.log", "top.txt/", "./no/**"}),
              ElementsAre("a.zip", "*.log", "top.txt/", "./no/**"));
}

TEST_F(Presence, a_folder_that_is_not_there_has_nothing) {
  EXPECT_THAT(patterns_without_match(folder_.path() + "/none", {"x"}).value(),
              ElementsAre("x"));
}

TEST_F(Presence, a_link_in_a_circle_is_no_trouble) {
  std::filesystem::create_directory_symlink(folder_.path(),
                                            folder_.path() + "/out/self");
  EXPECT_THAT(missing({"**/none"}), ElementsAre("**/none"));
}

TEST_F(Presence, what_leads_out_is_refused) {
  EXPECT_FALSE(patterns_without_match(folder_.path(), {"../x"}));
}

}  // namespace
}  // namespace aitherzero
