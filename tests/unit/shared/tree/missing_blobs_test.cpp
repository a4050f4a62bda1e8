#include "shared/tree/missing_blobs.hpp"

#include <gmock/gmock.h>

#include <chrono>

#include "tree_fixture.hpp"

namespace aitherzero {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using State = MissingBlobs::State;

class MissingBlobsTest : public TreeTest {
 protected:
  // Brings to `here` what was asked for, as a transfer does.
  void bring(const std::vector<WantedBlob>& wanted) {
    for (const WantedBlob& it : wanted) {
      ASSERT_TRUE(here->put(store->read(it.digest).value()));
    }
  }

  std::unique_ptr<BlobStore> here = make_memory_blob_store();
};

TEST_F(MissingBlobsTest, sees_no_further_than_the_root_that_is_missing) {
  const Digest root = tree({file("a", "1")});
  EXPECT_THAT(missing_blobs(root, *here).value(),
              ElementsAre(WantedBlob{root, WantedBlob::Kind::tree, 0}));
}

TEST_F(MissingBlobsTest, names_each_blob_once_and_trees_first) {
  const Digest below = tree({file("x", "bytes")});
  const Digest root = tree({{"a", TreeFolder{below}},
                            {"b", TreeFolder{below}},
                            file("c", "bytes"),
                            file("d", "here")});
  ASSERT_TRUE(here->put(store->read(root).value()));
  ASSERT_TRUE(here->put("here"));
  EXPECT_THAT(
      missing_blobs(root, *here).value(),
      ElementsAre(WantedBlob{below, WantedBlob::Kind::tree, 0},
                  WantedBlob{digest_of("bytes"), WantedBlob::Kind::file, 5}));
  EXPECT_THAT(missing_blobs(root, *store).value(), IsEmpty());
}

TEST_F(MissingBlobsTest, brings_a_whole_tree_in_bounded_steps) {
  std::vector<TreeEntry> folders;
  for (int i = 10; i < 30; ++i) {
    folders.push_back(folder(std::to_string(i),
                             {file("x", std::to_string(i)), folder("y", {})}));
  }
  const Digest root = tree(std::move(folders));
  MissingBlobs missing(root);
  std::size_t brought = 0;
  for (State state = State::more; state != State::complete;) {
    const auto step = missing.step(*here, 7).value();
    ASSERT_LE(step.wanted.size(), 7u);
    ASSERT_TRUE(!step.wanted.empty() || step.state != State::waiting);
    brought += step.wanted.size();
    bring(step.wanted);
    state = step.state;
  }
  EXPECT_EQ(brought, 1u + 20 + 20 + 1);  // root, folders, files, the empty one
  EXPECT_THAT(missing_blobs(root, *here).value(), IsEmpty());
}

TEST_F(MissingBlobsTest, waits_for_a_tree_without_naming_it_again) {
  const Digest root = tree({file("a", "1")});
  MissingBlobs missing(root);
  EXPECT_EQ(missing.step(*here, 10)->wanted.size(), 1u);
  const auto waiting = missing.step(*here, 10).value();
  EXPECT_THAT(waiting.wanted, IsEmpty());
  EXPECT_EQ(waiting.state, State::waiting);
  ASSERT_TRUE(here->put(store->read(root).value()));
  EXPECT_EQ(missing.step(*here, 10)->wanted.size(), 1u);
  EXPECT_EQ(missing.step(*here, 10)->state, State::complete);
}

TEST_F(MissingBlobsTest, refuses_what_is_no_tree) {
  const Digest text = store->put("text").value();
  EXPECT_EQ(missing_blobs(text, *store).error().kind, ErrorKind::corrupt);
}

TEST_F(MissingBlobsTest, refuses_a_tree_that_is_too_deep) {
  Digest root = tree({});
  for (std::size_t i = 0; i <= k_max_tree_depth; ++i) {
    root = tree({{"d", TreeFolder{root}}});
  }
  EXPECT_EQ(missing_blobs(root, *store).error().kind, ErrorKind::limit);
}

TEST_F(MissingBlobsTest, takes_a_tree_that_repeats_itself_but_once) {
  Digest root = tree({});
  for (int i = 0; i < 60; ++i) {
    root = tree({{"a", TreeFolder{root}}, {"b", TreeFolder{root}}});
  }
  EXPECT_THAT(missing_blobs(root, *store).value(), IsEmpty());
}

}  // namespace
}  // namespace aitherzero
