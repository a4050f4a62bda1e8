// Any bytes as a message between a controller and those who talk to it; and
// what was understood is the same once it was encoded and decoded again.
#include "fuzz.hpp"
#include "protocol/codec/client_codec.hpp"
#include "protocol/codec/codec.hpp"
#include "shared/base/assert.hpp"

namespace {

template <typename Decode>
void try_one(std::string_view frame, Decode decode) {
  const auto message = decode(frame);
  if (!message) return;
  const std::string again = encode(*message);
  const auto decoded = decode(again);
  AZ_ASSERT(decoded && encode(*decoded) == again);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aitherzero;
  const std::string_view frame = fuzz::text_of(data, size);
  try_one(frame, decode_to_controller);
  try_one(frame, decode_to_agent);
  try_one(frame, decode_from_client);
  try_one(frame, decode_to_client);
  try_one(frame, decode_to_blob_server);
  try_one(frame, decode_from_blob_server);
  return 0;
}
