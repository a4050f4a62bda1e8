// A run's record as bytes and back.
#pragma once

#include <string>
#include <string_view>

#include "controller/journal/journal.hpp"
#include "protocol/message/client_message.hpp"

namespace aitherzero {

std::string pack_record(const RunRecord& record);
Result<RunRecord> unpack_record(std::string_view bytes);

// What people are told of a run, as far as its record knows.
RunInfo run_info(const RunRecord& record, std::uint64_t now_ms);

}  // namespace aitherzero
