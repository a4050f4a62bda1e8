#include "shared/net/trust.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "shared/net/keys.hpp"
#include "shared/platform/files.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class TrustTest : public ::testing::Test {
 protected:
  std::string folder() const { return folder_.path(); }
  void write_trusted(const std::string& text) {
    ASSERT_TRUE(write_file_atomically(folder() + "/trusted", text));
  }

  TemporaryFolder folder_;
  std::string key_ = make_key_pair().public_key;
};

TEST_F(TrustTest, keys_are_made_once_and_secret) {
  const std::string keys = folder() + "/keys";
  const auto made = load_or_make_keys(keys);
  ASSERT_TRUE(made);
  EXPECT_TRUE(is_key(made->public_key));
  EXPECT_EQ(load_or_make_keys(keys)->secret_key, made->secret_key);
  EXPECT_EQ(*public_key_of(made->secret_key), made->public_key);
  EXPECT_EQ(
      std::filesystem::status(keys + "/id.secret").permissions(),
      std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(TrustTest, a_secret_that_others_may_read_is_refused) {
  ASSERT_TRUE(load_or_make_keys(folder()));
  std::filesystem::permissions(folder() + "/id.secret",
                               std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  const auto loaded = load_or_make_keys(folder());
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().advice, HasSubstr("chmod 600"));
}

TEST_F(TrustTest, a_damaged_key_is_named_with_its_file) {
  ASSERT_TRUE(write_file_atomically(folder() + "/id.secret", "nonsense\n",
                                    FileAccess::user_only));
  const auto loaded = load_or_make_keys(folder());
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().place.source, folder() + "/id.secret");
}

TEST_F(TrustTest, who_is_trusted_stands_in_a_file) {
  EXPECT_THAT(*read_trusted(folder()), SizeIs(0));
  ASSERT_TRUE(
      add_trusted(folder(), {key_, "build-1", {.agent = true}, {}, false}));
  const std::string other = make_key_pair().public_key;
  ASSERT_TRUE(add_trusted(folder(), {other, "ci", {.submitter = true}}));
  ASSERT_TRUE(add_trusted(folder(), {key_, "build-2", {.agent = true}}));
  const auto trusted = read_trusted(folder());
  ASSERT_TRUE(trusted);
  ASSERT_THAT(*trusted, SizeIs(2));
  EXPECT_EQ(trusted->at(0).name, "ci");
  EXPECT_EQ(trusted->at(1).name, "build-2");
  EXPECT_TRUE(trusted->at(1).roles.agent);
  EXPECT_FALSE(trusted->at(1).roles.may_submit());
}

TEST_F(TrustTest, a_bad_line_is_named_with_its_place) {
  write_trusted("# people\nagent nonsense x\n");
  const auto trusted = read_trusted(folder());
  ASSERT_FALSE(trusted);
  EXPECT_EQ(trusted.error().place.line, 2u);
  write_trusted("boss " + key_ + " x\n");
  EXPECT_THAT(read_trusted(folder()).error().message, HasSubstr("boss"));
  EXPECT_FALSE(add_trusted(folder(), {"short", "x", {.agent = true}}));
  EXPECT_FALSE(add_trusted(folder(), {key_, "two words", {.agent = true}}));
}

TEST_F(TrustTest, the_gatekeeper_sees_changes_and_fails_closed) {
  Gatekeeper gate(folder(), "own");
  EXPECT_TRUE(gate.find("own", 0)->roles.admin);
  EXPECT_FALSE(gate.find(key_, 0));
  ASSERT_TRUE(add_trusted(folder(), {key_, "a", {.agent = true}}));
  EXPECT_TRUE(gate.find(key_, 0)->roles.agent);
  write_trusted("nonsense\n");
  EXPECT_FALSE(gate.find(key_, 0));
  EXPECT_TRUE(gate.problem());
}

TEST_F(TrustTest, a_token_serves_once_and_for_a_time) {
  const std::string token = make_key_pair().public_key;
  ASSERT_TRUE(add_trusted(folder(), {token, "t", {.agent = true}, 100, false}));
  Gatekeeper gate(folder(), "own");
  EXPECT_TRUE(gate.find(token, 99)->is_token());
  EXPECT_FALSE(gate.find(token, 100));
  EXPECT_FALSE(redeem_token(folder(), token, key_, "late", 100));
  const auto redeemed = redeem_token(folder(), token, key_, "build-1", 99);
  ASSERT_TRUE(redeemed);
  EXPECT_EQ(redeemed->name, "build-1");
  EXPECT_TRUE(gate.find(key_, 1000)->roles.agent);
  const std::string other = make_key_pair().public_key;
  EXPECT_FALSE(redeem_token(folder(), token, other, "again", 99));
  EXPECT_FALSE(gate.find(token, 99));
}

TEST_F(TrustTest, a_reusable_token_serves_many) {
  const std::string token = make_key_pair().public_key;
  ASSERT_TRUE(add_trusted(folder(), {token, "t", {.agent = true}, 100, true}));
  ASSERT_TRUE(redeem_token(folder(), token, key_, "a", 99));
  const std::string other = make_key_pair().public_key;
  EXPECT_TRUE(redeem_token(folder(), token, other, "b", 99));
  // A key that is trusted is no token.
  EXPECT_FALSE(redeem_token(folder(), key_, other, "b", 99));
}

TEST_F(TrustTest, who_joins_becomes_nobody_else) {
  const std::string token = make_key_pair().public_key;
  const std::string alice = make_key_pair().public_key;
  ASSERT_TRUE(
      add_trusted(folder(), {token, "t", {.submitter = true}, 100, true}));
  ASSERT_TRUE(redeem_token(folder(), token, alice, "alice", 99));
  const auto join = [&](const std::string& key, const std::string& name) {
    const auto joined = redeem_token(folder(), token, key, name, 99);
    return joined ? "" : to_string(joined.error());
  };
  EXPECT_THAT(join(key_, "alice"), HasSubstr("another key is called alice"));
  EXPECT_THAT(join(key_, "owner"), HasSubstr("the controller's own key"));
  EXPECT_THAT(join(alice, "bob"), HasSubstr("known already, as alice"));
  EXPECT_EQ(join(alice, "alice"), "") << "she may come again";
}

TEST_F(TrustTest, joining_takes_no_role_away) {
  const std::string token = make_key_pair().public_key;
  ASSERT_TRUE(
      add_trusted(folder(), {key_, "root", {.admin = true}, {}, false}));
  ASSERT_TRUE(add_trusted(folder(), {token, "t", {.agent = true}, 100, true}));
  const auto joined = redeem_token(folder(), token, key_, "root", 99);
  ASSERT_TRUE(joined);
  EXPECT_TRUE(joined->roles.admin);
  EXPECT_TRUE(joined->roles.agent);
}

TEST_F(TrustTest, an_agent_may_come_back_with_another_key) {
  const std::string token = make_key_pair().public_key;
  ASSERT_TRUE(add_trusted(folder(), {token, "t", {.agent = true}, 100, true}));
  ASSERT_TRUE(redeem_token(folder(), token, key_, "pod-1", 99));
  const std::string other = make_key_pair().public_key;
  EXPECT_TRUE(redeem_token(folder(), token, other, "pod-1", 99));
}

TEST_F(TrustTest, controllers_are_known_by_their_endpoints) {
  const Endpoint here{"127.0.0.1", 7411};
  EXPECT_FALSE(*find_controller_key(folder(), here));
  ASSERT_TRUE(add_controller(folder(), here, make_key_pair().public_key));
  ASSERT_TRUE(add_controller(folder(), {"other", 1}, key_));
  ASSERT_TRUE(add_controller(folder(), here, key_));
  EXPECT_EQ(find_controller_key(folder(), here)->value(), key_);
  EXPECT_FALSE(add_controller(folder(), here, "no key"));
}

TEST(JoinToken, is_one_word_that_a_shell_takes_as_it_is) {
  const JoinToken token{{"build.example", 7411},
                        make_key_pair().public_key,
                        make_key_pair().secret_key};
  const std::string text = to_string(token);
  EXPECT_EQ(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789,:/.-"),
            std::string::npos);
  EXPECT_EQ(*parse_token(text + "\n", {}), token);
  for (const char* bad : {"", "az1", "az1,tcp://a:1,00,00", "az2,a,b,c"}) {
    EXPECT_FALSE(parse_token(bad, {})) << bad;
  }
  std::string damaged = text;
  damaged.back() = 'x';
  EXPECT_FALSE(parse_token(damaged, {}));
}

}  // namespace
}  // namespace aitherzero
