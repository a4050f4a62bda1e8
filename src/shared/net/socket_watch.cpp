#include "shared/net/socket_watch.hpp"

#include <zmq.h>

#include <cerrno>
#include <utility>

#include "shared/base/assert.hpp"

namespace aitherzero::net {
namespace {

// Then others have their turn.
constexpr int k_messages_of_a_turn = 256;

int descriptor_of(void* socket) {
  int descriptor = -1;
  std::size_t size = sizeof descriptor;
  AZ_ASSERT(zmq_getsockopt(socket, ZMQ_FD, &descriptor, &size) == 0);
  return descriptor;
}

}  // namespace

SocketWatch::SocketWatch(EventLoop& loop, void* socket,
                         std::function<void()> receive)
    : loop_(loop), socket_(socket), receive_(std::move(receive)) {
  readable_ = loop_.on_readable(descriptor_of(socket_), [this] { look(); });
  look_soon();
}

void SocketWatch::look_soon() {
  if (std::exchange(look_is_posted_, true)) return;
  loop_.post(lifetime_.guard([this] {
    look_is_posted_ = false;
    look();
  }));
}

bool SocketWatch::can_receive() const {
  int events = 0;
  std::size_t size = sizeof events;
  while (zmq_getsockopt(socket_, ZMQ_EVENTS, &events, &size) != 0) {
    if (zmq_errno() != EINTR) return false;
  }
  return (events & ZMQ_POLLIN) != 0;
}

void SocketWatch::look() {
  for (int i = 0; i < k_messages_of_a_turn; ++i) {
    if (!can_receive()) return;
    receive_();
  }
  look_soon();
}

}  // namespace aitherzero::net
