#include "shared/platform/terminal.hpp"

namespace aitherzero {

bool wants_colour_if(bool terminal, const Environment& environment) {
  if (!get(environment, "NO_COLOR").empty()) return false;
  const std::string force = get(environment, "CLICOLOR_FORCE");
  if (!force.empty() && force != "0") return true;
  return terminal && get(environment, "TERM") != "dumb" &&
         get(environment, "CLICOLOR") != "0";
}

bool wants_colour(int descriptor, const Environment& environment) {
  return wants_colour_if(is_terminal(descriptor), environment);
}

}  // namespace aitherzero
