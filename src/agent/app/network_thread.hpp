// An agent's session with its controller on a thread of its own, so that
// heartbeats go out on time however busy the agent's loop and the machine are.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "protocol/session/connection.hpp"
#include "shared/base/executor.hpp"
#include "shared/base/lifetime.hpp"
#include "shared/net/tcp_client.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero {

class NetworkThread final : public Connection {
 public:
  // Its callbacks come on `home`, which must outlive it; all methods are called
  // there.
  NetworkThread(Executor& home, TcpClientOptions link, std::uint64_t version,
                Opener opener);
  // What was queued before close() still goes out, if it can at once.
  ~NetworkThread() override;

  // Once, before open().
  void set_callbacks(Callbacks callbacks) override;
  void on_link_state(std::function<void(TcpClient::State)> callback) {
    on_link_state_ = std::move(callback);
  }

  void open(std::string hello) override;
  void queue(std::string message) override;
  void close() override;

 private:
  struct Session;  // lives on the thread

  void run();
  void hand_over();
  template <typename F>
  void at_home(F callback);

  Executor& home_;
  TcpClientOptions link_options_;
  std::uint64_t version_;
  Opener opener_;
  Callbacks callbacks_;
  std::function<void(TcpClient::State)> on_link_state_;
  std::vector<std::string> queued_;  // in this turn of home's loop
  EventLoop loop_;                   // the thread's
  std::unique_ptr<Session> session_;
  Lifetime lifetime_;
  std::thread thread_;
};

}  // namespace aitherzero
