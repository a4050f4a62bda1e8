#include "shared/net/keys.hpp"

#include <gmock/gmock.h>

#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

TEST(Keys, begin_so_that_they_are_no_option_and_no_comment) {
  for (int i = 0; i < 1000; ++i) {
    const KeyPair pair = make_key_pair();
    EXPECT_TRUE(is_key(pair.public_key));
    EXPECT_TRUE(is_alphanumeric(pair.public_key.front())) << pair.public_key;
  }
}

TEST(Keys, a_public_key_follows_from_the_secret_one) {
  const KeyPair pair = make_key_pair();
  EXPECT_EQ(*public_key_of(pair.secret_key), pair.public_key);
  EXPECT_FALSE(public_key_of("too short"));
}

}  // namespace
}  // namespace aitherzero
