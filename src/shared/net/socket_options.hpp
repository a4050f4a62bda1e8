// Inside the net room: what all libzmq sockets of ours have in common.
#pragma once

#include <string>
#include <string_view>

namespace zmq {
class message_t;
}

namespace aitherzero::net {

// Bounds, time-outs and reconnecting of a socket that leaves the process.
void set_common_options(void* socket);

// Without waiting, and whatever signals come between; false where libzmq's own
// C++ functions would throw.
bool receive_part(void* socket, zmq::message_t& part);
bool send_part(void* socket, std::string_view bytes, bool more);

// What a message holds.
std::string text_of(const zmq::message_t& message);

}  // namespace aitherzero::net
