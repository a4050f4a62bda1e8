// Any bytes as a frame between controller and agent; and what was understood
// is the same once it was encoded and decoded again.
#include "fuzz.hpp"
#include "protocol/codec/codec.hpp"
#include "shared/base/assert.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aitherzero;
  const std::string_view frame = fuzz::text_of(data, size);
  if (const auto message = decode_to_controller(frame)) {
    const std::string again = encode(*message);
    const auto decoded = decode_to_controller(again);
    AZ_ASSERT(decoded && encode(*decoded) == again);
  }
  if (const auto message = decode_to_agent(frame)) {
    const std::string again = encode(*message);
    const auto decoded = decode_to_agent(again);
    AZ_ASSERT(decoded && encode(*decoded) == again);
  }
  return 0;
}
