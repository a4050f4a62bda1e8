#include "protocol/session/channel.hpp"

#include <algorithm>

namespace aitherzero {
namespace {

// What was received before an acknowledgement no longer waits: well before the
// sender's window closes.
constexpr std::uint64_t k_acknowledge_packets = k_window_packets / 8;
constexpr std::uint64_t k_acknowledge_bytes = k_window_bytes / 8;

}  // namespace

Channel::Channel(SessionId session, const SessionTimes& times, Instant now)
    : session_(session),
      times_(times),
      resend_after_(times.resend_after),
      heard_at_(now),
      last_sent_at_(now) {}

void Channel::queue(std::string message) {
  pending_bytes_ += message.size();
  pending_.push_back(std::move(message));
}

bool Channel::window_is_open() const {
  return sent_.size() < k_window_packets && sent_bytes_ < k_window_bytes;
}

Channel::Sent Channel::gather() {
  Sent sent;
  sent.packet.session = session_;
  sent.packet.number = ++last_sent_number_;
  while (!pending_.empty() && sent.packet.messages.size() < k_packet_messages) {
    const std::size_t size = pending_.front().size();
    if (sent.bytes > 0 && sent.bytes + size > k_packet_bytes) break;
    sent.bytes += size;
    sent.packet.messages.push_back(std::move(pending_.front()));
    pending_.pop_front();
  }
  pending_bytes_ -= sent.bytes;
  sent_bytes_ += sent.bytes;
  return sent;
}

DataPacket Channel::stamped(const DataPacket& packet) const {
  DataPacket copy = packet;
  copy.acknowledged = received_;
  return copy;
}

std::vector<DataPacket> Channel::flush(Instant now) {
  std::vector<DataPacket> packets;
  if (resend_at_ && *resend_at_ <= now) {
    for (const Sent& sent : sent_) packets.push_back(stamped(sent.packet));
    resend_after_ = std::min(2 * resend_after_, times_.lease);
    resend_at_ = now + resend_after_;
  }
  while (!pending_.empty() && window_is_open()) {
    sent_.push_back(gather());
    packets.push_back(stamped(sent_.back().packet));
    if (!resend_at_) resend_at_ = now + resend_after_;
  }
  const bool acknowledgement_is_due =
      acknowledge_at_ && *acknowledge_at_ <= now;
  const bool heartbeat_is_due = last_sent_at_ + times_.heartbeat() <= now;
  if (packets.empty() && (acknowledgement_is_due || heartbeat_is_due)) {
    packets.push_back({session_, 0, received_, {}});
  }
  if (!packets.empty()) {
    acknowledge_at_.reset();
    packets_since_acknowledged_ = 0;
    bytes_since_acknowledged_ = 0;
    last_sent_at_ = now;
  }
  return packets;
}

std::vector<std::string> Channel::receive(DataPacket packet, Instant now) {
  heard_at_ = now;
  acknowledge_up_to(packet.acknowledged, now);
  if (packet.number == 0) return {};
  if (packet.number != received_ + 1) {
    // A repeat, or one that overtook others, which will be sent again.
    acknowledge_at_ = now;
    return {};
  }
  ++received_;
  ++packets_since_acknowledged_;
  for (const std::string& message : packet.messages) {
    bytes_since_acknowledged_ += message.size();
  }
  if (packets_since_acknowledged_ >= k_acknowledge_packets ||
      bytes_since_acknowledged_ >= k_acknowledge_bytes) {
    acknowledge_at_ = now;
  } else if (!acknowledge_at_) {
    acknowledge_at_ = now + times_.acknowledge_after;
  }
  return std::move(packet.messages);
}

void Channel::acknowledge_up_to(std::uint64_t number, Instant now) {
  bool progress = false;
  while (!sent_.empty() && sent_.front().packet.number <= number) {
    sent_bytes_ -= sent_.front().bytes;
    sent_.pop_front();
    progress = true;
  }
  if (!progress) return;
  resend_after_ = times_.resend_after;
  resend_at_.reset();
  if (!sent_.empty()) resend_at_ = now + resend_after_;
}

void Channel::send_again() {
  resend_after_ = times_.resend_after;
  if (!sent_.empty()) resend_at_ = Instant::min();
  acknowledge_at_ = Instant::min();
}

Instant Channel::next_deadline() const {
  Instant next = last_sent_at_ + times_.heartbeat();
  if (resend_at_) next = std::min(next, *resend_at_);
  if (acknowledge_at_) next = std::min(next, *acknowledge_at_);
  return next;
}

}  // namespace aitherzero
