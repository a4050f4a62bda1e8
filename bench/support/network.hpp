// What the network allows on this machine's loopback: messages as small as a
// job's, one way and there and back.
#pragma once

#include <cstddef>
#include <memory>
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
  tcp,  // sockets that block, without Nagle's delay
  zmq,  // libzmq sockets that block
};
std::vector<double> round_trips_us(RoundTrip kind, int count,
                                   Milliseconds rest);

// Round trips over libzmq under this project's event loops, the other end on a
// thread of its own.
class LoopEcho {
 public:
  explicit LoopEcho(bool curve);
  LoopEcho(const LoopEcho&) = delete;
  LoopEcho& operator=(const LoopEcho&) = delete;
  ~LoopEcho();

  double round_trip_us();

 private:
  struct Ends;
  std::unique_ptr<Ends> ends_;
};

}  // namespace aitherzero
