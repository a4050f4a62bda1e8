#include "agent/app/network_thread.hpp"

#include "protocol/session/server_sessions.hpp"
#include "shared/net/tcp_server.hpp"

namespace aitherzero {
namespace {

constexpr std::uint64_t k_version = 1;

// A server that lets everybody in and notes what comes, packet by packet.
class NetworkThreadTest : public ::testing::Test {
 protected:
  NetworkThreadTest()
      : sessions_(
            k_version, {}, [n = std::uint64_t{0}]() mutable { return ++n; },
            [](PeerId) { return std::string(); }) {
    TcpServerOptions options;
    options.endpoint = {"127.0.0.1", 0};
    options.curve = false;
    server_ = TcpServer::listen(loop_, std::move(options)).value();
    server_->on_frame([this](PeerId peer, const std::string& frame) {
      for (const auto& event : sessions_.receive(peer, frame, loop_.now())) {
        take(event);
      }
      for (auto& send : sessions_.flush(loop_.now())) {
        server_->send(send.peer, std::move(send.frame));
      }
    });
    network_ = std::make_unique<NetworkThread>(
        loop_, TcpClientOptions{server_->endpoint(), false, {}, {}}, k_version,
        Opener{"agent", 1, 1});
  }

  void take(const ServerSessions::Event& event) {
    if (const auto* open = std::get_if<ServerSessions::OpenRequested>(&event)) {
      sessions_.accept(*open, "welcome", loop_.now());
    } else if (const auto* delivered =
                   std::get_if<ServerSessions::Delivered>(&event)) {
      packets_.push_back(delivered->messages);
      loop_.stop();
    } else if (std::holds_alternative<ServerSessions::Closed>(event)) {
      closed_ = true;
      loop_.stop();
    }
  }

  // Calls back once there is a session; what it does then is one turn.
  void open(std::function<void()> on_opened) {
    network_->set_callbacks({[on_opened = std::move(on_opened)](
                                 const std::string&) { on_opened(); },
                             [](const std::vector<std::string>&) {}, [] {},
                             [](bool, const std::string&) {}});
    network_->open("hello");
  }

  EventLoop loop_;
  ServerSessions sessions_;
  std::unique_ptr<TcpServer> server_;
  std::unique_ptr<NetworkThread> network_;
  std::vector<std::vector<std::string>> packets_;
  bool closed_ = false;
};

TEST_F(NetworkThreadTest, what_one_turn_queues_travels_together) {
  open([this] {
    for (const char* message : {"a", "b", "c"}) network_->queue(message);
  });
  loop_.run();
  ASSERT_EQ(packets_.size(), 1u);
  EXPECT_EQ(packets_[0], (std::vector<std::string>{"a", "b", "c"}));
}

TEST_F(NetworkThreadTest, what_was_queued_goes_out_before_the_good_bye) {
  open([this] {
    network_->queue("last words");
    network_->close();
  });
  loop_.run();
  ASSERT_EQ(packets_.size(), 1u);
  EXPECT_EQ(packets_[0], std::vector<std::string>{"last words"});
  if (!closed_) loop_.run();
  EXPECT_TRUE(closed_);
}

}  // namespace
}  // namespace aitherzero
