#include "support/tcp_proxy.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "shared/base/assert.hpp"
#include "shared/platform/pipes.hpp"

namespace aitherzero::testing {
namespace {

// How often it looks at the clock and at what it is told.
constexpr int k_step_ms = 2;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

}  // namespace

TcpProxy::TcpProxy(std::uint16_t target)
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      target_(target) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  AZ_ASSERT(::bind(listener_.get(), raw, size) == 0);
  AZ_ASSERT(::listen(listener_.get(), 16) == 0);
  AZ_ASSERT(::getsockname(listener_.get(), raw, &size) == 0);
  port_ = ntohs(address.sin_port);
  AZ_ASSERT(set_non_blocking(listener_.get()));
  thread_ = std::thread([this] { run(); });
}

TcpProxy::~TcpProxy() {
  ending_ = true;
  thread_.join();
}

void TcpProxy::run() {
  while (!ending_) {
    std::vector<pollfd> sources{{listener_.get(), POLLIN, 0}};
    ::poll(sources.data(), sources.size(), k_step_ms);
    if (frozen_) continue;
    accept_one();
    for (Connection& connection : connections_) {
      for (Way* way : {&connection.there, &connection.back}) {
        if (!connection.broken) take(connection, *way);
        if (!connection.broken) hand_on(connection, *way);
      }
    }
    std::erase_if(connections_, [](const Connection& c) { return c.broken; });
  }
}

void TcpProxy::accept_one() {
  UniqueFd client(::accept(listener_.get(), nullptr, nullptr));
  if (!client) return;
  UniqueFd server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = loopback(target_);
  // Nobody there: the client sees its connection end.
  if (::connect(server.get(), reinterpret_cast<const sockaddr*>(&address),
                sizeof address) != 0) {
    return;
  }
  AZ_ASSERT(set_non_blocking(client.get()));
  AZ_ASSERT(set_non_blocking(server.get()));
  Connection connection;
  connection.there = {client.get(), server.get(), {}};
  connection.back = {server.get(), client.get(), {}};
  connection.client = std::move(client);
  connection.server = std::move(server);
  connections_.push_back(std::move(connection));
}

void TcpProxy::take(Connection& connection, Way& way) {
  constexpr std::size_t k_most = 1u << 16;
  std::string bytes;
  const ReadOutcome outcome = read_some(way.from, k_most, bytes);
  if (!bytes.empty()) {
    connection.passed += bytes.size();
    way.pieces.push_back(
        {clock_.now() + Milliseconds(delay_ms_.load()), std::move(bytes)});
  }
  const std::size_t limit = reset_after_;
  if (limit > 0 && connection.passed > limit) return reset(connection);
  if (outcome == ReadOutcome::ended || outcome == ReadOutcome::failed) {
    connection.broken = true;
  }
}

void TcpProxy::hand_on(Connection& connection, Way& way) {
  while (!way.pieces.empty() && way.pieces.front().due <= clock_.now()) {
    std::string& bytes = way.pieces.front().bytes;
    const ssize_t sent =
        ::send(way.to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EAGAIN) return;
      connection.broken = true;
      return;
    }
    bytes.erase(0, static_cast<std::size_t>(sent));
    if (!bytes.empty()) return;
    way.pieces.erase(way.pieces.begin());
  }
}

// With bytes on their way and no good-bye.
void TcpProxy::reset(Connection& connection) {
  ++resets_;
  connection.broken = true;
  const linger at_once{1, 0};
  for (const UniqueFd* end : {&connection.client, &connection.server}) {
    ::setsockopt(end->get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
}

}  // namespace aitherzero::testing
