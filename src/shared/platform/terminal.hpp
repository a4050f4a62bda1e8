// What is on the other side of standard output and standard error.
#pragma once

#include "shared/platform/environment.hpp"

namespace aitherzero {

bool is_terminal(int descriptor);

// The terminal's width in columns; `fallback` where it is not known.
int terminal_width(int descriptor, int fallback = 80);

// Whether to colour what goes to `descriptor`. NO_COLOR (not empty) says no;
// otherwise CLICOLOR_FORCE (not empty, not "0") says yes; otherwise a
// terminal says yes unless TERM is "dumb" or CLICOLOR is "0".
bool wants_colour(int descriptor, const Environment& environment);
// The same rule without asking the system.
bool wants_colour_if(bool terminal, const Environment& environment);

}  // namespace aitherzero
