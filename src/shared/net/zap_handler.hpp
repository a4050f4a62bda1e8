// Inside the net room: answers libzmq when it asks whether a key may connect
// (rfc.zeromq.org/spec/27).
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "shared/platform/event_loop.hpp"

namespace aitherzero::net {

class ZapHandler {
 public:
  // `key` is a public key in Z85. Called on the loop's thread.
  using Admit =
      std::function<bool(const std::string& key, const std::string& address)>;

  // For all servers of a context (a zmq::context_t's handle), which must not
  // have one yet, and must outlive this.
  ZapHandler(EventLoop& loop, void* context, Admit admit);
  ~ZapHandler();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace aitherzero::net
