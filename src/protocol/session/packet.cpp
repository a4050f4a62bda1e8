#include "protocol/session/packet.hpp"

#include <fmt/format.h>

#include "protocol/codec/limits.hpp"
#include "protocol/session/times.hpp"
#include "shared/pack/pack.hpp"

namespace aitherzero {
namespace {

// First item of a packet. Never renumber.
enum class Type : std::uint64_t {
  open = 1,
  accept = 2,
  refuse = 3,
  data = 4,
  close = 5,
};

constexpr std::size_t k_max_name = 256;
constexpr std::size_t k_max_reason = 4096;
constexpr std::int64_t k_max_lease_ms = 24 * 3600 * 1000;

struct Encoder {
  PackWriter& out;

  PackWriter& begin(Type type, std::size_t fields) const {
    return out.array(fields + 1)
        .unsigned_number(static_cast<std::uint64_t>(type));
  }
  void operator()(const OpenPacket& p) const {
    begin(Type::open, 6)
        .unsigned_number(p.version)
        .string(p.opener.name)
        .unsigned_number(p.opener.identity)
        .unsigned_number(p.opener.boot)
        .unsigned_number(p.opener.opening)
        .string(p.hello);
  }
  void operator()(const AcceptPacket& p) const {
    begin(Type::accept, 5)
        .unsigned_number(p.boot)
        .unsigned_number(p.opening)
        .unsigned_number(p.session.value)
        .unsigned_number(static_cast<std::uint64_t>(p.lease.count()))
        .string(p.welcome);
  }
  void operator()(const RefusePacket& p) const {
    begin(Type::refuse, 4)
        .unsigned_number(p.boot)
        .unsigned_number(p.opening)
        .boolean(p.for_ever)
        .string(p.reason);
  }
  void operator()(const DataPacket& p) const {
    begin(Type::data, 4)
        .unsigned_number(p.session.value)
        .unsigned_number(p.number)
        .unsigned_number(p.acknowledged)
        .array(p.messages.size());
    for (const std::string& message : p.messages) out.string(message);
  }
  void operator()(const ClosePacket& p) const {
    begin(Type::close, 1).unsigned_number(p.session.value);
  }
};

tl::unexpected<Error> corrupt(std::string what) {
  return fail(ErrorKind::corrupt, std::move(what));
}

Result<Packet> checked(PackReader& in, Packet packet) {
  TRY_VOID(in.finish());
  return packet;
}

Result<Packet> read_open(PackReader& in) {
  OpenPacket p;
  p.version = in.unsigned_number();
  p.opener.name = in.string();
  p.opener.identity = in.unsigned_number();
  p.opener.boot = in.unsigned_number();
  p.opener.opening = in.unsigned_number();
  p.hello = in.string();
  if (p.opener.name.size() > k_max_name) return corrupt("a name is too long");
  return checked(in, std::move(p));
}

Result<Packet> read_accept(PackReader& in) {
  AcceptPacket p;
  p.boot = in.unsigned_number();
  p.opening = in.unsigned_number();
  p.session = {in.unsigned_number()};
  const std::uint64_t lease = in.unsigned_number();
  if (lease == 0 || lease > k_max_lease_ms) {
    return corrupt("a lease is out of range");
  }
  p.lease = Milliseconds(static_cast<std::int64_t>(lease));
  p.welcome = in.string();
  return checked(in, std::move(p));
}

Result<Packet> read_refuse(PackReader& in) {
  RefusePacket p;
  p.boot = in.unsigned_number();
  p.opening = in.unsigned_number();
  p.for_ever = in.boolean();
  p.reason = in.string();
  if (p.reason.size() > k_max_reason) return corrupt("a reason is too long");
  return checked(in, std::move(p));
}

Result<Packet> read_data(PackReader& in) {
  DataPacket p;
  p.session = {in.unsigned_number()};
  p.number = in.unsigned_number();
  p.acknowledged = in.unsigned_number();
  const std::size_t count = in.array();
  if (count > k_packet_messages) return corrupt("a packet has too many parts");
  if ((p.number == 0) != (count == 0)) {
    return corrupt("a packet with messages has a number, and only that");
  }
  p.messages.reserve(count);
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    p.messages.push_back(in.string());
  }
  return checked(in, std::move(p));
}

}  // namespace

std::string encode_packet(const Packet& packet) {
  PackWriter out;
  std::visit(Encoder{out}, packet);
  return out.take();
}

Result<Packet> decode_packet(std::string_view frame) {
  if (frame.size() > k_max_frame_size) {
    return corrupt(
        fmt::format("a frame of {} bytes is too large", frame.size()));
  }
  PackReader in(frame);
  in.enter(1);
  const Type type{in.unsigned_number()};
  TRY_VOID(in.finish());
  switch (type) {
    case Type::open:
      return read_open(in);
    case Type::accept:
      return read_accept(in);
    case Type::refuse:
      return read_refuse(in);
    case Type::data:
      return read_data(in);
    case Type::close: {
      const SessionId session{in.unsigned_number()};
      return checked(in, ClosePacket{session});
    }
  }
  return corrupt(
      fmt::format("unknown packet type {}", static_cast<std::uint64_t>(type)));
}

}  // namespace aitherzero
