// The controller's end of many connections over TCP, as libzmq carries them:
// encrypted with CURVE, and only from keys that are admitted (rule S1).
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "shared/net/endpoint.hpp"
#include "shared/net/keys.hpp"
#include "shared/net/link.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero {

// The longest frame that a socket takes; a longer one ends its connection.
constexpr std::size_t k_max_socket_frame = 16u << 20;

struct TcpServerOptions {
  Endpoint endpoint;  // port 0: any free one
  // Without: no encryption and no proof of who it is, for loopback only.
  bool curve = true;
  KeyPair keys;
  // Whether a key may connect; called on the loop's thread.
  std::function<bool(const std::string& key, const std::string& address)> admit;
};

class TcpServer : public ServerLink {
 public:
  // Listens at once. `unavailable` when the port is taken, `bad_input` for an
  // endpoint that is none of this machine's. The loop must outlive it; it must
  // not be destroyed from inside its own callback.
  static Result<std::unique_ptr<TcpServer>> listen(EventLoop& loop,
                                                   TcpServerOptions options);
  // Where it listens, with the port that it really has.
  virtual Endpoint endpoint() const = 0;
};

}  // namespace aitherzero
