// Where things of this user and this machine are. All paths are absolute.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/base/result.hpp"
#include "shared/platform/environment.hpp"

namespace aitherzero {

// This user's folders for the application; they need not exist yet.
// Linux: $XDG_STATE_HOME/aitherzero, or ~/.local/state/aitherzero, and
// $XDG_CACHE_HOME/aitherzero, or ~/.cache/aitherzero; a relative value of the
// variables is ignored, as XDG asks. Windows: %LOCALAPPDATA%\aitherzero\state
// and \cache. `not_found` when the environment names no home.
Result<std::string> state_folder(const Environment& environment);
Result<std::string> cache_folder(const Environment& environment);

// The file that this process runs, with links resolved.
Result<std::string> executable_path();

// The first executable file called `name` in the folders of `search_path`
// (the value of PATH). A name with a slash is looked at as a path instead.
// Empty and relative folders of PATH are skipped: what runs must not depend
// on the current folder.
std::optional<std::string> find_program(std::string_view name,
                                        std::string_view search_path);

}  // namespace aitherzero
