// How frames of bytes travel between a controller and those who talk to it. A
// link knows no message. The in-memory link serves one process; sockets serve
// many.
//
// Frames arrive whole or not at all. A link may lose frames, when a connection
// breaks and when a peer does not take them fast enough; what must arrive is
// the session's care (protocol/session). `on_frame` is called from the loop,
// never from inside send(). What is sent to a peer that is gone is dropped.
#pragma once

#include <functional>
#include <string>

#include "shared/base/ids.hpp"

namespace aitherzero {

// A connection as the server's end of a link knows it. A peer that connects
// again gets a new one; none is used twice.
using PeerId = StrongId<struct PeerIdTag, std::uint64_t>;

// Who is at the other end of a connection, as far as the transport proves it.
struct PeerIdentity {
  std::string key;      // its public key in Z85; "" without encryption
  std::string address;  // "192.0.2.7"; "" in memory
};

// The controller's end: many peers.
class ServerLink {
 public:
  virtual ~ServerLink() = default;
  virtual void send(PeerId peer, std::string frame) = 0;
  virtual void on_frame(
      std::function<void(PeerId peer, std::string frame)> callback) = 0;
  // Of a peer that has sent a frame; empty for one that is not known.
  virtual PeerIdentity identity_of(PeerId peer) const = 0;
  // Frames of this peer are dropped unread from now on.
  virtual void reject(PeerId peer) = 0;
};

// The other end: one server.
class ClientLink {
 public:
  virtual ~ClientLink() = default;
  virtual void send(std::string frame) = 0;
  virtual void on_frame(std::function<void(std::string frame)> callback) = 0;
};

}  // namespace aitherzero
