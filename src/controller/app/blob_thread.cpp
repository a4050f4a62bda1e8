#include "controller/app/blob_thread.hpp"

#include <utility>

namespace aitherzero {

Result<std::unique_ptr<BlobThread>> BlobThread::start(TcpServerOptions server,
                                                      BlobServerOptions options,
                                                      BlobStore& store) {
  std::unique_ptr<BlobThread> self(new BlobThread);
  // Made here and used there only: starting a thread orders the two.
  TRY(self->server_, TcpServer::listen(self->loop_, std::move(server)));
  self->endpoint_ = self->server_->endpoint();
  self->blobs_ = std::make_unique<BlobServer>(self->loop_, *self->server_,
                                              store, std::move(options));
  self->thread_ = std::thread([raw = self.get()] { raw->loop_.run(); });
  return self;
}

void BlobThread::trust_changed() {
  loop_.post([this] { blobs_->trust_changed(); });
}

BlobThread::~BlobThread() {
  if (!thread_.joinable()) return;
  loop_.post([this] { loop_.stop(); });
  thread_.join();
}

}  // namespace aitherzero
