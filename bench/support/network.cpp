#include "support/network.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <zmq.hpp>

#include "shared/base/assert.hpp"
#include "shared/net/keys.hpp"
#include "shared/net/tcp_client.hpp"
#include "shared/net/tcp_server.hpp"
#include "shared/platform/event_loop.hpp"
#include "shared/platform/unique_fd.hpp"

namespace aitherzero {
namespace {

// Not counted: until both ends are connected and warm.
constexpr int k_warm_up_trips = 50;

std::vector<double> measure_trips(int count, Milliseconds rest,
                                  const std::function<void()>& go) {
  const SteadyClock clock;
  for (int i = 0; i < k_warm_up_trips; ++i) go();
  std::vector<double> times;
  for (int i = 0; i < count; ++i) {
    std::this_thread::sleep_for(rest);
    const Instant start = clock.now();
    go();
    times.push_back(to_seconds(clock.now() - start) * 1e6);
  }
  return times;
}

// Two sockets of one context, connected over TCP on loopback.
struct ZmqPair {
  ZmqPair(zmq::socket_type kind, zmq::socket_type other, bool curve)
      : server(context, kind), client(context, other) {
    if (curve) encrypt();
    server.bind("tcp://127.0.0.1:*");
    client.connect(server.get(zmq::sockopt::last_endpoint));
  }

  void encrypt() {
    const KeyPair of_server = make_key_pair();
    const KeyPair of_client = make_key_pair();
    server.set(zmq::sockopt::curve_server, true);
    server.set(zmq::sockopt::curve_secretkey, of_server.secret_key);
    client.set(zmq::sockopt::curve_serverkey, of_server.public_key);
    client.set(zmq::sockopt::curve_publickey, of_client.public_key);
    client.set(zmq::sockopt::curve_secretkey, of_client.secret_key);
  }

  zmq::context_t context;
  zmq::socket_t server;
  zmq::socket_t client;
};

void send(zmq::socket_t& socket, const std::string& bytes) {
  AZ_ASSERT(socket.send(zmq::buffer(bytes), zmq::send_flags::none));
}

std::string receive(zmq::socket_t& socket) {
  zmq::message_t message;
  AZ_ASSERT(socket.recv(message, zmq::recv_flags::none));
  return message.to_string();
}

std::vector<double> zmq_trips(int count, Milliseconds rest) {
  ZmqPair pair(zmq::socket_type::pair, zmq::socket_type::pair, false);
  std::thread echo([&] {
    for (int i = 0; i < count + k_warm_up_trips; ++i) {
      send(pair.server, receive(pair.server));
    }
  });
  const std::string bytes(k_message_bytes, 'x');
  auto times = measure_trips(count, rest, [&] {
    send(pair.client, bytes);
    receive(pair.client);
  });
  echo.join();
  return times;
}

// Two TCP sockets, connected with each other.
std::pair<UniqueFd, UniqueFd> tcp_pair() {
  const UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const where = reinterpret_cast<sockaddr*>(&address);
  AZ_ASSERT(::bind(listener.get(), where, size) == 0);
  AZ_ASSERT(::listen(listener.get(), 1) == 0);
  AZ_ASSERT(::getsockname(listener.get(), where, &size) == 0);
  UniqueFd one(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  AZ_ASSERT(::connect(one.get(), where, size) == 0);
  UniqueFd other(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
  for (const UniqueFd* socket : {&one, &other}) {
    const int yes = 1;
    ::setsockopt(socket->get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  }
  return {std::move(one), std::move(other)};
}

void send_all(int socket, const std::string& bytes) {
  AZ_ASSERT(::send(socket, bytes.data(), bytes.size(), 0) ==
            static_cast<ssize_t>(bytes.size()));
}

void receive_all(int socket, std::string& bytes) {
  AZ_ASSERT(::recv(socket, bytes.data(), bytes.size(), MSG_WAITALL) ==
            static_cast<ssize_t>(bytes.size()));
}

std::vector<double> tcp_trips(int count, Milliseconds rest) {
  const auto [here, there] = tcp_pair();
  std::thread echo([&, socket = there.get()] {
    std::string bytes(k_message_bytes, ' ');
    for (int i = 0; i < count + k_warm_up_trips; ++i) {
      receive_all(socket, bytes);
      send_all(socket, bytes);
    }
  });
  std::string bytes(k_message_bytes, 'x');
  auto times = measure_trips(count, rest, [&, socket = here.get()] {
    send_all(socket, bytes);
    receive_all(socket, bytes);
  });
  echo.join();
  return times;
}

}  // namespace

double zmq_messages_per_second(std::size_t count, bool curve) {
  ZmqPair pair(zmq::socket_type::pull, zmq::socket_type::push, curve);
  const SteadyClock clock;
  std::thread sender([&] {
    const std::string bytes(k_message_bytes, 'x');
    for (std::size_t i = 0; i <= count; ++i) send(pair.client, bytes);
  });
  receive(pair.server);  // from here on they are connected
  const Instant start = clock.now();
  for (std::size_t i = 0; i < count; ++i) receive(pair.server);
  const double seconds = to_seconds(clock.now() - start);
  sender.join();
  return static_cast<double>(count) / seconds;
}

std::vector<double> round_trips_us(RoundTrip kind, int count,
                                   Milliseconds rest) {
  switch (kind) {
    case RoundTrip::tcp:
      return tcp_trips(count, rest);
    case RoundTrip::zmq:
      return zmq_trips(count, rest);
  }
  return {};
}

struct LoopEcho::Ends {
  EventLoop server_loop;
  std::unique_ptr<TcpServer> server;
  std::thread thread;
  EventLoop loop;
  std::unique_ptr<TcpClient> client;
};

LoopEcho::LoopEcho(bool curve) : ends_(std::make_unique<Ends>()) {
  TcpServerOptions options;
  options.endpoint = {"127.0.0.1", 0};
  options.curve = curve;
  options.keys = make_key_pair();
  options.admit = [](const std::string&, const std::string&) { return true; };
  ends_->server = TcpServer::listen(ends_->server_loop, options).value();
  ends_->server->on_frame([this](PeerId peer, std::string frame) {
    ends_->server->send(peer, std::move(frame));
  });
  ends_->thread = std::thread([this] { ends_->server_loop.run(); });
  ends_->client = TcpClient::connect(
      ends_->loop, {ends_->server->endpoint(), curve, make_key_pair(),
                    options.keys.public_key});
  ends_->client->on_state([this](TcpClient::State) { ends_->loop.stop(); });
  ends_->loop.run();
  ends_->client->on_state(nullptr);
  ends_->client->on_frame([this](const std::string&) { ends_->loop.stop(); });
  for (int i = 0; i < k_warm_up_trips; ++i) round_trip_us();
}

LoopEcho::~LoopEcho() {
  ends_->server_loop.post([this] { ends_->server_loop.stop(); });
  ends_->thread.join();
}

double LoopEcho::round_trip_us() {
  const Instant start = ends_->loop.now();
  ends_->client->send(std::string(k_message_bytes, 'x'));
  ends_->loop.run();
  return to_seconds(ends_->loop.now() - start) * 1e6;
}

}  // namespace aitherzero
