#include <gmock/gmock.h>

#include "shared/tree/materialise.hpp"
#include "tree_fixture.hpp"

namespace aitherzero {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class OverlayTest : public TreeTest {
 protected:
  Result<Materialised> lay(std::vector<TreeEntry> entries,
                           FileMaking files = FileMaking::copied) {
    return overlay(tree(std::move(entries)), project, *store, {files});
  }
  void expect_conflict(std::vector<TreeEntry> entries, const std::string& first,
                       const std::string& second) {
    const auto laid = lay(std::move(entries));
    ASSERT_FALSE(laid);
    EXPECT_EQ(laid.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(laid.error().message,
                AllOf(HasSubstr(first), HasSubstr(second)));
  }
};

TEST_F(OverlayTest, joins_folders_and_replaces_files) {
  write("keep", "kept");
  write("both", "old");
  write("d/keep", "kept");
  write("d/both", "old");
  link("was-link", "keep");
  ASSERT_TRUE(
      lay({file("both", "new"),
           folder("d", {file("both", "new"), folder("more", {file("x", "1")})}),
           link_to("link", "keep"), file("was-link", "file")}));
  EXPECT_EQ(bytes_of(project + "/keep"), "kept");
  EXPECT_EQ(bytes_of(project + "/both"), "new");
  EXPECT_EQ(bytes_of(project + "/d/keep"), "kept");
  EXPECT_EQ(bytes_of(project + "/d/both"), "new");
  EXPECT_EQ(bytes_of(project + "/d/more/x"), "1");
  EXPECT_EQ(bytes_of(project + "/link"), "kept");
  EXPECT_EQ(bytes_of(project + "/was-link"), "file");
  EXPECT_THAT(names_in(base), ElementsAre("project"));
}

TEST_F(OverlayTest, names_both_sides_of_a_conflict_and_changes_nothing) {
  write("a", "old");
  write("thing/x", "1");
  write("z", "1");
  expect_conflict({file("a", "new"), file("thing", "file")}, "the file 'thing'",
                  "the folder '" + project + "/thing'");
  expect_conflict({file("a", "new"), folder("z", {})}, "the folder 'z'",
                  "the file '" + project + "/z'");
  expect_conflict({file("a", "new"), link_to("thing", "a")}, "the link 'thing'",
                  "the folder");
  EXPECT_EQ(bytes_of(project + "/a"), "old");
  EXPECT_THAT(names_in(base), ElementsAre("project"));
}

TEST_F(OverlayTest, does_not_write_through_a_link_to_a_folder) {
  std::filesystem::create_directory(base + "/elsewhere");
  link("d", "../elsewhere");
  expect_conflict({folder("d", {file("x", "1")})}, "the folder 'd'",
                  "the link '");
  EXPECT_TRUE(std::filesystem::is_empty(base + "/elsewhere"));
}

TEST_F(OverlayTest, replaces_a_link_and_not_what_it_points_to) {
  std::ofstream(base + "/elsewhere") << "safe";
  link("x", "../elsewhere");
  ASSERT_TRUE(lay({file("x", "1")}));
  EXPECT_EQ(bytes_of(base + "/elsewhere"), "safe");
  EXPECT_EQ(bytes_of(project + "/x"), "1");
}

TEST_F(OverlayTest, does_not_enter_a_workspace_that_is_a_link) {
  std::filesystem::create_directory(base + "/elsewhere");
  std::filesystem::remove(project);
  std::filesystem::create_symlink("elsewhere", project);
  EXPECT_FALSE(lay({file("x", "1")}));
  EXPECT_TRUE(std::filesystem::is_empty(base + "/elsewhere"));
}

TEST_F(OverlayTest, changes_nothing_when_a_blob_is_missing) {
  write("a", "old");
  const TreeFile none{digest_of("none"), 4};
  EXPECT_EQ(lay({file("a", "new"), {"b", none}}).error().kind,
            ErrorKind::not_found);
  EXPECT_EQ(bytes_of(project + "/a"), "old");
}

}  // namespace
}  // namespace aitherzero
