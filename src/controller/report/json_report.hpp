// A run as JSON: a public interface whose keys are added to, never renamed
// (docs/guide/reports.md). Pure.
#pragma once

#include <string>

#include "controller/report/run_result.hpp"

namespace aitherzero {

std::string render_json(const RunReport& report);

}  // namespace aitherzero
