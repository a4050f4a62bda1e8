#include "shared/net/tcp_client.hpp"

#include <fmt/format.h>
#include <zmq.h>

#include <cstring>
#include <optional>
#include <zmq.hpp>

#include "shared/net/socket_options.hpp"
#include "shared/net/socket_watch.hpp"
#include "shared/platform/system.hpp"

namespace aitherzero {
namespace {

constexpr char k_monitor_address[] = "inproc://monitor";
constexpr int k_monitored =
    ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
    ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
    ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_CLOSED;

class ZmqClient final : public TcpClient {
 public:
  ZmqClient(EventLoop& loop, const TcpClientOptions& options)
      : socket_(context_, zmq::socket_type::dealer),
        monitor_(context_, zmq::socket_type::pair),
        watch_(loop, socket_.handle(), [this] { receive(); }) {
    net::set_common_options(socket_.handle());
    // Nothing is kept for a connection that is not there: the session does.
    socket_.set(zmq::sockopt::immediate, true);
    if (options.curve) {
      socket_.set(zmq::sockopt::curve_serverkey, options.server_key);
      socket_.set(zmq::sockopt::curve_publickey, options.keys.public_key);
      socket_.set(zmq::sockopt::curve_secretkey, options.keys.secret_key);
    }
    zmq_socket_monitor(socket_.handle(), k_monitor_address, k_monitored);
    monitor_.connect(k_monitor_address);
    monitor_watch_.emplace(loop, monitor_.handle(), [this] { take_event(); });
    socket_.connect(to_string(options.endpoint));
  }

  ~ZmqClient() override { zmq_socket_monitor(socket_.handle(), nullptr, 0); }

  void send(std::string frame) override {
    net::send_part(socket_.handle(), frame, false);
    watch_.look_soon();
  }

  void on_frame(std::function<void(std::string frame)> callback) override {
    on_frame_ = std::move(callback);
  }

  void on_state(std::function<void(State state)> callback) override {
    on_state_ = std::move(callback);
  }

 private:
  void receive() {
    zmq::message_t message;
    if (!net::receive_part(socket_.handle(), message)) return;
    if (on_frame_) on_frame_(net::text_of(message));
  }

  // Two frames: 16 bits of event and 32 bits of value, and the address.
  void take_event() {
    zmq::message_t what;
    zmq::message_t address;
    if (!net::receive_part(monitor_.handle(), what)) return;
    if (what.more()) net::receive_part(monitor_.handle(), address);
    std::uint16_t event = 0;
    if (what.size() < sizeof event) return;
    std::memcpy(&event, what.data(), sizeof event);
    switch (event) {
      case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
        connected_ = true;
        return tell(State::connected);
      case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
        return tell(State::not_trusted);
      case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
      case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
        return tell(State::wrong_key);
      case ZMQ_EVENT_DISCONNECTED:
        if (std::exchange(connected_, false)) tell(State::lost);
        return;
      case ZMQ_EVENT_CLOSED:
        return tell(State::unreachable);
      default:
        return;
    }
  }

  void tell(State state) {
    if (on_state_) on_state_(state);
  }

  zmq::context_t context_;
  zmq::socket_t socket_;
  zmq::socket_t monitor_;
  net::SocketWatch watch_;
  std::optional<net::SocketWatch> monitor_watch_;
  std::function<void(std::string)> on_frame_;
  std::function<void(State)> on_state_;
  bool connected_ = false;
};

}  // namespace

std::unique_ptr<TcpClient> TcpClient::connect(EventLoop& loop,
                                              const TcpClientOptions& options) {
  return std::make_unique<ZmqClient>(loop, options);
}

Error connection_error(TcpClient::State state,
                       const TcpClientOptions& options) {
  const std::string where = to_string(options.endpoint);
  switch (state) {
    case TcpClient::State::not_trusted:
      return {ErrorKind::unavailable,
              fmt::format("the controller at {} does not trust this user's key",
                          where),
              {},
              fmt::format("there: aitherzero keys trust --role submitter '{}' "
                          "NAME",
                          options.keys.public_key)};
    case TcpClient::State::wrong_key:
      return {ErrorKind::unavailable,
              fmt::format("what answers at {} is not the controller that was "
                          "expected",
                          where),
              {},
              fmt::format("if its key is right ('aitherzero keys show' there): "
                          "aitherzero keys trust --controller {} KEY",
                          where)};
    case TcpClient::State::connected:
    case TcpClient::State::lost:
    case TcpClient::State::unreachable:
      break;
  }
  if (!is_known_host(options.endpoint.host)) {
    return {ErrorKind::unavailable,
            fmt::format("no host is called '{}'", options.endpoint.host),
            {},
            {}};
  }
  return {ErrorKind::unavailable,
          fmt::format("nobody answers at {}", where),
          {},
          "start a controller there: aitherzero controller --listen " + where};
}

}  // namespace aitherzero
