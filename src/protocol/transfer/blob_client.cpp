#include "protocol/transfer/blob_client.hpp"

#include <fmt/format.h>

#include "protocol/codec/client_codec.hpp"
#include "shared/log/log.hpp"
#include "shared/platform/system.hpp"

namespace aitherzero {
namespace {

tl::unexpected<Error> given_up() {
  return fail(ErrorKind::unavailable, "the transfer was given up");
}

}  // namespace

struct BlobClient::Impl {
  Impl(BlobClientOptions client_options, BlobStore& blob_store)
      : options(std::move(client_options)), store(blob_store) {}

  using Begin = std::function<void(BlobTransfer&, BlobTransfer::Done)>;

  Status run(const Begin& begin) {
    if (cancelled) return given_up();
    if (!connection) connect();
    std::optional<Status> result;
    const auto end = [&](const Status& status) {
      result = status;
      loop.stop();
    };
    fail_call = end;
    begin(*transfer, end);
    wait_for_news();
    if (!result) loop.run();
    patience.reset();
    fail_call = nullptr;
    transfer->abandon();
    totals = transfer->totals();
    was_refused = transfer->was_refused();
    // Another call may fare better, with a connection of its own.
    if (was_refused) disconnect();
    return *result;
  }

  void disconnect() {
    transfer.reset();
    connection.reset();
    link.reset();
  }

  void connect() {
    link = TcpClient::connect(loop, options.link);
    last_state.reset();
    const std::uint64_t identity = random_number();
    connection = std::make_unique<LoopConnection>(
        loop, *link, k_protocol_version,
        Opener{fmt::format("blobs:{:016x}", identity), identity, 1});
    transfer = std::make_unique<BlobTransfer>(*connection, store);
    link->on_state([this](TcpClient::State state) {
      if (state == TcpClient::State::unreachable && last_state != state) {
        log_warning("{}; trying for {} s", unreachable().message,
                    to_seconds(options.patience));
      }
      last_state = state;
      if (state == TcpClient::State::connected) connection->reconnected();
      if (state == TcpClient::State::not_trusted ||
          state == TcpClient::State::wrong_key) {
        fail_now(tl::make_unexpected(connection_error(state, options.link)));
      }
    });
    connection->open(encode(ToBlobServer{BlobHello{options.software}}));
  }

  // Looks now and then whether anything has moved.
  void wait_for_news() {
    const std::uint64_t before = transfer->totals().bytes;
    patience = loop.at(loop.now() + options.patience, [this, before] {
      if (transfer->totals().bytes != before) return wait_for_news();
      fail_now(tl::make_unexpected(
          last_state && *last_state != TcpClient::State::unreachable
              ? connection_error(*last_state, options.link)
              : unreachable()));
    });
  }

  Error unreachable() const {
    return {ErrorKind::unavailable,
            fmt::format("the controller's port for files, {}, cannot be "
                        "reached",
                        to_string(options.link.endpoint)),
            {},
            "it must be open as well as the one of --controller, which it "
            "follows"};
  }

  void fail_now(const Status& status) {
    if (fail_call) fail_call(status);
  }

  BlobClientOptions options;
  BlobStore& store;
  EventLoop loop;
  std::unique_ptr<TcpClient> link;
  std::unique_ptr<LoopConnection> connection;
  std::unique_ptr<BlobTransfer> transfer;
  std::optional<TcpClient::State> last_state;
  std::function<void(const Status&)> fail_call;
  Executor::Handle patience;
  TransferTotals totals;  // of the last call
  bool was_refused = false;
  bool cancelled = false;  // on the loop's thread
};

BlobClient::BlobClient(BlobClientOptions options, BlobStore& store)
    : impl_(std::make_unique<Impl>(std::move(options), store)) {}

BlobClient::~BlobClient() = default;

Status BlobClient::push_tree(const Digest& root) {
  return impl_->run([&](BlobTransfer& transfer, BlobTransfer::Done done) {
    transfer.push_tree(root, std::move(done));
  });
}

Status BlobClient::push_blob(const Digest& digest) {
  return impl_->run([&](BlobTransfer& transfer, BlobTransfer::Done done) {
    transfer.push_blob(digest, std::move(done));
  });
}

Status BlobClient::fetch_tree(const Digest& root) {
  return impl_->run([&](BlobTransfer& transfer, BlobTransfer::Done done) {
    transfer.fetch_tree(root, std::move(done));
  });
}

Status BlobClient::fetch_blob(const Digest& digest) {
  return impl_->run([&](BlobTransfer& transfer, BlobTransfer::Done done) {
    transfer.fetch_blob(digest, std::move(done));
  });
}

TransferTotals BlobClient::totals() const { return impl_->totals; }

bool BlobClient::was_refused() const { return impl_->was_refused; }

void BlobClient::cancel() {
  impl_->loop.post([this] {
    impl_->cancelled = true;
    impl_->fail_now(given_up());
  });
}

}  // namespace aitherzero
