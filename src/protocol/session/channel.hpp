// One side of an open session: numbers what it sends, keeps it until it is
// acknowledged, puts what it receives in order. Pure; time comes in.
//
// The network below may lose, repeat and reorder packets. What comes out of
// receive() is what the other side queued: everything, once, in order, for as
// long as both sides keep the session.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "protocol/session/packet.hpp"
#include "protocol/session/times.hpp"

namespace aitherzero {

class Channel {
 public:
  Channel(SessionId session, const SessionTimes& times, Instant now);

  SessionId session() const { return session_; }

  void queue(std::string message);
  // Bytes that wait for the peer, sent or not: what senders bound.
  std::size_t backlog_bytes() const { return pending_bytes_ + sent_bytes_; }

  // The packets to be sent now: new ones as far as the window goes, those to
  // be repeated, an acknowledgement or a heartbeat that is due.
  std::vector<DataPacket> flush(Instant now);

  // Takes a packet of this session; returns what came in order.
  std::vector<std::string> receive(DataPacket packet, Instant now);

  // The connection below is new: what was on its way may be lost.
  void send_again();

  // When the peer was last heard of.
  Instant heard_at() const { return heard_at_; }
  // When to flush() at the latest.
  Instant next_deadline() const;

 private:
  struct Sent {
    DataPacket packet;
    std::size_t bytes = 0;
  };

  void acknowledge_up_to(std::uint64_t number, Instant now);
  bool window_is_open() const;
  Sent gather();
  DataPacket stamped(const DataPacket& packet) const;

  SessionId session_;
  SessionTimes times_;

  std::deque<std::string> pending_;
  std::size_t pending_bytes_ = 0;
  std::deque<Sent> sent_;  // unacknowledged, ascending
  std::size_t sent_bytes_ = 0;
  std::uint64_t last_sent_number_ = 0;
  // Present while something is unacknowledged.
  std::optional<Instant> resend_at_;
  Milliseconds resend_after_;

  std::uint64_t received_ = 0;  // the last number taken in order
  std::uint64_t packets_since_acknowledged_ = 0;
  std::size_t bytes_since_acknowledged_ = 0;
  std::optional<Instant> acknowledge_at_;
  Instant heard_at_;
  Instant last_sent_at_;
};

}  // namespace aitherzero
