#include "shared/tree/tree.hpp"

#include <gmock/gmock.h>

#include "shared/pack/pack.hpp"
#include "tree_fixture.hpp"

namespace aitherzero {
namespace {

using testing::HasSubstr;

Tree sample() {
  return {{{"bin", TreeFolder{digest_of("")}},
           {"latest", TreeLink{"bin/tool"}},
           {"read me.txt", TreeFile{digest_of("hello"), 5, false}},
           {"tool", TreeFile{digest_of("x"), 1, true}}}};
}

Tree tree_with_name(std::string name) {
  return {{{std::move(name), TreeFile{}}}};
}

TEST(TreeFormat, reads_back_what_it_packed) {
  EXPECT_EQ(unpack_tree(pack_tree(sample())).value(), sample());
  EXPECT_EQ(unpack_tree(pack_tree({})).value(), Tree{});
}

// The bytes are the names of all workspaces: they must never change. The page
// docs/design/workspaces.md shows these.
TEST(TreeFormat, is_as_its_page_shows) {
  EXPECT_EQ(pack_tree({}), "\x92\x01\x90");
  const std::string packed = pack_tree({{{"l", TreeLink{"a/b"}}}});
  EXPECT_EQ(packed,
            "\x92\x01\x91\x93\x02\xA1l\xA3"
            "a/b");
  EXPECT_EQ(digest_of(pack_tree(sample())).hex(),
            "2fe2ce0ed51be3a49790fd0680de10fe266a500dcf6d1e51f48a8097fff7f23d");
}

TEST(TreeFormat, refuses_names_that_are_paths) {
  for (const std::string& name :
       {std::string(), std::string("."), std::string(".."), std::string("a/b"),
        std::string("/"), std::string("a\\b"), std::string("a\0b", 3),
        std::string(256, 'x')}) {
    EXPECT_FALSE(is_tree_name(name)) << name;
    EXPECT_EQ(check_tree(tree_with_name(name)).error().kind,
              ErrorKind::bad_input);
  }
  for (const std::string& name :
       {std::string("..."), std::string(".git"), std::string("a b"),
        std::string("\xC3\xBC"), std::string(255, 'x')}) {
    EXPECT_TRUE(is_tree_name(name)) << name;
  }
}

// What a peer might send, made by hand, since pack_tree() would not.
std::string packed_names(const std::vector<std::string>& names) {
  PackWriter out;
  out.array(2).unsigned_number(1).array(names.size());
  for (const std::string& name : names) {
    out.array(3).unsigned_number(2).string(name).string("target");
  }
  return out.take();
}

TEST(TreeFormat, refuses_a_hostile_tree) {
  EXPECT_TRUE(unpack_tree(packed_names({"a", "b"})));
  for (const auto& names : std::vector<std::vector<std::string>>{
           {".."}, {"../x"}, {"/etc"}, {""}, {"b", "a"}, {"a", "a"}}) {
    const auto tree = unpack_tree(packed_names(names));
    ASSERT_FALSE(tree) << names.front();
    EXPECT_EQ(tree.error().kind, ErrorKind::corrupt);
  }
}

TEST(TreeFormat, refuses_what_is_no_tree) {
  const std::string good = pack_tree(sample());
  for (std::size_t length = 0; length < good.size(); ++length) {
    EXPECT_FALSE(unpack_tree(good.substr(0, length))) << length;
  }
  EXPECT_FALSE(unpack_tree(good + "x"));
  EXPECT_FALSE(unpack_tree("\x92\x02\x90"));      // a later version
  EXPECT_FALSE(unpack_tree("\x93\x01\x90\xC0"));  // one field more
  EXPECT_FALSE(unpack_tree("\x92\xCC\x01\x90"));  // 1 in two bytes
  EXPECT_FALSE(unpack_tree("\x92\x01\xDD\xFF\xFF\xFF\xFF"));
  EXPECT_FALSE(unpack_tree("\x92\x01\x91\x93\x07\xA1l\xA1x"));
}

TEST(TreeFormat, refuses_links_without_a_target) {
  EXPECT_FALSE(check_tree({{{"l", TreeLink{""}}}}));
  EXPECT_FALSE(check_tree({{{"l", TreeLink{std::string("a\0b", 3)}}}}));
  EXPECT_EQ(
      check_tree({{{"l", TreeLink{std::string(5000, 'x')}}}}).error().kind,
      ErrorKind::limit);
}

TEST(LinkTarget, may_climb_to_the_root_and_then_descend) {
  EXPECT_TRUE(link_stays_inside(0, "a"));
  EXPECT_TRUE(link_stays_inside(0, "./a//b/."));
  EXPECT_TRUE(link_stays_inside(0, "."));
  EXPECT_TRUE(link_stays_inside(2, "../../a"));
  EXPECT_TRUE(link_stays_inside(1, ".."));
  EXPECT_TRUE(link_stays_inside(0, "..."));
}

TEST(LinkTarget, must_not_lead_out) {
  for (const char* target : {"", "/etc/passwd", "..", "../x", "./..", "//x",
                             "a/..", "a/../../x", "..\\x", "C:\\x", "c:x"}) {
    EXPECT_FALSE(link_stays_inside(0, target)) << target;
  }
  EXPECT_FALSE(link_stays_inside(1, "../../x"));
  // `here` may be a link to ".", and then this would be above the root.
  EXPECT_FALSE(link_stays_inside(0, "here/../x"));
}

TEST_F(TreeTest, is_stored_under_the_digest_of_its_bytes) {
  const Digest digest = put_tree(*store, sample()).value();
  EXPECT_EQ(digest, digest_of(pack_tree(sample())));
  EXPECT_EQ(read_tree(*store, digest).value(), sample());
}

TEST_F(TreeTest, names_the_blob_that_is_missing_or_no_tree) {
  const Digest none = digest_of("none");
  auto error = read_tree(*store, none).error();
  EXPECT_EQ(error.kind, ErrorKind::not_found);
  EXPECT_EQ(error.place.source, none.hex());
  const Digest text = store->put("text").value();
  EXPECT_EQ(read_tree(*store, text).error().kind, ErrorKind::corrupt);
}

TEST_F(TreeTest, refuses_to_store_what_it_could_not_read) {
  EXPECT_FALSE(put_tree(*store, tree_with_name("..")));
}

}  // namespace
}  // namespace aitherzero
