#include "shared/net/tcp_server.hpp"

#include <fmt/format.h>
#include <zmq.h>

#include <cerrno>
#include <list>
#include <unordered_map>
#include <zmq.hpp>

#include "shared/net/socket_options.hpp"
#include "shared/net/socket_watch.hpp"
#include "shared/net/zap_handler.hpp"
#include "shared/platform/system_error.hpp"

namespace aitherzero {
namespace {

// libzmq does not tell when a connection is gone. Beyond so many the one that
// was silent longest is forgotten; if it speaks again it gets a new number.
constexpr std::size_t k_max_peers = 65'536;

class ZmqServer final : public TcpServer {
 public:
  ZmqServer(EventLoop& loop, TcpServerOptions options)
      : options_(std::move(options)),
        zap_(loop, context_.handle(), options_.admit),
        socket_(context_, zmq::socket_type::router),
        watch_(loop, socket_.handle(), [this] { receive(); }) {
    net::set_common_options(socket_.handle());
    // Sending to a peer that is gone is an error that can be seen.
    socket_.set(zmq::sockopt::router_mandatory, true);
    if (options_.curve) {
      socket_.set(zmq::sockopt::curve_server, true);
      socket_.set(zmq::sockopt::curve_secretkey, options_.keys.secret_key);
    }
  }

  Status bind() {
    Endpoint where = options_.endpoint;
    if (where.host == "localhost") where.host = "127.0.0.1";
    const std::string text = to_string(where);
    if (zmq_bind(socket_.handle(), text.c_str()) != 0) {
      return bind_failure(zmq_errno(), text);
    }
    TRY(const Endpoint bound,
        parse_endpoint(socket_.get(zmq::sockopt::last_endpoint), {}));
    options_.endpoint.port = bound.port;
    return {};
  }

  Endpoint endpoint() const override { return options_.endpoint; }

  void send(PeerId peer, std::string frame) override {
    const auto found = peers_.find(peer);
    if (found == peers_.end() || found->second.rejected) return;
    // Not waiting: a peer that does not take its frames loses them, and its
    // session sends them again.
    if (net::send_part(socket_.handle(), found->second.routing_id, true)) {
      net::send_part(socket_.handle(), frame, false);
    } else if (zmq_errno() == EHOSTUNREACH) {
      forget(peer);
    }
    watch_.look_soon();
  }

  void on_frame(
      std::function<void(PeerId peer, std::string frame)> callback) override {
    on_frame_ = std::move(callback);
  }

  PeerIdentity identity_of(PeerId peer) const override {
    const auto found = peers_.find(peer);
    return found == peers_.end() ? PeerIdentity{} : found->second.identity;
  }

  void reject(PeerId peer) override {
    if (const auto found = peers_.find(peer); found != peers_.end()) {
      found->second.rejected = true;
    }
  }

 private:
  struct Peer {
    std::string routing_id;
    PeerIdentity identity;
    bool rejected = false;
    std::list<PeerId>::iterator age;
  };

  static Status bind_failure(int problem, const std::string& text) {
    if (problem == EADDRINUSE) {
      return fail(ErrorKind::unavailable,
                  fmt::format("{} is taken by another program", text), {},
                  "choose another port with --listen");
    }
    return fail(ErrorKind::bad_input,
                fmt::format("cannot listen at {}: {}", text,
                            system_error_text(problem)),
                {}, "give an address of this machine, or 0.0.0.0 for all");
  }

  void receive() {
    zmq::message_t id;
    zmq::message_t body;
    if (!net::receive_part(socket_.handle(), id)) return;
    if (!id.more() || !net::receive_part(socket_.handle(), body)) return;
    const bool too_many = body.more();
    for (bool more = too_many; more;) {
      zmq::message_t rest;
      more = net::receive_part(socket_.handle(), rest) && rest.more();
    }
    const PeerId peer = peer_of(net::text_of(id), identity_in(body));
    Peer& known = peers_.at(peer);
    ages_.splice(ages_.end(), ages_, known.age);
    // We send one part at a time: this is somebody else.
    if (too_many) known.rejected = true;
    if (!known.rejected && on_frame_) on_frame_(peer, net::text_of(body));
  }

  // As libzmq found out when the connection was made.
  static PeerIdentity identity_in(const zmq::message_t& message) {
    const auto property = [&](const char* name) -> std::string {
      const char* const value =
          zmq_msg_gets(const_cast<zmq_msg_t*>(message.handle()), name);
      return value == nullptr ? "" : value;
    };
    return {property("User-Id"), property("Peer-Address")};
  }

  // A peer may choose its routing id, so that one which comes back under
  // another key is somebody else.
  PeerId peer_of(const std::string& routing_id, const PeerIdentity& identity) {
    if (const auto known = by_routing_id_.find(routing_id);
        known != by_routing_id_.end()) {
      const PeerIdentity& before = peers_.at(known->second).identity;
      if (before.key == identity.key && before.address == identity.address) {
        return known->second;
      }
      forget(known->second);
    }
    if (peers_.size() >= k_max_peers) forget(ages_.front());
    const PeerId peer{++last_peer_};
    by_routing_id_[routing_id] = peer;
    peers_[peer] = {routing_id, identity, false,
                    ages_.insert(ages_.end(), peer)};
    return peer;
  }

  void forget(PeerId peer) {
    const auto found = peers_.find(peer);
    by_routing_id_.erase(found->second.routing_id);
    ages_.erase(found->second.age);
    peers_.erase(found);
  }

  TcpServerOptions options_;
  zmq::context_t context_;
  net::ZapHandler zap_;
  zmq::socket_t socket_;
  net::SocketWatch watch_;
  std::function<void(PeerId, std::string)> on_frame_;
  std::unordered_map<std::string, PeerId> by_routing_id_;
  std::unordered_map<PeerId, Peer> peers_;
  std::list<PeerId> ages_;  // the one that was silent longest first
  std::uint64_t last_peer_ = 0;
};

}  // namespace

Result<std::unique_ptr<TcpServer>> TcpServer::listen(EventLoop& loop,
                                                     TcpServerOptions options) {
  if (!options.curve && !options.endpoint.is_loopback()) {
    return fail(ErrorKind::bad_input,
                fmt::format("{} can be reached from other machines, and would "
                            "let everybody in",
                            to_string(options.endpoint)),
                {}, "leave out --insecure-loopback");
  }
  auto server = std::make_unique<ZmqServer>(loop, std::move(options));
  TRY_VOID(server->bind());
  return server;
}

}  // namespace aitherzero
