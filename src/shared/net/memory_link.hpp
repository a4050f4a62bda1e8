// Both ends of a link inside one process. Frames are copied bytes, exactly as
// on a socket.
#pragma once

#include <functional>
#include <memory>

#include "shared/net/link.hpp"

namespace aitherzero {

struct MemoryLink {
  // `post` runs a callback soon on the loop's thread; both ends live there
  // and must not outlive the loop. The client is the server's peer number 1.
  using Post = std::function<void(std::function<void()>)>;
  static MemoryLink make(Post post);

  std::unique_ptr<ServerLink> server;
  std::unique_ptr<ClientLink> client;
};

}  // namespace aitherzero
