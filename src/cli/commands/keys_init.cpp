// aitherzero keys init: makes this user's keys.
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/controller_link.hpp"
#include "shared/net/keys.hpp"

namespace aitherzero {
namespace {

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const std::string folder, keys_folder(context, options));
  TRY(const KeyPair keys, load_or_make_keys(folder));
  print_output(fmt::format("{}\n", keys.public_key));
  return 0;
}

}  // namespace

const Command& keys_init_command() {
  static const Command k_command{
      {"keys init",
       "",
       0,
       0,
       "Makes this user's keys where there are none; prints the public one.",
       "Every command that needs keys makes them by itself; this one is for "
       "scripts that set\na machine up.",
       {keys_option()}},
      run};
  return k_command;
}

}  // namespace aitherzero
