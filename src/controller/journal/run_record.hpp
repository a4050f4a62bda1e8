// A run's record as bytes and back.
#pragma once

#include <string>
#include <string_view>

#include "controller/journal/journal.hpp"

namespace aitherzero {

std::string pack_record(const RunRecord& record);
Result<RunRecord> unpack_record(std::string_view bytes);

}  // namespace aitherzero
