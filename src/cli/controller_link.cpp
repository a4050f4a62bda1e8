#include "cli/controller_link.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "cli/version.hpp"
#include "shared/base/text.hpp"
#include "shared/net/trust.hpp"
#include "shared/platform/files.hpp"
#include "shared/platform/paths.hpp"
#include "shared/platform/system.hpp"

namespace aitherzero {

using Kind = OptionSpec::Kind;

OptionSpec keys_option() {
  return {"keys", Kind::value, "DIR",
          "Folder of keys (this user's own, made on first use)."};
}

OptionSpec insecure_option() {
  return {"insecure-loopback", Kind::flag, "",
          "No encryption and no keys; only on this machine."};
}

std::vector<OptionSpec> controller_options() {
  return {{"controller", Kind::value, "ENDPOINT",
           "The controller: tcp://HOST:PORT (port 7411)."},
          keys_option(),
          insecure_option()};
}

Result<std::string> keys_folder(const CommandContext& context,
                                const ParsedOptions& options) {
  if (const auto chosen = options.value("keys")) {
    return (std::filesystem::path(context.current_directory) / *chosen)
        .lexically_normal()
        .string();
  }
  TRY(const std::string state, state_folder(context.environment));
  return state + "/keys";
}

Result<TcpClientOptions> controller_link(const CommandContext& context,
                                         const ParsedOptions& options) {
  TcpClientOptions link;
  TRY(link.endpoint, parse_endpoint(options.value("controller").value_or(""),
                                    options.origin("controller")));
  link.curve = !options.flag("insecure-loopback");
  if (!link.curve) {
    if (link.endpoint.is_loopback()) return link;
    return fail(
        ErrorKind::bad_input,
        fmt::format("{} is not on this machine", to_string(link.endpoint)),
        options.origin("insecure-loopback"), "leave out --insecure-loopback");
  }
  TRY(const std::string folder, keys_folder(context, options));
  TRY(link.keys, load_or_make_keys(folder));
  TRY(const auto known, find_controller_key(folder, link.endpoint));
  link.server_key = known.value_or(link.keys.public_key);
  return link;
}

Result<std::unique_ptr<ControllerSession>> open_session(
    const CommandContext& context, const ParsedOptions& options) {
  if (!options.value("controller")) {
    return fail(ErrorKind::bad_input, "which controller?", {},
                "give --controller tcp://HOST:PORT, or set "
                "AITHERZERO_CONTROLLER");
  }
  ClientOptions client;
  TRY(client.link, controller_link(context, options));
  client.user = user_at_host(context);
  client.software = software();
  return std::make_unique<ControllerSession>(std::move(client));
}

std::string user_at_host(const CommandContext& context) {
  std::string user = get(context.environment, "USER");
  if (user.empty()) user = get(context.environment, "USERNAME");
  if (user.empty()) user = "somebody";
  return user + "@" + host_name();
}

std::string software() { return fmt::format("aitherzero {}", k_version); }

OptionSpec secret_file_option() {
  return {"secret-file", Kind::value, "FILE",
          "Values of secrets, NAME=VALUE a line; others are taken from the "
          "environment."};
}

Result<Secrets> read_secret_file(const ParsedOptions& options) {
  constexpr std::size_t k_max_bytes = 4u << 20;
  Secrets secrets;
  const auto path = options.value("secret-file");
  if (!path) return secrets;
  TRY(const std::string text, read_file(*path, k_max_bytes));
  Place place{*path, 0, 0};
  for (std::string_view line : split(text, '\n')) {
    ++place.line;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (trim(line).empty() || trim(line).starts_with('#')) continue;
    const std::size_t equals = line.find('=');
    // The line itself may be a secret: it is not shown.
    if (equals == std::string_view::npos || equals == 0) {
      return fail(ErrorKind::bad_input, "this line sets no secret", place,
                  "write NAME=VALUE");
    }
    secrets[std::string(trim(line.substr(0, equals)))] =
        line.substr(equals + 1);
  }
  return secrets;
}

}  // namespace aitherzero
