// How an agent gets the blobs of workspaces and gives those of outputs.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "protocol/transfer/blob_client.hpp"
#include "shared/base/result.hpp"
#include "shared/hash/digest.hpp"

namespace aitherzero {

class BlobAccess {
 public:
  virtual ~BlobAccess() = default;
  // Both return when it is done; from any thread, several at a time.
  virtual Status fetch_tree(const Digest& root) = 0;
  virtual Status push_tree(const Digest& root) = 0;
};

// From and to a controller, over a connection for each direction, so that
// large outputs do not hold up what other jobs wait for. Those of one
// direction take turns: the network is what they share, and what one brings
// another need not.
class ControllerBlobs final : public BlobAccess {
 public:
  // The store must outlive it.
  ControllerBlobs(const BlobClientOptions& options, BlobStore& store);
  ~ControllerBlobs() override;

  // Where the controller said that blobs travel; until then calls fail.
  void set_port(std::uint16_t port);

  // Gives up when nobody answers for a while.
  Status fetch_tree(const Digest& root) override;
  // Goes on until it is done, or cancelled.
  Status push_tree(const Digest& root) override;
  // All that goes on, and comes later, fails.
  void cancel();

 private:
  struct Direction;

  std::unique_ptr<Direction> fetching_;
  std::unique_ptr<Direction> pushing_;
};

}  // namespace aitherzero
