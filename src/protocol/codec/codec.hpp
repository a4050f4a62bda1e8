// Messages as frames of bytes and back. A frame is one MessagePack array
// [type, field, …] with positional fields; docs/design/protocol.md has the
// grammar and example bytes. Decoding is safe on any bytes and checks every
// limit of limits.hpp; what does not fit is ErrorKind::corrupt.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/message/message.hpp"
#include "shared/base/result.hpp"

namespace aitherzero {

std::string encode(const ToController& message);
std::string encode(const ToAgent& message);

Result<ToController> decode_to_controller(std::string_view frame);
Result<ToAgent> decode_to_agent(std::string_view frame);

// The attempt that a StartAttempt is about, where the rest of it may be such
// that decode_to_agent() refuses it.
std::optional<AttemptId> attempt_to_start(std::string_view frame);

}  // namespace aitherzero
