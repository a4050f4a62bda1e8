// The controller's blobs on a socket and a thread of their own, so that a large
// transfer delays no heartbeat and no cancel.
#pragma once

#include <memory>
#include <thread>

#include "protocol/transfer/blob_server.hpp"
#include "shared/net/tcp_server.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero {

class BlobThread {
 public:
  // Listens at once. The store must outlive it; `options` are called on the
  // thread.
  static Result<std::unique_ptr<BlobThread>> start(TcpServerOptions server,
                                                   BlobServerOptions options,
                                                   BlobStore& store);
  ~BlobThread();
  Endpoint endpoint() const { return endpoint_; }
  // From any thread; see BlobServer.
  void trust_changed();

 private:
  BlobThread() = default;

  EventLoop loop_;
  std::unique_ptr<TcpServer> server_;
  std::unique_ptr<BlobServer> blobs_;
  Endpoint endpoint_;
  std::thread thread_;
};

}  // namespace aitherzero
