#include "shared/pack/pack.hpp"

#include "shared/pack/limits.hpp"

namespace aitherzero {
namespace {

TEST(Pack, brings_values_back) {
  Table ordered{{"b", 1}, {"a", Array{}}};
  ordered.ordered = true;
  const Value value(Array{Value(), true, -1, std::int64_t{1} << 40, 0.5, "text",
                          Table{{"key", Table{}}}, ordered});
  const auto back = unpack_value(pack_value(value));
  ASSERT_TRUE(back) << to_string(back.error());
  EXPECT_EQ(*back, value);
}

TEST(Pack, a_script_block_travels_as_its_text) {
  const auto back = unpack_value(pack_value(Value(ScriptBlock{" 1 + 1 "})));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, Value(" 1 + 1 "));
}

TEST(Pack, refuses_bytes_behind_the_value) {
  EXPECT_FALSE(unpack_value(pack_value(Value(1)) + "x"));
}

TEST(Pack, refuses_too_deep_nesting) {
  EXPECT_FALSE(unpack_value(std::string(10'000, '\x91') + '\x01'));
}

TEST(Pack, refuses_too_deep_nesting_through_extensions) {
  std::string bytes("\xc0");
  for (std::size_t i = 0; i < k_max_packed_depth; ++i) {
    const std::string pair = "\x92\xa1k" + bytes;
    std::string ext = "\xc8";
    ext += static_cast<char>(pair.size() >> 8);
    ext += static_cast<char>(pair.size() & 0xff);
    ext += '\x01';
    bytes = ext + pair;
  }
  EXPECT_FALSE(unpack_value(bytes));
}

TEST(Pack, refuses_a_container_that_claims_more_than_is_there) {
  EXPECT_FALSE(unpack_value("\xdd\xff\xff\xff\xff"));
  EXPECT_FALSE(unpack_value("\xdb\xff\xff\xff\xff"));
}

TEST(PackReader, says_what_is_missing) {
  PackWriter out;
  out.array(1).string("only");
  const std::string bytes = out.take();
  PackReader in(bytes);
  in.enter(1);
  EXPECT_EQ(in.string(), "only");
  EXPECT_EQ(in.unsigned_number(), 0u);
  ASSERT_FALSE(in.finish());
  EXPECT_EQ(in.finish().error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace aitherzero
