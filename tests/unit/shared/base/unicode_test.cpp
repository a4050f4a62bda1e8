#include "shared/base/unicode.hpp"

#include <gtest/gtest.h>

namespace aitherzero {
namespace {

TEST(ToValidUtf8, replaces_as_unicode_recommends) {
  const std::string r = "\xEF\xBF\xBD";
  EXPECT_EQ(to_valid_utf8("\xC0\xAF"), r + r);          // over-long
  EXPECT_EQ(to_valid_utf8("\xED\xA0\x80"), r + r + r);  // a surrogate
  EXPECT_EQ(to_valid_utf8("\xF0\x80\x80\x41"), r + r + r + "A");
  EXPECT_EQ(to_valid_utf8("\xE2\x82|"), r + "|");  // cut short
  EXPECT_EQ(to_valid_utf8("\xF4\x90\x80\x80"), r + r + r + r);
  EXPECT_EQ(to_valid_utf8("\xF4\x8F\xBF\xBF"), "\xF4\x8F\xBF\xBF");
  EXPECT_EQ(to_valid_utf8(std::string("a\0b", 3)), std::string("a\0b", 3));
}

TEST(DecodeText, knows_files_by_their_byte_order_marks) {
  using namespace std::string_literals;
  EXPECT_EQ(decode_text("\xEF\xBB\xBF@{ }"), "@{ }");
  EXPECT_EQ(decode_text("\xFF\xFE@\0\xAC\x20\x3D\xD8\x00\xDE"s),
            "@\xE2\x82\xAC\xF0\x9F\x98\x80");
  EXPECT_EQ(decode_text("\xFE\xFF\0@\x20\xAC"s), "@\xE2\x82\xAC");
  EXPECT_EQ(decode_text("plain"), "plain");
  EXPECT_EQ(decode_text(""), "");
}

TEST(DecodeText, replaces_what_is_no_utf16) {
  using namespace std::string_literals;
  const std::string r = "\xEF\xBF\xBD";
  EXPECT_EQ(decode_text("\xFF\xFE\x00\xD8@\0"s), r + "@");  // a lone surrogate
  EXPECT_EQ(decode_text("\xFF\xFE\x00\xD8"s), r);
  EXPECT_EQ(decode_text("\xFF\xFE@\0x"s), "@" + r);  // half a unit
}

}  // namespace
}  // namespace aitherzero
