#include "agent/workspace/blob_access.hpp"

#include <utility>

namespace aitherzero {

// One connection, for one call at a time.
struct ControllerBlobs::Direction {
  Direction(BlobClientOptions client_options, BlobStore& blob_store)
      : options(std::move(client_options)), store(blob_store) {
    options.link.endpoint.port = 0;
  }

  void set_port(std::uint16_t port) {
    const std::lock_guard state(mutex);
    if (options.link.endpoint.port == port) return;
    options.link.endpoint.port = port;
    client.reset();
  }

  template <typename Call>
  Status run(const Call& call) {
    const std::lock_guard turn(turns);
    std::shared_ptr<BlobClient> current;
    {
      const std::lock_guard state(mutex);
      if (cancelled || options.link.endpoint.port == 0) {
        return fail(ErrorKind::unavailable,
                    "the controller has not said where blobs are");
      }
      if (!client) client = std::make_shared<BlobClient>(options, store);
      current = client;
    }
    return call(*current);
  }

  bool may_go_on() {
    const std::lock_guard state(mutex);
    return !cancelled && options.link.endpoint.port != 0;
  }

  void cancel() {
    const std::lock_guard state(mutex);
    cancelled = true;
    if (client) client->cancel();
  }

  std::mutex turns;
  std::mutex mutex;  // of what is below; never held while waiting
  BlobClientOptions options;
  BlobStore& store;
  std::shared_ptr<BlobClient> client;
  bool cancelled = false;
};

ControllerBlobs::ControllerBlobs(const BlobClientOptions& options,
                                 BlobStore& store)
    : fetching_(std::make_unique<Direction>(options, store)),
      pushing_(std::make_unique<Direction>(options, store)) {}

ControllerBlobs::~ControllerBlobs() = default;

void ControllerBlobs::set_port(std::uint16_t port) {
  fetching_->set_port(port);
  pushing_->set_port(port);
}

Status ControllerBlobs::fetch_tree(const Digest& root) {
  return fetching_->run(
      [&](BlobClient& client) { return client.fetch_tree(root); });
}

// What a job has made must not be lost because the controller is away.
Status ControllerBlobs::push_tree(const Digest& root) {
  while (true) {
    bool refused = false;
    Status pushed = pushing_->run([&](BlobClient& client) {
      Status result = client.push_tree(root);
      refused = client.was_refused();
      return result;
    });
    const bool is_away =
        !pushed && pushed.error().kind == ErrorKind::unavailable && !refused;
    if (!is_away || !pushing_->may_go_on()) return pushed;
  }
}

void ControllerBlobs::cancel() {
  fetching_->cancel();
  pushing_->cancel();
}

}  // namespace aitherzero
