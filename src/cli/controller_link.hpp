// How commands find the controller that they talk to, and prove who they are.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "client/controller_client.hpp"
#include "shared/net/tcp_client.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero {

// --controller, --keys and --insecure-loopback.
std::vector<OptionSpec> controller_options();
OptionSpec keys_option();
OptionSpec insecure_option();

// --keys, else this user's own folder.
Result<std::string> keys_folder(const CommandContext& context,
                                const ParsedOptions& options);

// The link to the controller of --controller, with this user's keys, which are
// made where there are none. A controller that nobody has said anything of is
// taken for this user's own.
Result<TcpClientOptions> controller_link(const CommandContext& context,
                                         const ParsedOptions& options);

// A command's connection to the controller of --controller; its requests wait
// in its loop.
struct ControllerSession {
  explicit ControllerSession(ClientOptions options)
      : client(loop, std::move(options)) {}

  EventLoop loop;
  ControllerClient client;
};

// Without --controller `bad_input`. Whether the controller answers shows at
// the first request.
Result<std::unique_ptr<ControllerSession>> open_session(
    const CommandContext& context, const ParsedOptions& options);

// "user@host".
std::string user_at_host(const CommandContext& context);
// "aitherzero 0.1.0"
std::string software();

// --secret-file, NAME=VALUE a line.
OptionSpec secret_file_option();
Result<Secrets> read_secret_file(const ParsedOptions& options);

}  // namespace aitherzero
