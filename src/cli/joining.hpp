// Enrolment with a join token: this user's key becomes trusted by a controller,
// and the controller's key known here.
#pragma once

#include <string>

#include "cli/command.hpp"
#include "shared/net/trust.hpp"

namespace aitherzero {

// A token, or the path of a file with one: what an option says.
Result<JoinToken> read_token(const std::string& token_or_file,
                             const Place& place);

// Asks the controller of the token to trust the keys in `folder` as `name`.
Status join_controller(const CommandContext& context, const JoinToken& token,
                       const std::string& folder, const std::string& name);

}  // namespace aitherzero
