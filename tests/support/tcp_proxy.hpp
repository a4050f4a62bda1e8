// A bad network between two programs: forwards TCP connections of loopback,
// late, or not at all, and breaks them when told to. On a thread of its own.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "shared/base/time.hpp"
#include "shared/platform/unique_fd.hpp"

namespace aitherzero::testing {

class TcpProxy {
 public:
  // Forwards to that port of loopback.
  explicit TcpProxy(std::uint16_t target);
  ~TcpProxy();
  TcpProxy(const TcpProxy&) = delete;
  TcpProxy& operator=(const TcpProxy&) = delete;

  std::uint16_t port() const { return port_; }

  // What arrives is handed on so much later.
  void delay(Milliseconds delay) { delay_ms_ = delay.count(); }
  // While it is frozen nothing is handed on and nothing is closed: both sides
  // believe in a connection that is none.
  void freeze(bool frozen) { frozen_ = frozen; }
  // Every connection is reset when so many bytes have passed; 0: none is.
  void reset_after(std::size_t bytes) { reset_after_ = bytes; }

  // Connections that were reset so far.
  std::size_t resets() const { return resets_; }

 private:
  struct Piece {
    Instant due;
    std::string bytes;
  };
  struct Way {
    int from;
    int to;
    std::vector<Piece> pieces;
  };
  struct Connection {
    UniqueFd client;
    UniqueFd server;
    Way there;
    Way back;
    std::size_t passed = 0;
    bool broken = false;
  };

  void run();
  void accept_one();
  void take(Connection& connection, Way& way);
  void hand_on(Connection& connection, Way& way);
  void reset(Connection& connection);

  SteadyClock clock_;
  UniqueFd listener_;
  std::uint16_t target_;
  std::uint16_t port_ = 0;
  std::vector<Connection> connections_;
  std::atomic<std::int64_t> delay_ms_{0};
  std::atomic<bool> frozen_{false};
  std::atomic<std::size_t> reset_after_{0};
  std::atomic<std::size_t> resets_{0};
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

}  // namespace aitherzero::testing
