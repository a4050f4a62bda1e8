#include "protocol/session/packet.hpp"

#include <gmock/gmock.h>

#include "protocol/session/times.hpp"
#include "shared/pack/pack.hpp"

namespace aitherzero {
namespace {

std::vector<Packet> one_of_each() {
  return {OpenPacket{1, {"agent:a", 7, 8, 9}, "hello"},
          AcceptPacket{8, 9, {77}, Milliseconds(15'000), "welcome"},
          RefusePacket{8, 9, true, "no"},
          DataPacket{{77}, 3, 2, {"one", "two"}},
          DataPacket{{77}, 0, 2, {}},
          ClosePacket{{77}}};
}

TEST(Packet, reads_what_it_wrote) {
  for (const Packet& packet : one_of_each()) {
    const auto read = decode_packet(encode_packet(packet));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, packet);
  }
}

// The example of docs/design/protocol.md.
TEST(Packet, has_the_documented_bytes) {
  EXPECT_EQ(encode_packet(DataPacket{{5}, 1, 0, {"hi"}}),
            std::string("\x95\x04\x05\x01\x00\x91\xa2hi", 9));
}

TEST(Packet, of_any_shorter_bytes_is_refused) {
  for (const Packet& packet : one_of_each()) {
    const std::string frame = encode_packet(packet);
    for (std::size_t size = 0; size < frame.size(); ++size) {
      EXPECT_FALSE(decode_packet(std::string_view(frame).substr(0, size)));
    }
  }
}

TEST(Packet, beyond_its_limits_is_refused) {
  EXPECT_FALSE(decode_packet(
      encode_packet(OpenPacket{1, {std::string(300, 'n'), 1, 1, 1}, ""})));
  EXPECT_FALSE(decode_packet(
      encode_packet(AcceptPacket{1, 1, {1}, Milliseconds(0), ""})));
  EXPECT_FALSE(decode_packet(
      encode_packet(RefusePacket{1, 1, false, std::string(5000, 'r')})));
  EXPECT_FALSE(decode_packet(encode_packet(
      DataPacket{{1}, 1, 0, std::vector<std::string>(k_packet_messages + 1)})));
  EXPECT_FALSE(decode_packet(encode_packet(DataPacket{{1}, 0, 0, {"x"}})));
  EXPECT_FALSE(decode_packet(encode_packet(DataPacket{{1}, 1, 0, {}})));
  PackWriter unknown;
  unknown.array(2).unsigned_number(99).nil();
  EXPECT_FALSE(decode_packet(unknown.take()));
  EXPECT_FALSE(decode_packet(std::string(17u << 20, '\x91')));
}

}  // namespace
}  // namespace aitherzero
