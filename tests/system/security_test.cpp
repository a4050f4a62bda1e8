// Who gets in, what for, and what strangers can do: nothing.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "shared/net/keys.hpp"
#include "shared/net/trust.hpp"
#include "shared/platform/unique_fd.hpp"
#include "system/distributed_test.hpp"

namespace aitherzero {
namespace {

class Security : public DistributedTest {
 protected:
  // The public key in a folder of keys, which is made.
  std::string key_of(const std::string& keys) {
    std::string key = run({"keys", "init", "--keys", path(keys)}).out;
    if (!key.empty()) key.pop_back();
    return key;
  }
  // Somebody with keys of their own who knows the controller's.
  void know_controller(const std::string& keys) {
    const std::string key = run({"keys", "init"}).out;
    ASSERT_EQ(run({"keys", "trust", "--controller", endpoint,
                   key.substr(0, key.size() - 1), "--keys", path(keys)})
                  .exit_code,
              0);
  }
  // Somebody who knows the controller and may do what the role says; called
  // like the keys.
  void admit(const std::string& keys, const std::string& role) {
    know_controller(keys);
    trust(keys, role, keys);
  }
  Finished client_with(const std::string& keys,
                       std::vector<std::string> words) {
    words.insert(words.end(), {"--keys", path(keys)});
    return client(std::move(words));
  }
  void trust(const std::string& keys, const std::string& role,
             const std::string& name) {
    ASSERT_EQ(
        run({"keys", "trust", "--role", role, key_of(keys), name}).exit_code,
        0);
  }
};

TEST_F(Security, a_stranger_is_refused_and_told_what_to_do) {
  start_controller();
  know_controller("stranger");
  const Finished refused = client_with("stranger", {"run", "list"});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("does not trust this user's key"));
  EXPECT_THAT(refused.err, HasSubstr(key_of("stranger")));
  controller->wait_for_error("refused");
  EXPECT_THAT(controller->err(), HasSubstr(key_of("stranger")));
}

TEST_F(Security, a_controller_that_nobody_knows_is_not_believed) {
  start_controller();
  trust("other", "submitter", "other");
  const Finished refused = client_with("other", {"run", "list"});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("not the controller that was expected"));
}

TEST_F(Security, roles_say_who_may_what) {
  shell_script("0100_A", "echo x");
  start_controller();
  admit("ci", "submitter");
  admit("builder", "agent");
  const auto agent = start_agent("one", {"--keys", path("builder")});
  EXPECT_EQ(client_with("ci", {"orchestrate", "--sequence", "0100"}).exit_code,
            0);
  EXPECT_THAT(client_with("ci", {"run", "list"}).out, HasSubstr("ci"));
  const Finished drain = client_with("ci", {"agents", "drain", "one"});
  EXPECT_EQ(drain.exit_code, 2);
  EXPECT_THAT(drain.err, HasSubstr("ci may not drain agents"));
  const Finished submits =
      client_with("builder", {"orchestrate", "--sequence", "0100"});
  EXPECT_EQ(submits.exit_code, 2);
  EXPECT_THAT(submits.err, HasSubstr("builder may not submit runs"));
  const Finished serves =
      client_with("ci", {"agent", "--name", "two", "--data", path("two")});
  EXPECT_EQ(serves.exit_code, 3);
  EXPECT_THAT(serves.err, HasSubstr("ci is no agent"));
}

TEST_F(Security, one_submitter_does_not_cancel_anothers_run) {
  shell_script("0100_A", "echo x");
  start_controller();
  admit("ann", "submitter");
  admit("bob", "submitter");
  const Finished submitted =
      client_with("ann", {"orchestrate", "--sequence", "0100", "--detach"});
  const std::string run = submitted.out.substr(0, submitted.out.size() - 1);
  EXPECT_EQ(client_with("bob", {"run", "cancel", run}).exit_code, 2);
  EXPECT_EQ(client_with("ann", {"run", "cancel", run}).exit_code, 0);
}

// What ran on it runs elsewhere, and the agent does not stay.
TEST_F(Security, an_agent_ends_with_the_trust_in_its_key) {
  shell_script("0100_Runs",
               "echo x >> \"$SIDE/ran\"; test -e \"$SIDE/again\" || sleep 600");
  start_controller();
  admit("builder", "agent");
  const auto agent = start_agent("one", {"--keys", path("builder")});
  const std::string run = submit("0100");
  wait_for_file("ran");
  write("again", "");
  write("home/aitherzero/keys/trusted", "# nobody\n");
  const Finished ended = agent->finish();
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.err, HasSubstr("its key is not trusted"));
  const auto other = start_agent("two");
  EXPECT_EQ(follow(run).job("0100", "attempts.1.agent"), "two");
  EXPECT_EQ(count("ran"), 2u);
}

TEST_F(Security, a_token_enrols_an_agent_once) {
  start_controller();
  write("token", run({"keys", "token", "--controller", endpoint}).out);
  environment["XDG_STATE_HOME"] = path("elsewhere");
  const std::vector<std::string> words = {"--join", path("token"), "--keys",
                                          path("agent-keys")};
  {
    const auto agent = start_agent("one", words);
    EXPECT_THAT(agent->err(), HasSubstr("joined the controller"));
  }
  // It has keys of its own now.
  EXPECT_THAT(start_agent("one", words)->err(), Not(HasSubstr("joined")));
  const Finished again =
      run({"keys", "join", path("token"), "--keys", path("other-keys")});
  EXPECT_EQ(again.exit_code, 3);
  EXPECT_THAT(again.err, HasSubstr("used already"));
}

// Its key pair as if it were somebody's own.
TEST_F(Security, a_token_serves_for_nothing_else) {
  start_controller();
  const std::string token =
      run({"keys", "token", "--controller", endpoint, "--role", "admin"}).out;
  const auto parsed = parse_token(token, {});
  ASSERT_TRUE(parsed) << token;
  std::filesystem::create_directories(path("boss"));
  write("boss/id.secret", parsed->secret_key + "\n");
  write("boss/id.public", *public_key_of(parsed->secret_key) + "\n");
  std::filesystem::permissions(
      path("boss/id.secret"),
      std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  know_controller("boss");
  const Finished early = client_with("boss", {"run", "list"});
  EXPECT_EQ(early.exit_code, 2);
  EXPECT_THAT(early.err, HasSubstr("may not see runs"));
  EXPECT_EQ(run({"keys", "join", token.substr(0, token.size() - 1), "--name",
                 "chief", "--keys", path("chief")})
                .exit_code,
            0);
  EXPECT_EQ(client_with("chief", {"run", "list"}).exit_code, 0);
}

TEST_F(Security, a_key_that_is_trusted_no_more_does_not_get_in) {
  start_controller();
  know_controller("ci");
  trust("ci", "submitter", "ci");
  EXPECT_EQ(client_with("ci", {"run", "list"}).exit_code, 0);
  std::filesystem::remove(path("home/aitherzero/keys/trusted"));
  EXPECT_EQ(client_with("ci", {"run", "list"}).exit_code, 3);
}

TEST_F(Security, without_encryption_only_on_this_machine) {
  const Finished open =
      run({"controller", "--listen", "tcp://0.0.0.0:0", "--insecure-loopback"});
  EXPECT_EQ(open.exit_code, 2);
  EXPECT_THAT(open.err, HasSubstr("--insecure-loopback"));
  const Finished far =
      run({"run", "list", "--controller", "192.0.2.1", "--insecure-loopback"});
  EXPECT_EQ(far.exit_code, 2);
  start_controller({"--insecure-loopback"});
  EXPECT_EQ(client({"run", "list", "--insecure-loopback"}).exit_code, 0);
}

// A stranger that speaks no word of ours.
TEST_F(Security, garbage_on_the_socket_harms_nobody) {
  start_controller();
  const int port = std::atoi(endpoint.substr(endpoint.rfind(':') + 1).c_str());
  for (const int target : {port, port + 1}) {
    const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(target));
    ASSERT_EQ(
        ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address),
                  sizeof address),
        0);
    const std::string garbage(100'000, '\xff');
    static_cast<void>(
        ::send(socket.get(), garbage.data(), garbage.size(), MSG_NOSIGNAL));
  }
  EXPECT_EQ(client({"run", "list"}).exit_code, 0);
}

TEST_F(Security, two_agents_of_one_name_are_not_both_let_in) {
  start_controller();
  const auto first = start_agent("one");
  const auto second = start({"agent", "--controller", endpoint, "--name", "one",
                             "--data", path("home/other")});
  second->wait_for_error("refuses this agent");
  EXPECT_THAT(client({"agents", "list"}).out, HasSubstr("one"));
  const Finished same_data = run({"agent", "--controller", endpoint, "--name",
                                  "one", "--data", path("home/agent-one")});
  EXPECT_EQ(same_data.exit_code, 3);
  EXPECT_THAT(same_data.err, HasSubstr("in use"));
}

}  // namespace
}  // namespace aitherzero
