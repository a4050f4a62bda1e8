// The periods of a session; a controller chooses them and tells its peers.
#pragma once

#include <cstddef>

#include "shared/base/time.hpp"

namespace aitherzero {

struct SessionTimes {
  // A peer that is silent for so long is taken for gone: its session ends, and
  // with it the leases of an agent.
  Milliseconds lease{15'000};
  // A side with nothing to say says so this often: several times in a lease.
  Milliseconds heartbeat() const { return lease / 5; }
  // How long an acknowledgement may wait for something to travel with.
  Milliseconds acknowledge_after{20};
  // When what was not acknowledged is sent again; doubles each time, up to
  // the lease.
  Milliseconds resend_after{1'000};
  // How often a client asks to be let in; doubles each time, up to 5 s.
  Milliseconds open_again_after{500};
};

// What may be on its way unacknowledged; more waits with its sender.
constexpr std::size_t k_window_packets = 256;
constexpr std::size_t k_window_bytes = 4u << 20;
// What one packet gathers; a single message may be larger.
constexpr std::size_t k_packet_messages = 4096;
constexpr std::size_t k_packet_bytes = 256u << 10;

}  // namespace aitherzero
