#include "cli/joining.hpp"

#include "cli/controller_link.hpp"
#include "client/controller_client.hpp"
#include "shared/net/keys.hpp"
#include "shared/platform/files.hpp"

namespace aitherzero {

Result<JoinToken> read_token(const std::string& token_or_file,
                             const Place& place) {
  constexpr std::size_t k_max_bytes = 4096;
  if (token_or_file.starts_with("az1,")) {
    return parse_token(token_or_file, place);
  }
  TRY(const std::string text, read_file(token_or_file, k_max_bytes));
  return parse_token(text, {token_or_file, 0, 0});
}

Status join_controller(const CommandContext& context, const JoinToken& token,
                       const std::string& folder, const std::string& name) {
  TRY(const KeyPair own, load_or_make_keys(folder));
  ClientOptions options;
  options.link.endpoint = token.controller;
  options.link.server_key = token.controller_key;
  options.link.keys.secret_key = token.secret_key;
  TRY(options.link.keys.public_key, public_key_of(token.secret_key));
  options.user = user_at_host(context);
  options.software = software();
  EventLoop loop;
  ControllerClient client(loop, options);
  JoinRequest request;
  request.key = own.public_key;
  request.name = name;
  const auto joined = client.ask<RequestDone>(request);
  if (!joined) {
    Error error = joined.error();
    if (error.kind == ErrorKind::unavailable &&
        error.advice.find("trust") != std::string::npos) {
      error.message = "this token was used already, or is too old";
      error.advice = "'aitherzero keys token' on the controller makes another";
    }
    return tl::make_unexpected(error);
  }
  return add_controller(folder, token.controller, token.controller_key);
}

}  // namespace aitherzero
