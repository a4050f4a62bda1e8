// Real sockets on loopback: who gets in, what arrives.
#include <gmock/gmock.h>
#include <zmq.h>

#include <optional>
#include <zmq.hpp>

#include "shared/net/tcp_client.hpp"
#include "shared/net/tcp_server.hpp"

namespace aitherzero {
namespace {

using std::chrono_literals::operator""s;
using ::testing::ElementsAre;
using State = TcpClient::State;

class TcpLinkTest : public ::testing::Test {
 protected:
  void start_server(bool curve = true) {
    TcpServerOptions options;
    options.endpoint = {"127.0.0.1", port_};
    options.curve = curve;
    options.keys = server_keys_;
    options.admit = [this](const std::string& key, const std::string& address) {
      asked_for_.push_back(key);
      addresses_.push_back(address);
      return key == client_keys_.public_key;
    };
    auto server = TcpServer::listen(loop_, std::move(options));
    ASSERT_TRUE(server) << to_string(server.error());
    server_ = std::move(*server);
    port_ = server_->endpoint().port;
    server_->on_frame([this](PeerId peer, std::string frame) {
      peer_ = peer;
      at_server_.push_back(std::move(frame));
    });
  }

  TcpClientOptions client_options() {
    return {{"127.0.0.1", port_}, true, client_keys_, server_keys_.public_key};
  }

  std::unique_ptr<TcpClient> connect(const TcpClientOptions& options) {
    auto client = TcpClient::connect(loop_, options);
    client->on_frame(
        [this](std::string frame) { at_client_.push_back(std::move(frame)); });
    client->on_state([this](State state) { states_.push_back(state); });
    return client;
  }

  // Runs the loop until something holds.
  template <typename Holds>
  void run_until(Holds holds) {
    const auto guard = loop_.at(loop_.now() + 60s, [&] {
      ADD_FAILURE() << "it did not come to that";
      loop_.stop();
    });
    look(holds);
    loop_.run();
  }

  bool seen(State state) const {
    return std::find(states_.begin(), states_.end(), state) != states_.end();
  }

  EventLoop loop_;
  std::uint16_t port_ = 0;
  KeyPair server_keys_ = make_key_pair();
  KeyPair client_keys_ = make_key_pair();
  std::unique_ptr<TcpServer> server_;
  PeerId peer_;
  std::vector<std::string> asked_for_, addresses_, at_server_, at_client_;
  std::vector<State> states_;

 private:
  template <typename Holds>
  void look(Holds holds) {
    if (holds()) return loop_.stop();
    timer_ =
        loop_.at(loop_.now() + Milliseconds(1), [=, this] { look(holds); });
  }
  Executor::Handle timer_;
};

TEST_F(TcpLinkTest, frames_go_both_ways_and_the_key_is_proved) {
  start_server();
  const auto client = connect(client_options());
  run_until([&] { return seen(State::connected); });
  client->send("one");
  client->send(std::string(300'000, 'x'));
  run_until([&] { return at_server_.size() == 2; });
  EXPECT_EQ(at_server_[0], "one");
  EXPECT_EQ(at_server_[1].size(), 300'000u);
  EXPECT_EQ(server_->identity_of(peer_).key, client_keys_.public_key);
  EXPECT_THAT(server_->identity_of(peer_).address,
              ::testing::HasSubstr("127.0.0.1"));
  server_->send(peer_, "back");
  run_until([&] { return !at_client_.empty(); });
  EXPECT_THAT(at_client_, ElementsAre("back"));
}

TEST_F(TcpLinkTest, a_key_that_is_not_trusted_does_not_get_in) {
  start_server();
  TcpClientOptions options = client_options();
  options.keys = make_key_pair();
  const auto client = connect(options);
  run_until([&] { return seen(State::not_trusted); });
  client->send("let me in");
  EXPECT_EQ(asked_for_.front(), options.keys.public_key);
  EXPECT_THAT(connection_error(State::not_trusted, options).advice,
              ::testing::HasSubstr(options.keys.public_key));
  EXPECT_TRUE(at_server_.empty());
}

TEST_F(TcpLinkTest, a_server_without_the_expected_key_is_not_believed) {
  start_server();
  TcpClientOptions options = client_options();
  options.server_key = make_key_pair().public_key;
  const auto client = connect(options);
  run_until([&] { return seen(State::wrong_key); });
  EXPECT_FALSE(seen(State::connected));
  EXPECT_TRUE(asked_for_.empty());
}

TEST_F(TcpLinkTest, a_client_without_encryption_does_not_get_in) {
  start_server();
  TcpClientOptions options = client_options();
  options.curve = false;
  const auto stranger = connect(options);
  run_until([&] { return seen(State::wrong_key); });
  EXPECT_TRUE(asked_for_.empty());
}

TEST_F(TcpLinkTest, nobody_there_is_told_and_tried_again) {
  start_server();
  server_.reset();
  const auto client = connect(client_options());
  run_until([&] { return seen(State::unreachable); });
  start_server();
  run_until([&] { return seen(State::connected); });
  client->send("at last");
  run_until([&] { return !at_server_.empty(); });
}

TEST_F(TcpLinkTest, a_rejected_peer_is_not_heard_any_more) {
  start_server();
  const auto client = connect(client_options());
  run_until([&] { return seen(State::connected); });
  client->send("nonsense");
  run_until([&] { return !at_server_.empty(); });
  const PeerId bad = peer_;
  server_->reject(bad);
  client->send("more nonsense");
  states_.clear();
  const auto other = connect(client_options());
  run_until([&] { return seen(State::connected); });
  other->send("sense");
  run_until([&] { return at_server_.size() == 2; });
  EXPECT_THAT(at_server_, ElementsAre("nonsense", "sense"));
  EXPECT_NE(peer_, bad);
}

// A peer that knows libzmq and not us: without encryption, with a key that is
// trusted, and with one that is not.
enum class Stranger { plain, trusted, untrusted };

class TcpLinkStranger : public TcpLinkTest,
                        public ::testing::WithParamInterface<Stranger> {
 protected:
  TcpLinkStranger() { start_server(GetParam() != Stranger::plain); }

  void become(zmq::socket_t& socket) {
    socket.set(zmq::sockopt::linger, 0);
    if (GetParam() != Stranger::plain) {
      const KeyPair keys =
          GetParam() == Stranger::trusted ? client_keys_ : make_key_pair();
      socket.set(zmq::sockopt::curve_serverkey, server_keys_.public_key);
      socket.set(zmq::sockopt::curve_publickey, keys.public_key);
      socket.set(zmq::sockopt::curve_secretkey, keys.secret_key);
    }
    socket.connect(to_string(server_->endpoint()));
  }

  // Somebody else gets through, and nothing of the stranger's.
  void expect_only_sense() {
    TcpClientOptions options = client_options();
    options.curve = GetParam() != Stranger::plain;
    const auto client = connect(options);
    run_until([&] { return seen(State::connected); });
    client->send("sense");
    run_until([&] { return !at_server_.empty(); });
    EXPECT_THAT(at_server_, ElementsAre("sense"));
  }

  zmq::context_t context_;
};

TEST_P(TcpLinkStranger, several_parts_harm_nobody) {
  zmq::socket_t stranger(context_, zmq::socket_type::dealer);
  become(stranger);
  stranger.send(zmq::str_buffer("two"), zmq::send_flags::sndmore);
  stranger.send(zmq::str_buffer("parts"), zmq::send_flags::none);
  stranger.send(zmq::str_buffer("and one"), zmq::send_flags::none);
  expect_only_sense();
}

TEST_P(TcpLinkStranger, giant_frames_harm_nobody) {
  zmq::socket_t stranger(context_, zmq::socket_type::dealer);
  become(stranger);
  for (int i = 0; i < 3; ++i) {
    stranger.send(zmq::message_t(k_max_socket_frame + 1024),
                  zmq::send_flags::none);
  }
  expect_only_sense();
}

INSTANTIATE_TEST_SUITE_P(Keys, TcpLinkStranger,
                         ::testing::Values(Stranger::plain, Stranger::trusted,
                                           Stranger::untrusted),
                         [](const auto& c) {
                           switch (c.param) {
                             case Stranger::plain:
                               return "plain";
                             case Stranger::trusted:
                               return "trusted";
                             case Stranger::untrusted:
                               break;
                           }
                           return "untrusted";
                         });

// With encryption, which adds to each frame, and without.
class TcpLinkFrames : public TcpLinkTest,
                      public ::testing::WithParamInterface<bool> {
 protected:
  TcpLinkFrames() {
    start_server(GetParam());
    TcpClientOptions options = client_options();
    options.curve = GetParam();
    client_ = connect(options);
    run_until([&] { return seen(State::connected); });
  }

  std::unique_ptr<TcpClient> client_;
};

TEST_P(TcpLinkFrames, the_longest_arrives) {
  client_->send(std::string(k_max_socket_frame, 'x'));
  run_until([&] { return !at_server_.empty() || seen(State::lost); });
  ASSERT_FALSE(at_server_.empty());
  EXPECT_EQ(at_server_[0].size(), k_max_socket_frame);
  server_->send(peer_, std::string(k_max_socket_frame, 'y'));
  run_until([&] { return !at_client_.empty() || seen(State::lost); });
  ASSERT_FALSE(at_client_.empty());
  EXPECT_EQ(at_client_[0].size(), k_max_socket_frame);
}

TEST_P(TcpLinkFrames, a_longer_one_ends_its_connection) {
  client_->send(std::string(k_max_socket_frame + 1024, 'x'));
  run_until([&] { return seen(State::lost); });
  EXPECT_TRUE(at_server_.empty());
}

INSTANTIATE_TEST_SUITE_P(Encryption, TcpLinkFrames, ::testing::Bool(),
                         [](const auto& c) {
                           return c.param ? "curve" : "plain";
                         });

TEST_F(TcpLinkTest, a_taken_port_and_an_open_door_are_refused) {
  start_server();
  TcpServerOptions options;
  options.endpoint = server_->endpoint();
  options.keys = server_keys_;
  const auto second = TcpServer::listen(loop_, options);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::unavailable);
  options.endpoint = {"0.0.0.0", 0};
  options.curve = false;
  const auto open = TcpServer::listen(loop_, options);
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().kind, ErrorKind::bad_input);
}

}  // namespace
}  // namespace aitherzero
