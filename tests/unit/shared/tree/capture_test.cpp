#include "shared/tree/capture.hpp"

#include <gmock/gmock.h>

#include "shared/tree/tree_listing.hpp"
#include "tree_fixture.hpp"

namespace aitherzero {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CaptureTest : public TreeTest {
 protected:
  Captured captured(const std::vector<std::string>& outputs) {
    auto result = capture(project, outputs, *store);
    EXPECT_TRUE(result) << to_string(result.error());
    return result ? *result : Captured{};
  }
  std::vector<std::string> files(const std::vector<std::string>& outputs) {
    return paths_of(captured(outputs).tree);
  }
};

TEST_F(CaptureTest, takes_what_patterns_match_at_its_path) {
  for (const char* path : {"a.log", "b.txt", "out/x", "out/sub/y.log",
                           "outer/z", "deep/er/c.log"}) {
    write(path, path);
  }
  EXPECT_THAT(files({"*.log"}), ElementsAre("a.log"));
  EXPECT_THAT(files({"**/*.log"}),
              ElementsAre("a.log", "deep/er/c.log", "out/sub/y.log"));
  EXPECT_THAT(files({"out/**"}), ElementsAre("out/sub/y.log", "out/x"));
  EXPECT_THAT(files({"out"}), ElementsAre("out/sub/y.log", "out/x"));
  EXPECT_THAT(files({"out/"}), ElementsAre("out/sub/y.log", "out/x"));
  EXPECT_THAT(files({"./out/sub"}), ElementsAre("out/sub/y.log"));
  EXPECT_THAT(files({"out\\*"}), ElementsAre("out/sub/y.log", "out/x"));
  EXPECT_THAT(files({"out*"}),
              ElementsAre("out/sub/y.log", "out/x", "outer/z"));
  EXPECT_EQ(files({"."}).size(), 6u);
  EXPECT_THAT(files({"b.txt/"}), IsEmpty());
}

TEST_F(CaptureTest, makes_a_tree_of_nothing_else) {
  write("out/x", "1");
  write("deep/er/y", "2");
  write("other/z", "3");
  std::filesystem::create_directory(project + "/bin");
  EXPECT_EQ(
      captured({"out/*", "deep/**/y", "bin"}).tree.root,
      tree({folder("bin", {}), folder("deep", {folder("er", {file("y", "2")})}),
            folder("out", {file("x", "1")})}));
}

TEST_F(CaptureTest, takes_what_projects_ignore) {
  write(".gitignore", "*");
  write("out/x", "1");
  EXPECT_THAT(files({"out"}), ElementsAre("out/x"));
}

TEST_F(CaptureTest, reports_what_is_declared_and_not_there) {
  write("out/x.log", "1");
  std::filesystem::create_directory(project + "/empty");
  const auto result =
      captured({"out", "out/*.log", "*.xml", "none/", "empty", "out/y"});
  EXPECT_THAT(result.unmatched, ElementsAre("*.xml", "none/", "out/y"));
}

TEST_F(CaptureTest, gives_an_empty_tree_when_nothing_is_declared) {
  write("x", "1");
  EXPECT_EQ(captured({}).tree.root, tree({}));
}

TEST_F(CaptureTest, refuses_links_that_lead_out) {
  write("out/x", "1");
  for (const char* target : {"../../secret", "/etc", "x/../../.."}) {
    link("out/link", target);
    const auto error = capture(project, {"out"}, *store).error();
    EXPECT_EQ(error.kind, ErrorKind::bad_input) << target;
    EXPECT_EQ(error.place.source, project + "/out/link");
    EXPECT_THAT(error.message, HasSubstr(target));
    std::filesystem::remove(project + "/out/link");
  }
}

TEST_F(CaptureTest, does_not_look_behind_a_link) {
  std::filesystem::create_directory(base + "/secrets");
  std::ofstream(base + "/secrets/key") << "key";
  link("out", "../secrets");
  const auto result = captured({"out/**"});
  EXPECT_THAT(paths_of(result.tree), IsEmpty());
  EXPECT_THAT(result.unmatched, ElementsAre("out/**"));
  EXPECT_FALSE(capture(project, {"out"}, *store));
}

TEST_F(CaptureTest, keeps_links_that_stay_inside) {
  write("x", "1");
  write("out/y", "2");
  link("out/link", "../x");
  EXPECT_EQ(captured({"out"}).tree.root,
            tree({folder("out", {link_to("link", "../x"), file("y", "2")})}));
}

TEST_F(CaptureTest, refuses_patterns_that_lead_out) {
  for (const char* output :
       {"", "  ", "..", "../x", "a/../../x", "/etc/*", "\\x", "C:\\x", "c:x"}) {
    EXPECT_EQ(capture(project, {output}, *store).error().kind,
              ErrorKind::bad_input)
        << output;
  }
}

}  // namespace
}  // namespace aitherzero
