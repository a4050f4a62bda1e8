#include "shared/tree/materialise.hpp"

#include <gmock/gmock.h>

#include "shared/tree/tree_listing.hpp"
#include "tree_fixture.hpp"

namespace aitherzero {
namespace {

using testing::ElementsAre;

class MaterialiseTest : public TreeTest {
 protected:
  MaterialiseTest() { std::filesystem::remove_all(project); }

  // What must hold after any failure.
  void expect_nothing_was_made() const {
    EXPECT_THAT(names_in(base), testing::IsEmpty());
  }

  Digest hostile_tree(const std::string& bytes) {
    return store->put(bytes).value();
  }
};

TEST_F(MaterialiseTest, makes_files_folders_and_links) {
  const Digest root =
      tree({folder("a", {folder("empty", {}), link_to("up", "../b")}),
            file("b", "line\r\nline\n"), file("run", "#!", true)});
  const auto made = materialise(root, project, *store);
  ASSERT_TRUE(made) << to_string(made.error());
  EXPECT_EQ(*made, (Materialised{2, 2, 1, 13}));
  EXPECT_EQ(bytes_of(project + "/b"), "line\r\nline\n");
  EXPECT_EQ(bytes_of(project + "/a/up"), "line\r\nline\n");
  EXPECT_TRUE(std::filesystem::is_symlink(project + "/a/up"));
  EXPECT_TRUE(std::filesystem::is_empty(project + "/a/empty"));
  EXPECT_EQ(mode_of(project), 0700u);
  EXPECT_EQ(mode_of(project + "/b"), 0644u);
  EXPECT_EQ(mode_of(project + "/run"), 0755u);
  EXPECT_THAT(names_in(base), ElementsAre("project"));
}

TEST_F(MaterialiseTest, makes_linked_files_read_only) {
  const Digest root = tree({file("b", "1"), file("run", "#!", true)});
  ASSERT_TRUE(materialise(root, project, *store, {FileMaking::linked}));
  EXPECT_EQ(mode_of(project + "/b"), 0444u);
  EXPECT_EQ(mode_of(project + "/run"), 0555u);
}

TEST_F(MaterialiseTest, does_not_touch_what_is_there) {
  write("mine", "1");
  const auto error = materialise(tree({}), project, *store).error();
  EXPECT_EQ(error.kind, ErrorKind::io);
  EXPECT_EQ(error.place.source, project);
  EXPECT_THAT(names_in(base), ElementsAre("project"));
  EXPECT_EQ(bytes_of(project + "/mine"), "1");
}

TEST_F(MaterialiseTest, does_not_follow_a_link_in_the_targets_place) {
  std::filesystem::create_directory(base + "/elsewhere");
  std::filesystem::create_symlink("elsewhere", project);
  EXPECT_FALSE(materialise(tree({file("x", "1")}), project, *store));
  EXPECT_TRUE(std::filesystem::is_empty(base + "/elsewhere"));
}

TEST_F(MaterialiseTest, makes_nothing_when_a_file_is_missing) {
  const TreeFile none{digest_of("none"), 4};
  const Digest root = tree({file("a", "1"), {"b", none}});
  EXPECT_EQ(materialise(root, project, *store).error().kind,
            ErrorKind::not_found);
  expect_nothing_was_made();
}

TEST_F(MaterialiseTest, makes_nothing_when_a_tree_is_missing) {
  const Digest root =
      tree({file("a", "1"), {"b", TreeFolder{digest_of("none")}}});
  EXPECT_EQ(materialise(root, project, *store).error().kind,
            ErrorKind::not_found);
  expect_nothing_was_made();
}

TEST_F(MaterialiseTest, refuses_a_file_of_another_size_than_the_tree_says) {
  const TreeFile wrong{store->put("four").value(), 5};
  EXPECT_EQ(materialise(tree({{"a", wrong}}), project, *store).error().kind,
            ErrorKind::corrupt);
  expect_nothing_was_made();
}

TEST_F(MaterialiseTest, refuses_links_that_lead_out) {
  for (const char* target : {"/etc/passwd", "..", "../x", "here/../../x"}) {
    const Digest root = tree({file("a", "1"), link_to("b", target)});
    EXPECT_EQ(materialise(root, project, *store).error().kind,
              ErrorKind::bad_input)
        << target;
    expect_nothing_was_made();
  }
}

// The second link would lead out through the first.
TEST_F(MaterialiseTest, refuses_links_that_lead_out_together) {
  const Digest root = tree({link_to("a", "."), link_to("b", "a/../secret")});
  EXPECT_EQ(materialise(root, project, *store).error().kind,
            ErrorKind::bad_input);
}

TEST_F(MaterialiseTest, refuses_hostile_trees) {
  // [1, [[2, "..", "x"]]] and [1, [[2, "a", "/"], [1, "a", …]]]
  const std::string up = "\x92\x01\x91\x93\x02\xA2..\xA1x";
  const std::string twice =
      "\x92\x01\x92\x93\x02\xA1\x61\xA1/\x93\x01\xA1\x61\xD9\x20" +
      std::string(tree({}).view());
  for (const std::string& bytes : {up, twice, std::string("no tree")}) {
    const Digest root =
        tree({folder("ok", {}), {"x", TreeFolder{hostile_tree(bytes)}}});
    EXPECT_EQ(materialise(root, project, *store).error().kind,
              ErrorKind::corrupt);
    expect_nothing_was_made();
  }
}

TEST_F(MaterialiseTest, refuses_a_tree_that_is_too_deep) {
  Digest root = tree({});
  for (std::size_t i = 0; i <= k_max_tree_depth; ++i) {
    root = tree({{"d", TreeFolder{root}}});
  }
  EXPECT_EQ(materialise(root, project, *store).error().kind, ErrorKind::limit);
  expect_nothing_was_made();
}

// Thirty trees of two entries that name a thousand million folders.
TEST_F(MaterialiseTest, refuses_a_small_tree_that_names_far_too_much) {
  Digest root = tree({});
  for (int i = 0; i < 30; ++i) {
    root = tree({{"a", TreeFolder{root}}, {"b", TreeFolder{root}}});
  }
  EXPECT_EQ(materialise(root, project, *store).error().kind, ErrorKind::limit);
  expect_nothing_was_made();
}

TEST_F(MaterialiseTest, refuses_more_bytes_than_the_limit) {
  const Digest digest = store->put("x").value();
  for (const std::uint64_t size : {k_max_tree_bytes, ~std::uint64_t{0}}) {
    const Digest root = tree({file("a", "x"), {"b", TreeFile{digest, size}}});
    EXPECT_EQ(list_tree(root, *store).error().kind, ErrorKind::limit);
  }
}

TEST_F(MaterialiseTest, lists_a_tree_with_its_paths) {
  const Digest root = tree({folder("d", {file("x", "1")}), link_to("l", "d")});
  std::vector<std::string> paths;
  const auto entries = list_tree(root, *store).value();
  for (const ListedEntry& entry : entries) {
    paths.push_back(entry.path);
  }
  EXPECT_THAT(paths, ElementsAre("d", "d/x", "l"));
}

}  // namespace
}  // namespace aitherzero
