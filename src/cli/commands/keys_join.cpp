// aitherzero keys join: has this user's key trusted, with a token.
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/controller_link.hpp"
#include "cli/joining.hpp"

namespace aitherzero {
namespace {

using Kind = OptionSpec::Kind;

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const std::string folder, keys_folder(context, options));
  TRY(const JoinToken token, read_token(options.operands().front(), {}));
  const std::string name =
      options.value("name").value_or(user_at_host(context));
  TRY_VOID(join_controller(context, token, folder, name));
  print_output(fmt::format("{} knows this key as {}\n",
                           to_string(token.controller), name));
  return 0;
}

}  // namespace

const Command& keys_join_command() {
  static const Command k_command{
      {"keys join",
       "TOKEN",
       1,
       1,
       "Enrols this user's key at a controller.",
       "TOKEN is what 'aitherzero keys token' printed there, or a file with "
       "it; "
       "a file keeps it\nout of the list of processes.",
       {{"name", Kind::value, "NAME",
         "What the controller calls it (USER@HOST)."},
        keys_option()}},
      run};
  return k_command;
}

}  // namespace aitherzero
