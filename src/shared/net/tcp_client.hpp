// The other end of a TCP connection to a controller: connects, and connects
// again by itself whenever the connection is lost.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "shared/net/endpoint.hpp"
#include "shared/net/keys.hpp"
#include "shared/net/link.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero {

struct TcpClientOptions {
  Endpoint endpoint;
  bool curve = true;
  KeyPair keys;
  std::string server_key;  // the only one that is believed to be the server
};

class TcpClient : public ClientLink {
 public:
  // What became of the connection; it is tried again in any case.
  enum class State {
    connected,    // and the other end has proved who it is
    lost,         // there was one
    unreachable,  // nobody answers there
    not_trusted,  // the server does not let this key in
    wrong_key,    // the other end is no server with that key
  };

  // Begins to connect. The loop must outlive it; it must not be destroyed from
  // inside its own callbacks.
  static std::unique_ptr<TcpClient> connect(EventLoop& loop,
                                            const TcpClientOptions& options);
  virtual void on_state(std::function<void(State state)> callback) = 0;
};

// "nobody answers at tcp://HOST:PORT" and the like, with advice.
Error connection_error(TcpClient::State state, const TcpClientOptions& options);

}  // namespace aitherzero
