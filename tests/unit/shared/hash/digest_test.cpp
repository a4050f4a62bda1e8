#include "shared/hash/digest.hpp"

#include <gtest/gtest.h>

#include <unordered_set>

namespace aitherzero {
namespace {

// FIPS 180-2, appendix B, and the digest of nothing.
TEST(Digest, is_sha256) {
  EXPECT_EQ(digest_of("").hex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(digest_of("abc").hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest_of(std::string(1'000'000, 'a')).hex(),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Digest, of_pieces_is_that_of_the_whole) {
  std::string whole;
  Hasher hasher;
  for (std::size_t size = 0; size < 300; size += 7) {
    const std::string piece(size, static_cast<char>(size));
    whole += piece;
    hasher.update(piece);
  }
  EXPECT_EQ(hasher.finish(), digest_of(whole));
}

TEST(Digest, is_read_back_from_text_and_bytes) {
  const Digest digest = digest_of("abc");
  EXPECT_EQ(Digest::from_hex(digest.hex()), digest);
  EXPECT_EQ(Digest::from_bytes(digest.view()), digest);
  EXPECT_FALSE(Digest::from_hex(digest.hex().substr(1)));
  EXPECT_FALSE(Digest::from_hex(std::string(64, 'G')));
  EXPECT_FALSE(Digest::from_hex(std::string(64, 'A')));
  EXPECT_FALSE(Digest::from_bytes("short"));
}

TEST(Digest, can_be_a_key) {
  std::unordered_set<Digest> seen{digest_of("a"), digest_of("b")};
  EXPECT_TRUE(seen.contains(digest_of("a")));
  EXPECT_FALSE(seen.contains(digest_of("c")));
}

}  // namespace
}  // namespace aitherzero
