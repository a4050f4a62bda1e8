// What travels in a frame: the session's own words around messages that it
// does not look into. docs/design/protocol.md has the grammar.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/base/ids.hpp"
#include "shared/base/result.hpp"
#include "shared/base/time.hpp"

namespace aitherzero {

using SessionId = StrongId<struct SessionIdTag, std::uint64_t>;

// Who asks for a session. A client's name is held by one client at a time.
struct Opener {
  std::string name;
  std::uint64_t identity = 0;  // random, the client's own across restarts
  std::uint64_t boot = 0;      // rises with every start of the client
  std::uint64_t opening = 0;   // rises with every session that it asks for

  // Whether it asked later than another request of the same client.
  bool is_after(const Opener& other) const {
    return boot != other.boot ? boot > other.boot : opening > other.opening;
  }
  friend bool operator==(const Opener&, const Opener&) = default;
};

struct OpenPacket {
  std::uint64_t version = 0;
  Opener opener;
  std::string hello;  // the client's first message
  friend bool operator==(const OpenPacket&, const OpenPacket&) = default;
};
struct AcceptPacket {
  std::uint64_t boot = 0;
  std::uint64_t opening = 0;
  SessionId session;
  Milliseconds lease{};
  std::string welcome;  // the server's first message
  friend bool operator==(const AcceptPacket&, const AcceptPacket&) = default;
};
struct RefusePacket {
  std::uint64_t boot = 0;
  std::uint64_t opening = 0;
  bool for_ever = false;  // else the client may ask again later
  std::string reason;
  friend bool operator==(const RefusePacket&, const RefusePacket&) = default;
};
struct DataPacket {
  SessionId session;
  std::uint64_t number = 0;        // from 1; 0 carries no messages
  std::uint64_t acknowledged = 0;  // the last number received in order
  std::vector<std::string> messages;
  friend bool operator==(const DataPacket&, const DataPacket&) = default;
};
// The session is not, or no longer, known to the sender.
struct ClosePacket {
  SessionId session;
  friend bool operator==(const ClosePacket&, const ClosePacket&) = default;
};

using Packet = std::variant<OpenPacket, AcceptPacket, RefusePacket, DataPacket,
                            ClosePacket>;

std::string encode_packet(const Packet& packet);
// Safe on any bytes; what does not fit is ErrorKind::corrupt.
Result<Packet> decode_packet(std::string_view frame);

}  // namespace aitherzero
