#include "shared/tree/snapshot.hpp"

#include <gmock/gmock.h>

#include <chrono>

#include "shared/tree/tree_listing.hpp"
#include "tree_fixture.hpp"

namespace aitherzero {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SnapshotTest : public TreeTest {
 protected:
  // As if all files were old when it was taken, unless said otherwise.
  Result<Snapshot> snapshot(
      const StatCache& known = {},
      std::chrono::seconds later = std::chrono::hours(1)) {
    SnapshotOptions options;
    options.now += later;
    return take_snapshot(project, *store, known, options);
  }

  std::vector<std::string> listed(const Digest& root) const {
    std::vector<std::string> paths;
    const auto entries = list_tree(root, *store).value();
    for (const ListedEntry& entry : entries) {
      paths.push_back(entry.path);
    }
    return paths;
  }
};

TEST_F(SnapshotTest, puts_files_and_trees_to_the_store) {
  write("b.txt", "bytes");
  write("a/run.sh", "#!");
  ASSERT_EQ(::chmod((project + "/a/run.sh").c_str(), 0755), 0);
  const auto taken = snapshot().value();
  EXPECT_EQ(taken.tree.root, tree({folder("a", {file("run.sh", "#!", true)}),
                                   file("b.txt", "bytes")}));
  EXPECT_THAT(paths_of(taken.tree), ElementsAre("a/run.sh", "b.txt"));
  EXPECT_EQ(taken.tree.trees.size(), 2u);
  EXPECT_EQ(taken.tree.trees.back(), taken.tree.root);
  EXPECT_EQ(store->read(taken.tree.files[1].digest).value(), "bytes");
  EXPECT_EQ(taken.files_read, 2u);
  EXPECT_THAT(taken.tree.warnings, IsEmpty());
}

TEST_F(SnapshotTest, counts_only_the_executable_bit_of_permissions) {
  write("x", "1");
  ASSERT_EQ(::chmod((project + "/x").c_str(), 0600), 0);
  const Digest before = snapshot().value().tree.root;
  ASSERT_EQ(::chmod((project + "/x").c_str(), 0664), 0);
  EXPECT_EQ(snapshot().value().tree.root, before);
  ASSERT_EQ(::chmod((project + "/x").c_str(), 0764), 0);
  EXPECT_NE(snapshot().value().tree.root, before);
}

TEST_F(SnapshotTest, leaves_out_what_is_ignored) {
  write(".gitignore", "*.o\nbuild/\n");
  write(".aitherignore", "!keep.o\nprivate\n");
  write(".git/info/exclude", "mine\n");
  write("src/.gitignore", "!x.o\n");
  for (const char* path : {"a.o", "keep.o", "build/x", "private", "mine",
                           "src/x.o", "src/y.o", "src/z.c"}) {
    write(path, path);
  }
  EXPECT_THAT(paths_of(snapshot().value().tree),
              ElementsAre(".aitherignore", ".gitignore", "keep.o",
                          "src/.gitignore", "src/x.o", "src/z.c"));
}

TEST_F(SnapshotTest, takes_everything_where_rules_are_not_to_be_read) {
  write(".gitignore", "*");
  write(".git/HEAD", "ref");
  SnapshotOptions options;
  options.ignore_files = IgnoreFiles::not_read;
  EXPECT_THAT(paths_of(take_snapshot(project, *store, {}, options)->tree),
              ElementsAre(".git/HEAD", ".gitignore"));
}

TEST_F(SnapshotTest, keeps_empty_folders_but_not_those_emptied_by_rules) {
  write(".gitignore", "*.o\n");
  write("objects/deep/a.o", "");
  std::filesystem::create_directories(project + "/empty/deep");
  EXPECT_THAT(listed(snapshot().value().tree.root),
              ElementsAre(".gitignore", "empty", "empty/deep"));
}

TEST_F(SnapshotTest, keeps_links_as_they_are) {
  write("d/x", "1");
  link("to-folder", "d");
  link("to-nothing", "none");
  const auto taken = snapshot().value();
  EXPECT_EQ(taken.tree.root,
            tree({folder("d", {file("x", "1")}), link_to("to-folder", "d"),
                  link_to("to-nothing", "none")}));
  EXPECT_THAT(taken.tree.warnings, IsEmpty());
}

TEST_F(SnapshotTest, warns_of_links_that_lead_out) {
  link("out", "../x");
  write("x", "1");
  const auto taken = snapshot().value();
  EXPECT_THAT(listed(taken.tree.root), ElementsAre("x"))
      << "no workspace could be made with it";
  EXPECT_THAT(messages_of(taken.tree),
              ElementsAre(HasSubstr("project/out: the link to '../x'")));
}

TEST_F(SnapshotTest, warns_of_what_is_neither_file_nor_folder_nor_link) {
  ASSERT_EQ(::mkfifo((project + "/pipe").c_str(), 0600), 0);
  write("x", "1");
  const auto taken = snapshot().value();
  EXPECT_THAT(paths_of(taken.tree), ElementsAre("x"));
  EXPECT_THAT(messages_of(taken.tree), ElementsAre(HasSubstr("project/pipe")));
}

TEST_F(SnapshotTest, warns_of_names_that_windows_cannot_hold_together) {
  write("d/Readme", "1");
  write("d/README", "2");
  const auto taken = snapshot().value();
  EXPECT_EQ(taken.tree.files.size(), 2u);
  EXPECT_THAT(messages_of(taken.tree),
              ElementsAre(HasSubstr("'README' and 'Readme'")));
}

TEST_F(SnapshotTest, refuses_a_name_that_no_tree_can_hold) {
  write("a\\b", "1");
  const auto error = snapshot().error();
  EXPECT_EQ(error.kind, ErrorKind::bad_input);
  EXPECT_EQ(error.place.source, project + "/a\\b");
  write(".aitherignore", "a\\\\b\n");
  EXPECT_TRUE(snapshot());
}

TEST_F(SnapshotTest, names_the_file_that_cannot_be_read) {
  write("d/secret", "1");
  WatchedStore watched(*store, [](const std::string&) -> Status {
    return fail(ErrorKind::io, "cannot open the file: Permission denied");
  });
  const auto error = take_snapshot(project, watched).error();
  EXPECT_EQ(error.kind, ErrorKind::io);
  EXPECT_EQ(error.place.source, project + "/d/secret");
}

TEST_F(SnapshotTest, says_that_there_is_no_such_folder) {
  std::filesystem::remove_all(project);
  const auto error = snapshot().error();
  EXPECT_EQ(error.kind, ErrorKind::not_found);
  EXPECT_EQ(error.place.source, project);
}

TEST_F(SnapshotTest, refuses_folders_that_are_too_deep) {
  std::string path = project;
  for (std::size_t i = 0; i <= k_max_tree_depth; ++i) {
    path += "/d";
    ASSERT_EQ(::mkdir(path.c_str(), 0700), 0);
  }
  EXPECT_EQ(snapshot().error().kind, ErrorKind::limit);
}

TEST_F(SnapshotTest, reads_an_unchanged_project_only_once) {
  for (int i = 0; i < 50; ++i) write(fmt::format("d/{}", i), "same");
  write("x", "1");
  const auto first = snapshot().value();
  EXPECT_EQ(first.files_read, 51u);
  const auto second = snapshot(first.stamps).value();
  EXPECT_EQ(second.files_read, 0u);
  EXPECT_EQ(second.tree.root, first.tree.root);
  EXPECT_EQ(second.tree.files, first.tree.files);
  EXPECT_EQ(second.stamps, first.stamps);
}

TEST_F(SnapshotTest, reads_what_changed_also_with_the_old_time_put_back) {
  write("x", "1");
  write("y", "1");
  const auto first = snapshot().value();
  const auto time = std::filesystem::last_write_time(project + "/x");
  write("x", "2");
  std::filesystem::last_write_time(project + "/x", time);
  const auto second = snapshot(first.stamps).value();
  EXPECT_EQ(second.files_read, 1u);
  EXPECT_EQ(second.tree.root, tree({file("x", "2"), file("y", "1")}));
}

TEST_F(SnapshotTest, does_not_trust_times_of_files_that_just_changed) {
  write("x", "1");
  const auto racy = snapshot({}, std::chrono::seconds(0)).value();
  EXPECT_THAT(racy.stamps.files, IsEmpty());
  EXPECT_EQ(snapshot(racy.stamps).value().files_read, 1u);
}

TEST_F(SnapshotTest, reads_again_what_the_store_has_lost) {
  write("x", "1");
  const auto first = snapshot().value();
  store = make_memory_blob_store();
  const auto second = snapshot(first.stamps).value();
  EXPECT_EQ(second.files_read, 1u);
  EXPECT_TRUE(store->contains(second.tree.files[0].digest));
}

TEST_F(SnapshotTest, reads_a_file_again_that_changed_meanwhile) {
  write("x", "old");
  int changes_left = 2;
  WatchedStore watched(*store, [&](const std::string&) -> Status {
    --changes_left;
    if (changes_left >= 0) write("x", fmt::format("new: {}", changes_left));
    return {};
  });
  const auto taken = take_snapshot(project, watched);
  ASSERT_TRUE(taken) << to_string(taken.error());
  EXPECT_EQ(taken->tree.root, tree({file("x", "new: 0")}));
}

TEST_F(SnapshotTest, gives_up_on_a_file_that_never_stands_still) {
  write("x", "");
  std::string bytes;
  WatchedStore watched(*store, [&](const std::string&) -> Status {
    write("x", bytes += "more");
    return {};
  });
  const auto error = take_snapshot(project, watched).error();
  EXPECT_EQ(error.kind, ErrorKind::io);
  EXPECT_EQ(error.place.source, project + "/x");
}

TEST_F(SnapshotTest, does_not_follow_a_link_that_takes_a_files_place) {
  write("x", "mine");
  std::ofstream(base + "/secret") << "secret";
  WatchedStore watched(*store, [&](const std::string& path) -> Status {
    std::filesystem::remove(path);
    link("x", "../secret");
    return {};
  });
  EXPECT_EQ(take_snapshot(project, watched).error().kind, ErrorKind::io);
}

TEST(StatCacheFormat, reads_back_what_it_packed) {
  StatCache cache;
  cache.files["a/b"] = {{5, 1'700'000'000'123'456'789, -1, 42}, digest_of("x")};
  cache.files["c"] = {};
  const std::string packed = pack_stat_cache(cache);
  EXPECT_EQ(unpack_stat_cache(packed).value(), cache);
  for (std::size_t length = 0; length < packed.size(); ++length) {
    EXPECT_FALSE(unpack_stat_cache(packed.substr(0, length)));
  }
}

}  // namespace
}  // namespace aitherzero
