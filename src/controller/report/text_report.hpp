// A run for people, once it has ended: a table, each failure with what is
// needed to mend it, and one closing line. Pure.
#pragma once

#include <string>

#include "controller/report/run_result.hpp"

namespace aitherzero {

enum class TextDetail {
  all,       // a row for each job
  failures,  // no rows: what failed, and the closing line
};

std::string render_text(const RunReport& report, bool colour,
                        TextDetail detail = TextDetail::all);

}  // namespace aitherzero
