// Who may talk to whom, as files in a folder of keys:
//
//   trusted       who may connect to a controller with these keys
//                   ROLE[,ROLE…] KEY NAME
//                   join-ROLE KEY NAME until=SECONDS [reusable]
//   controllers   the keys of controllers, for those who connect to them
//                   ENDPOINT KEY
//
// A join token is a key pair that the controller made for one who is not yet
// known: whoever holds it may do one thing, have a key of its own trusted.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/net/endpoint.hpp"

namespace aitherzero {

struct Roles {
  bool agent = false;      // offers slots
  bool submitter = false;  // submits runs, and follows and cancels its own
  bool admin = false;      // everything else; includes submitter

  bool may_submit() const { return submitter || admin; }
  bool any() const { return agent || submitter || admin; }
  static Roles all() { return {true, true, true}; }
  friend bool operator==(const Roles&, const Roles&) = default;
};

// "agent,submitter"; `bad_input` for a word that is no role.
Result<Roles> parse_roles(std::string_view text, const Place& place);
std::string to_string(const Roles& roles);

// Whose key the folder's own is.
constexpr std::string_view k_owner_name = "owner";

struct TrustedKey {
  std::string key;
  std::string name;  // what people call its owner: one word
  Roles roles;       // of a token: those that its user will have
  // Only of tokens: until when it serves, in seconds since 1970.
  std::optional<std::uint64_t> token_until;
  bool reusable = false;

  bool is_token() const { return token_until.has_value(); }
  friend bool operator==(const TrustedKey&, const TrustedKey&) = default;
};

// Nothing there is nobody trusted; a line that cannot be read is `bad_input`
// with its place.
Result<std::vector<TrustedKey>> read_trusted(const std::string& folder);
// Replaces what is known of the key.
Status add_trusted(const std::string& folder, const TrustedKey& entry);
// The owner of a token has `key` trusted under `name`, which adds to the roles
// that the key has; the token is used up unless it is reusable. `not_found` for
// a token that is not there or too old, `bad_input` for the name of somebody
// else who submits runs.
Result<TrustedKey> redeem_token(const std::string& folder,
                                const std::string& token_key,
                                const std::string& key, const std::string& name,
                                std::uint64_t now_seconds);

// Looks keys up in `trusted`, reading the file again when it has changed. The
// owner of the folder's own key may do everything. For one thread.
class Gatekeeper {
 public:
  Gatekeeper(std::string folder, std::string own_key)
      : folder_(std::move(folder)), own_key_(std::move(own_key)) {}

  // Nothing for one who is not trusted. A file that cannot be read trusts
  // nobody; `problem` has the reason then.
  std::optional<TrustedKey> find(const std::string& key,
                                 std::uint64_t now_seconds);
  const std::optional<Error>& problem() const { return problem_; }

 private:
  void read_again_if_changed();

  std::string folder_;
  std::string own_key_;
  std::vector<TrustedKey> trusted_;
  std::optional<std::filesystem::file_time_type> known_;  // when it was read
  std::optional<Error> problem_;
};

// The key of the controller at an endpoint, as `controllers` has it.
Result<std::optional<std::string>> find_controller_key(
    const std::string& folder, const Endpoint& endpoint);
Status add_controller(const std::string& folder, const Endpoint& endpoint,
                      const std::string& key);

// A token as text that a person can carry: one word, safe in a shell.
struct JoinToken {
  Endpoint controller;
  std::string controller_key;
  std::string secret_key;

  friend bool operator==(const JoinToken&, const JoinToken&) = default;
};
std::string to_string(const JoinToken& token);
Result<JoinToken> parse_token(std::string_view text, const Place& place);

}  // namespace aitherzero
