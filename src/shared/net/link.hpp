// How frames of bytes travel between a controller and its agents. A link knows
// no message. The in-memory link serves one process; sockets serve many.
//
// Frames arrive whole and in order, or not at all; `on_frame` is called from
// the loop, never from inside send(). A link drops what is sent to a peer that
// is gone.
#pragma once

#include <functional>
#include <string>

#include "shared/base/ids.hpp"

namespace aitherzero {

// The controller's end: many peers, each with an id of this end's making.
class ServerLink {
 public:
  virtual ~ServerLink() = default;
  virtual void send(AgentId peer, std::string frame) = 0;
  virtual void on_frame(
      std::function<void(AgentId peer, std::string frame)> callback) = 0;
};

// An agent's end: one peer.
class ClientLink {
 public:
  virtual ~ClientLink() = default;
  virtual void send(std::string frame) = 0;
  virtual void on_frame(std::function<void(std::string frame)> callback) = 0;
};

}  // namespace aitherzero
