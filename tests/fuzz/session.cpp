// Any bytes as a frame of a session and as what a journal holds; what was
// understood is the same once it was written and read again. And any bytes at
// all as what a stranger says to a server that has a client.
#include "controller/journal/entries.hpp"
#include "controller/plan/plan_codec.hpp"
#include "fuzz.hpp"
#include "protocol/session/server_sessions.hpp"
#include "shared/base/assert.hpp"

namespace aitherzero {
namespace {

void packets(std::string_view bytes) {
  const auto packet = decode_packet(bytes);
  if (!packet) return;
  const auto again = decode_packet(encode_packet(*packet));
  AZ_ASSERT(again && *again == *packet);
}

void journal(std::string_view bytes) {
  if (const auto group = unpack_entries(bytes, RunId{1})) {
    const auto again = unpack_entries(pack_entries(*group), RunId{1});
    AZ_ASSERT(again && *again == *group);
  }
  if (const auto plan = unpack_plan(bytes)) {
    const std::string packed = pack_plan(*plan);
    const auto again = unpack_plan(packed);
    AZ_ASSERT(again && pack_plan(*again) == packed);
  }
}

void stranger(std::string_view bytes) {
  const Instant now = Instant{} + std::chrono::hours(1);
  std::uint64_t random = 1;
  ServerSessions sessions(
      1, {}, [&] { return random++; },
      [](PeerId peer) { return peer == PeerId{1} ? "a" : "b"; });
  const auto opened = sessions.receive(
      PeerId{1}, encode_packet(OpenPacket{1, {"one", 1, 1, 1}, ""}), now);
  const SessionId session = sessions.accept(
      std::get<ServerSessions::OpenRequested>(opened.at(0)), "", now);
  for (const auto& event : sessions.receive(PeerId{2}, bytes, now)) {
    AZ_ASSERT(!std::holds_alternative<ServerSessions::Delivered>(event));
  }
  sessions.flush(now);
  AZ_ASSERT(sessions.heard_at(session).has_value());
}

}  // namespace
}  // namespace aitherzero

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aitherzero;
  const std::string_view bytes = fuzz::text_of(data, size);
  packets(bytes);
  journal(bytes);
  stranger(bytes);
  return 0;
}
