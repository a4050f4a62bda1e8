#include "shared/tree/ignore.hpp"

#include <gmock/gmock.h>

namespace aitherzero {
namespace {

// What a file of these rules, in the root, says of a path and its parents.
bool ignored(std::string_view rules, std::string_view path) {
  IgnoreRules walk;
  walk.enter("", {IgnoreFile::parse(rules)});
  for (std::size_t at = path.find('/'); at != std::string_view::npos;
       at = path.find('/', at + 1)) {
    if (walk.ignores(path.substr(0, at), PathKind::folder)) return true;
  }
  return walk.ignores(path, PathKind::other);
}

struct Case {
  std::string_view rules;
  std::string_view path;
  bool ignored;
};

void check(const std::vector<Case>& cases) {
  for (const Case& it : cases) {
    EXPECT_EQ(ignored(it.rules, it.path), it.ignored)
        << it.rules << " / " << it.path;
  }
}

TEST(Ignore, knows_names_and_wildcards) {
  check({{"foo", "foo", true},          {"foo", "a/b/foo", true},
         {"foo", "foo/x", true},        {"foo", "food", false},
         {"Foo", "foo", false},         {"*.log", "a/b.log", true},
         {"*.log", ".log", true},       {"*.log", "b.logs", false},
         {"a?c", "abc", true},          {"a?c", "ac", false},
         {"a*b*c", "a__b__b__c", true}, {"[a-c]x", "bx", true},
         {"[a-c]x", "dx", false},       {"[!a-c]x", "dx", true},
         {"[^a-c]x", "ax", false},      {"[]a]x", "]x", true},
         {"[a-]x", "-x", true},         {"[[:digit:]]x", "7x", true},
         {"[[:digit:]]x", "ax", false}, {"[\\]]x", "]x", true},
         {"a[", "a[", false},           {"[[:nothing:]]", "n", false}});
}

TEST(Ignore, anchors_what_has_a_slash) {
  check({{"/foo", "foo", true},
         {"/foo", "a/foo", false},
         {"a/foo", "a/foo", true},
         {"a/foo", "b/a/foo", false},
         {"a/*", "a/x", true},
         {"a/*", "a/x/y", true},  // through the folder a/x
         {"a/*/c", "a/x/y/c", false},
         {"a/?", "a//", false}});
}

TEST(Ignore, lets_two_stars_stand_for_folders) {
  check({{"**/foo", "foo", true},
         {"**/foo", "a/b/foo", true},
         {"**/a/foo", "x/a/foo", true},
         {"a/**", "a/x/y", true},
         {"a/**", "a", false},
         {"a/**/b", "a/b", true},
         {"a/**/b", "a/x/y/b", true},
         {"a/**/b", "axb", false},
         {"a/x**y", "a/x/y", false},
         {"a/x**y", "a/xzy", true},
         {"**", "x", true}});
}

TEST(Ignore, looks_for_folders_where_a_rule_ends_in_a_slash) {
  check({{"foo/", "foo", false},
         {"foo/", "foo/x", true},
         {"foo/", "a/foo/x", true},
         {"/foo/", "a/foo/x", false}});
}

TEST(Ignore, takes_back_in_what_a_later_rule_negates) {
  check({{"*.log\n!keep.log", "keep.log", false},
         {"!keep.log\n*.log", "keep.log", true},
         {"out\n!out/keep", "out/keep", true},  // its folder is ignored
         {"out/*\n!out/keep", "out/keep", false},
         {"/*\n!/a\n/a/*\n!/a/b", "a/b", false},
         {"/*\n!/a\n/a/*\n!/a/b", "a/c", true}});
}

TEST(Ignore, reads_lines_as_git_does) {
  check({{"# foo\nbar", "# foo", false},
         {"\\#foo", "#foo", true},
         {"\\!foo", "!foo", true},
         {"foo  ", "foo", true},
         {"foo\\ ", "foo ", true},
         {"foo\\  ", "foo ", true},
         {"foo\t", "foo", false},
         {" foo", "foo", false},
         {"foo\r\nbar\r\n", "bar", true},
         {"\n\n/\n!\n!/\n\\\n", "x", false},
         {"\xEF\xBB\xBF"
          "foo",
          "foo", true},
         {"foo\\", "foo", false}});
}

TEST(Ignore, always_leaves_out_what_git_keeps_for_itself) {
  check({{"", ".git", true},
         {"!.git", ".git/config", true},
         {"", "a/.git", true},
         {"", ".gitignore", false}});
}

TEST(Ignore, lets_the_nearer_and_the_later_file_win) {
  IgnoreRules walk(IgnoreFile::parse("*.a\n*.b\n*.c"));
  walk.enter("", {IgnoreFile::parse("!*.a\n!*.b"), IgnoreFile::parse("*.b")});
  EXPECT_FALSE(walk.ignores("x.a", PathKind::other));
  EXPECT_TRUE(walk.ignores("x.b", PathKind::other));
  EXPECT_TRUE(walk.ignores("x.c", PathKind::other));
  walk.enter("d", {IgnoreFile::parse("/x.a\n!x.b")});
  EXPECT_TRUE(walk.ignores("d/x.a", PathKind::other));
  EXPECT_FALSE(walk.ignores("d/x.b", PathKind::other));
  walk.enter("d/e", {});
  EXPECT_FALSE(walk.ignores("d/e/x.a", PathKind::other));
  walk.leave();
  walk.leave();
  EXPECT_FALSE(walk.ignores("x.a", PathKind::other));
}

// With backtracking this takes longer than anyone waits.
TEST(Wildcard, is_quick_however_many_stars_there_are) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(Wildcard(pattern + "?b").matches(std::string(2000, 'a')));
  EXPECT_TRUE(Wildcard(pattern).matches(std::string(2000, 'a')));
}

TEST(Wildcard, knows_where_it_could_still_match) {
  EXPECT_TRUE(Wildcard("out/**").may_match_below("out"));
  EXPECT_TRUE(Wildcard("out/**").may_match_below("out/a/b"));
  EXPECT_TRUE(Wildcard("a/b/c").may_match_below("a/b"));
  EXPECT_TRUE(Wildcard("*/x").may_match_below("a"));
  EXPECT_TRUE(Wildcard("**/x").may_match_below("a/b"));
  EXPECT_FALSE(Wildcard("out/**").may_match_below("outer"));
  EXPECT_FALSE(Wildcard("a/b").may_match_below("a/b"));
  EXPECT_FALSE(Wildcard("*.log").may_match_below("a"));
  EXPECT_FALSE(Wildcard("*/x").may_match_below("a/b"));
}

}  // namespace
}  // namespace aitherzero
