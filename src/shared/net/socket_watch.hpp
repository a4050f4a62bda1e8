// Inside the net room: a libzmq socket as a source of events of a loop.
//
// libzmq's descriptor is edge-triggered: it tells that something happened,
// once, and any call on the socket may swallow that. So after each event, and
// after each send, the socket itself is asked whether there is something to
// receive.
#pragma once

#include <functional>

#include "shared/base/lifetime.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero::net {

class SocketWatch {
 public:
  // `receive` must take one whole message off the socket, which must outlive
  // this, as must the loop.
  SocketWatch(EventLoop& loop, void* socket, std::function<void()> receive);

  // After a send.
  void look_soon();

 private:
  void look();
  bool can_receive() const;

  EventLoop& loop_;
  void* socket_;
  std::function<void()> receive_;
  bool look_is_posted_ = false;
  Executor::Handle readable_;
  Lifetime lifetime_;
};

}  // namespace aitherzero::net
