// aitherzero keys trust: lets somebody connect, or makes a controller known.
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/controller_link.hpp"
#include "shared/net/keys.hpp"
#include "shared/net/trust.hpp"

namespace aitherzero {
namespace {

using Kind = OptionSpec::Kind;

Result<int> trust_controller(const std::string& folder,
                             const ParsedOptions& options) {
  TRY(const Endpoint endpoint, parse_endpoint(*options.value("controller"),
                                              options.origin("controller")));
  TRY_VOID(add_controller(folder, endpoint, options.operands().front()));
  print_output(fmt::format("{} is known\n", to_string(endpoint)));
  return 0;
}

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const std::string folder, keys_folder(context, options));
  TRY([[maybe_unused]] const KeyPair own, load_or_make_keys(folder));
  if (options.value("controller")) return trust_controller(folder, options);
  if (options.operands().size() < 2) {
    return fail(ErrorKind::bad_input, "whose key is it?", {},
                "give KEY NAME, with --role agent, submitter or admin");
  }
  TrustedKey entry{options.operands()[0], options.operands()[1], {}};
  TRY(entry.roles, parse_roles(options.value("role").value_or("agent"),
                               options.origin("role")));
  TRY_VOID(add_trusted(folder, entry));
  print_output(fmt::format("{} may connect as {}\n", entry.name,
                           to_string(entry.roles)));
  return 0;
}

constexpr char k_details[] =
    "On a controller's machine: KEY NAME lets the owner of a key connect, at "
    "once. To take it\nback, remove its line from the file 'trusted' in the "
    "folder of keys.\n\nOn others: --controller ENDPOINT KEY makes the key of "
    "a "
    "controller known.";

}  // namespace

const Command& keys_trust_command() {
  static const Command k_command{
      {"keys trust",
       "KEY [NAME]",
       2,
       1,
       "Lets the owner of a key connect to the controller of these keys.",
       k_details,
       {{"role", Kind::value, "ROLES",
         "agent (default), submitter, admin; several with commas."},
        {"controller", Kind::value, "ENDPOINT",
         "The key is that of the controller there."},
        keys_option()}},
      run};
  return k_command;
}

}  // namespace aitherzero
