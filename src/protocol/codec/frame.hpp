// Inside the codec room: what all messages are written and read with. A frame
// is an array [type, field, …].
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "protocol/codec/fields.hpp"
#include "protocol/codec/limits.hpp"
#include "shared/pack/pack.hpp"

namespace aitherzero::codec {

// Opens the frame of a message with `fields` fields.
template <typename Type>
PackWriter& begin(PackWriter& out, Type type, std::size_t fields) {
  return out.array(fields + 1)
      .unsigned_number(static_cast<std::uint64_t>(type));
}

// Reads a frame: `read` takes the fields of a type and tells whether it knows
// the type.
template <typename Variant, typename Type, typename Read>
Result<Variant> decode_frame(std::string_view frame, const Read& read) {
  if (frame.size() > k_max_frame_size) {
    return fail(ErrorKind::corrupt,
                fmt::format("a frame of {} bytes is too large", frame.size()));
  }
  PackReader in(frame);
  FieldReader fields(in);
  in.enter(1);
  const std::uint64_t type = in.unsigned_number();
  TRY_VOID(in.finish());
  Variant message;
  if (!read(Type{type}, in, fields, message)) {
    return fail(ErrorKind::corrupt,
                fmt::format("unknown message type {}", type));
  }
  TRY_VOID(fields.finish());
  return message;
}

}  // namespace aitherzero::codec
