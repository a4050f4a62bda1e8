// Moves blobs over TCP for a thread that may wait: each call returns when it is
// done. The connection is made when first needed, and kept.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "protocol/transfer/blob_transfer.hpp"
#include "shared/cache/blob_store.hpp"
#include "shared/net/tcp_client.hpp"

namespace aitherzero {

struct BlobClientOptions {
  TcpClientOptions link;
  std::string software;
  // How long nobody may answer before a call fails with `unavailable`; what
  // takes long but moves on is fine.
  Milliseconds patience{30'000};
};

class BlobClient {
 public:
  // The store must outlive it. Calls come one at a time, from any thread.
  BlobClient(BlobClientOptions options, BlobStore& store);
  ~BlobClient();

  Status push_tree(const Digest& root);
  Status push_blob(const Digest& digest);
  Status fetch_tree(const Digest& root);
  Status fetch_blob(const Digest& digest);
  // Of the last call.
  TransferTotals totals() const;
  // Whether it failed since the server does not let this client in.
  bool was_refused() const;

  // From any thread: the call that is going on, and all later ones, fail with
  // `unavailable`.
  void cancel();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace aitherzero
