// aitherzero keys show: this user's public key, and who is trusted.
#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/controller_link.hpp"
#include "shared/net/keys.hpp"
#include "shared/net/trust.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

using Kind = OptionSpec::Kind;

std::string role_text(const TrustedKey& entry) {
  return entry.is_token() ? "join token for " + to_string(entry.roles)
                          : to_string(entry.roles);
}

std::string as_text(const std::string& folder, const KeyPair& keys,
                    const std::vector<TrustedKey>& trusted) {
  std::string text = fmt::format("{}\n\nin {}\n", keys.public_key, folder);
  if (!trusted.empty()) text += "\nTrusted by a controller with these keys:\n";
  for (const TrustedKey& entry : trusted) {
    text += fmt::format("  {:<20} {}  {}\n", entry.name, entry.key,
                        role_text(entry));
  }
  return text;
}

std::string as_json(const std::string& folder, const KeyPair& keys,
                    const std::vector<TrustedKey>& trusted) {
  Array entries;
  for (const TrustedKey& entry : trusted) {
    entries.push_back(Table{{"name", entry.name},
                            {"key", entry.key},
                            {"roles", to_string(entry.roles)},
                            {"token", entry.is_token()}});
  }
  return to_json(Table{{"publicKey", keys.public_key},
                       {"folder", folder},
                       {"trusted", std::move(entries)}},
                 JsonStyle::indented) +
         "\n";
}

Result<int> run(const CommandContext& context, const ParsedOptions& options) {
  TRY(const std::string folder, keys_folder(context, options));
  TRY(const KeyPair keys, load_or_make_keys(folder));
  TRY(const auto trusted, read_trusted(folder));
  const bool json = options.value("output-format") == "json";
  print_output(json ? as_json(folder, keys, trusted)
                    : as_text(folder, keys, trusted));
  return 0;
}

}  // namespace

const Command& keys_show_command() {
  static const Command k_command{
      {"keys show",
       "",
       0,
       0,
       "Prints this user's public key, and who is trusted.",
       "",
       {keys_option(),
        {"output-format",
         Kind::value,
         "FORMAT",
         "text (default) or json.",
         0,
         {"text", "json"}}}},
      run};
  return k_command;
}

}  // namespace aitherzero
