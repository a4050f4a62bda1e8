#include "protocol/transfer/blob_server.hpp"

#include <fmt/format.h>

#include "protocol/codec/client_codec.hpp"
#include "shared/log/log.hpp"

namespace aitherzero {
namespace {

// Blobs of one client that are on their way in or out at a time.
constexpr std::size_t k_max_open_blobs = 64;
// Answers that a client may leave unread; it asks for fewer.
constexpr std::size_t k_max_backlog =
    2 * k_max_blob_requests * k_blob_piece_bytes;

RequestId request_of(const ToBlobServer& message) {
  struct Visitor {
    RequestId operator()(const BlobHello&) const { return {}; }
    RequestId operator()(const AskMissing& m) const { return m.request; }
    RequestId operator()(const PutPiece& m) const { return m.request; }
    RequestId operator()(const GetPiece& m) const { return m.request; }
  };
  return std::visit(Visitor{}, message);
}

}  // namespace

BlobServer::BlobServer(Executor& executor, ServerLink& link, BlobStore& store,
                       BlobServerOptions options)
    : executor_(executor),
      link_(link),
      store_(store),
      options_(std::move(options)),
      sessions_(k_protocol_version, options_.times, options_.random,
                [this](PeerId peer) { return link_.identity_of(peer).key; }) {
  link_.on_frame(
      [this](PeerId peer, const std::string& frame) { on_frame(peer, frame); });
}

void BlobServer::on_frame(PeerId peer, std::string_view frame) {
  take(sessions_.receive(peer, frame, executor_.now()));
  flush_soon();
}

void BlobServer::take(const ServerSessions::Events& events) {
  for (const auto& event : events) {
    std::visit([&](const auto& e) { on_event(e); }, event);
  }
}

void BlobServer::on_event(const ServerSessions::OpenRequested& event) {
  const auto hello = decode_to_blob_server(event.hello);
  if (!hello || !std::holds_alternative<BlobHello>(*hello)) {
    return sessions_.refuse(event, true, "only blobs travel here");
  }
  if (!options_.may_use(event.key)) {
    log_warning("refused blobs to key {}: it has no role", event.key);
    return sessions_.refuse(event, true, "this key may not use blobs");
  }
  clients_[sessions_.accept(event, encode(FromBlobServer{BlobWelcome{}}),
                            executor_.now())];
}

void BlobServer::on_event(const ServerSessions::Delivered& event) {
  const auto client = clients_.find(event.session);
  if (client == clients_.end()) return;
  for (const std::string& bytes : event.messages) {
    const auto message = decode_to_blob_server(bytes);
    const bool floods = sessions_.backlog_bytes(event.session) > k_max_backlog;
    if (!message || floods) {
      log_warning("closed a session for blobs: {}",
                  message ? "it takes no answers" : message.error().message);
      sessions_.close(event.session);
      clients_.erase(client);
      return;
    }
    auto answered = std::visit(
        [&](const auto& m) { return answer(client->second, m); }, *message);
    if (!answered) {
      const Error& error = answered.error();
      answered =
          BlobRefused{request_of(*message), error.kind, to_string(error)};
    }
    sessions_.queue(event.session, encode(*answered));
  }
}

void BlobServer::trust_changed() {
  std::erase_if(clients_, [&](const auto& client) {
    const std::string key = sessions_.key_of(client.first);
    if (options_.may_use(key)) return false;
    log_warning("closed a session for blobs: key {} is not trusted any more",
                key);
    sessions_.close(client.first);
    return true;
  });
  flush_soon();
}

void BlobServer::on_event(const ServerSessions::Closed& event) {
  clients_.erase(event.session);
}

void BlobServer::on_event(const ServerSessions::Misbehaved& event) {
  const PeerIdentity who = link_.identity_of(event.peer);
  log_warning("rejected a peer at {} with key {}: {}", who.address,
              who.key.empty() ? "(none)" : who.key, event.reason);
  link_.reject(event.peer);
}

// --- requests ---

Result<FromBlobServer> BlobServer::answer(Client&, const BlobHello&) {
  return FromBlobServer{BlobWelcome{}};
}

Result<FromBlobServer> BlobServer::answer(Client& client,
                                          const AskMissing& message) {
  if (client.walk && client.walk->root != message.root) client.walk.reset();
  auto named = name_missing(client.walk, message.root);
  if (!named) {
    client.walk.reset();
    return tl::make_unexpected(named.error());
  }
  return FromBlobServer{BlobsMissing{message.request, std::move(*named)}};
}

Result<std::vector<Digest>> BlobServer::name_missing(std::optional<Walk>& walk,
                                                     const Digest& root) {
  std::vector<Digest> named;
  while (true) {
    if (!walk) walk = Walk{root, MissingBlobs(root)};
    TRY(const auto step,
        walk->blobs.step(store_, k_max_missing_blobs - named.size()));
    for (const WantedBlob& blob : step.wanted) named.push_back(blob.digest);
    if (!named.empty()) walk->has_named = true;
    const bool is_full = named.size() >= k_max_missing_blobs;
    if (step.state == MissingBlobs::State::more && !is_full) continue;
    if (!named.empty()) return named;
    // A walk names each blob once; whether what it named has come is seen by
    // another one.
    const bool all_there =
        step.state == MissingBlobs::State::complete && !walk->has_named;
    walk.reset();
    if (!all_there) continue;
    // Runs and results that name the tree are recorded durably after this.
    TRY_VOID(store_.sync());
    return named;
  }
}

Result<FromBlobServer> BlobServer::answer(Client& client,
                                          const PutPiece& message) {
  const Status taken = take_piece(client, message);
  if (!taken) {
    client.puts.erase(message.digest);
    client.put_bytes.erase(message.digest);
    return tl::make_unexpected(taken.error());
  }
  return FromBlobServer{BlobStored{message.request}};
}

Status BlobServer::take_piece(Client& client, const PutPiece& message) {
  if (message.offset == 0) {
    if (client.puts.size() >= k_max_open_blobs) {
      return fail(ErrorKind::limit, "too many blobs at a time");
    }
    TRY(client.puts[message.digest],
        store_.writer(message.digest, message.size));
    client.put_bytes[message.digest] = 0;
  }
  const auto put = client.puts.find(message.digest);
  if (put == client.puts.end() ||
      client.put_bytes[message.digest] != message.offset) {
    return fail(ErrorKind::bad_input, "this piece does not follow");
  }
  TRY_VOID(put->second->write(message.bytes));
  client.put_bytes[message.digest] += message.bytes.size();
  if (client.put_bytes[message.digest] < message.size) {
    if (!message.bytes.empty()) return {};
    return fail(ErrorKind::bad_input, "this piece is empty");
  }
  const auto finished = put->second->finish();
  client.puts.erase(put);
  client.put_bytes.erase(message.digest);
  if (!finished) return tl::make_unexpected(finished.error());
  return {};
}

Result<BlobReader*> BlobServer::reader_of(Client& client,
                                          const Digest& digest) {
  if (const auto open = client.gets.find(digest); open != client.gets.end()) {
    return open->second.get();
  }
  TRY(auto reader, store_.reader(digest));
  if (client.gets.size() >= k_max_open_blobs) client.gets.clear();
  return (client.gets[digest] = std::move(reader)).get();
}

Result<FromBlobServer> BlobServer::answer(Client& client,
                                          const GetPiece& message) {
  TRY(BlobReader* const reader, reader_of(client, message.digest));
  const std::uint64_t size = reader->size();
  TRY(std::string bytes, reader->read(message.offset, k_blob_piece_bytes));
  if (message.offset + bytes.size() >= size) client.gets.erase(message.digest);
  return FromBlobServer{BlobPiece{message.request, size, std::move(bytes)}};
}

// --- sending ---

void BlobServer::flush_soon() {
  if (std::exchange(flush_is_posted_, true)) return;
  executor_.post(lifetime_.guard([this] {
    flush_is_posted_ = false;
    flush();
  }));
}

void BlobServer::flush() {
  take(sessions_.expire(executor_.now()));
  for (auto& frame : sessions_.flush(executor_.now())) {
    link_.send(frame.peer, std::move(frame.frame));
  }
  set_timer();
}

void BlobServer::set_timer() {
  const auto next = sessions_.next_deadline();
  if (!next || (timer_at_ && *timer_at_ <= *next)) return;
  timer_at_ = next;
  timer_ = executor_.at(*next, [this] {
    timer_at_.reset();
    flush();
  });
}

}  // namespace aitherzero
