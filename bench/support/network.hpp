// What the network allows on this machine's loopback: messages as small as a
// job's, one way and there and back.
#pragma once

#include <cstddef>
#include <vector>

#include "shared/base/time.hpp"

namespace aitherzero {

constexpr std::size_t k_message_bytes = 200;

// One way over TCP, from a libzmq socket of one thread to that of another.
double zmq_messages_per_second(std::size_t count, bool curve);

// Round trips one at a time, each in us, with a rest before each: what is idle
// takes longer to wake up than what has just run. Two threads, one of which
// echoes.
enum class RoundTrip {
  tcp,          // sockets that block, without Nagle's delay
  zmq,          // libzmq sockets that block
  loops,        // libzmq under this project's event loops
  loops_curve,  // the same, encrypted
};
std::vector<double> round_trips_us(RoundTrip kind, int count,
                                   Milliseconds rest);

}  // namespace aitherzero
