// Serves a store of blobs to those who need them and have some to give, on a
// link of its own. Lives on a thread of its own, because it reads and writes
// files; decides nothing.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>

#include "protocol/message/blob_message.hpp"
#include "protocol/session/server_sessions.hpp"
#include "shared/base/executor.hpp"
#include "shared/base/lifetime.hpp"
#include "shared/cache/blob_store.hpp"
#include "shared/net/link.hpp"
#include "shared/tree/missing_blobs.hpp"

namespace aitherzero {

struct BlobServerOptions {
  SessionTimes times;
  std::function<std::uint64_t()> random;  // nobody can guess
  // Whether the owner of a key may read and put blobs, as the transport
  // admitted it.
  std::function<bool(const std::string& key)> may_use;
};

class BlobServer {
 public:
  // All must outlive it.
  BlobServer(Executor& executor, ServerLink& link, BlobStore& store,
             BlobServerOptions options);

  // What `may_use` says may have changed: sessions without it are closed.
  void trust_changed();

 private:
  // A tree whose missing blobs a client asks for, again and again.
  struct Walk {
    Digest root;
    MissingBlobs blobs;
    bool has_named = false;
  };
  struct Client {
    std::map<Digest, std::unique_ptr<BlobWriter>> puts;
    std::map<Digest, std::uint64_t> put_bytes;
    std::map<Digest, std::unique_ptr<BlobReader>> gets;
    std::optional<Walk> walk;
  };

  void on_frame(PeerId peer, std::string_view frame);
  void take(const ServerSessions::Events& events);
  void on_event(const ServerSessions::OpenRequested& event);
  void on_event(const ServerSessions::Delivered& event);
  void on_event(const ServerSessions::Closed& event);
  void on_event(const ServerSessions::Misbehaved& event);

  Result<FromBlobServer> answer(Client& client, const BlobHello& message);
  Result<FromBlobServer> answer(Client& client, const AskMissing& message);
  Result<FromBlobServer> answer(Client& client, const PutPiece& message);
  Result<FromBlobServer> answer(Client& client, const GetPiece& message);
  Result<std::vector<Digest>> name_missing(std::optional<Walk>& walk,
                                           const Digest& root);
  Status take_piece(Client& client, const PutPiece& message);
  Result<BlobReader*> reader_of(Client& client, const Digest& digest);

  void flush_soon();
  void flush();
  void set_timer();

  Executor& executor_;
  ServerLink& link_;
  BlobStore& store_;
  BlobServerOptions options_;
  ServerSessions sessions_;
  std::unordered_map<SessionId, Client> clients_;
  bool flush_is_posted_ = false;
  std::optional<Instant> timer_at_;
  Executor::Handle timer_;
  Lifetime lifetime_;
};

}  // namespace aitherzero
