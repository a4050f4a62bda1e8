// aitherzero keys token: a join token, with which one is enrolled.
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/controller_link.hpp"
#include "shared/net/keys.hpp"
#include "shared/net/trust.hpp"
#include "shared/platform/system.hpp"

namespace aitherzero {
namespace {

using Kind = OptionSpec::Kind;

constexpr int k_default_minutes = 60;

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const std::string folder, keys_folder(context, options));
  TRY(const KeyPair own, load_or_make_keys(folder));
  JoinToken token;
  TRY(token.controller,
      parse_endpoint(options.value("controller").value_or(host_name()),
                     options.origin("controller")));
  TRY(const auto minutes, options.count("minutes"));
  const KeyPair pair = make_key_pair();
  TrustedKey entry{pair.public_key, "token", {}};
  TRY(entry.roles, parse_roles(options.value("role").value_or("agent"),
                               options.origin("role")));
  entry.token_until =
      wall_clock_ms() / 1000 +
      60 * static_cast<std::uint64_t>(minutes.value_or(k_default_minutes));
  entry.reusable = options.flag("reusable");
  TRY_VOID(add_trusted(folder, entry));
  token.controller_key = own.public_key;
  token.secret_key = pair.secret_key;
  print_output(to_string(token) + "\n");
  return 0;
}

constexpr char k_details[] =
    "To be run on the controller's machine, by the user that runs it. On the "
    "other machine:\n\n  aitherzero agent --join FILE       with the token in "
    "FILE, or\n  aitherzero keys join FILE          for a submitter.\n\nWho "
    "has "
    "a token may use it once, until its time is over. Keep it as secret as a\n"
    "password until then.";

}  // namespace

const Command& keys_token_command() {
  static const Command k_command{
      {"keys token",
       "",
       0,
       0,
       "Prints a token with which a machine is enrolled by one command.",
       k_details,
       {{"role", Kind::value, "ROLES",
         "What its user may be: agent (default), submitter, admin."},
        {"controller", Kind::value, "ENDPOINT",
         "Where others reach this controller (this host's name, port 7411)."},
        {"minutes", Kind::value, "N", "How long it serves (60)."},
        {"reusable", Kind::flag, "", "It may be used more than once."},
        keys_option()}},
      run};
  return k_command;
}

}  // namespace aitherzero
