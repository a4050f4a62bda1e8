// A run for people, once it has ended: a table, each failure with what is
// needed to mend it, and one closing line. Pure.
#pragma once

#include <string>

#include "controller/report/run_result.hpp"

namespace aitherzero {

std::string render_text(const RunReport& report, bool colour);

}  // namespace aitherzero
