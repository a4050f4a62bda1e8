// A server's sessions and clients' sessions against each other.
#include <gmock/gmock.h>

#include "protocol/session/client_session.hpp"
#include "protocol/session/server_sessions.hpp"

namespace aitherzero {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::uint64_t k_version = 1;

// One server, and clients that tests connect to it by peer ids.
class SessionsTest : public ::testing::Test {
 protected:
  struct Client {
    explicit Client(Opener opener, std::uint64_t version = k_version)
        : session(version, std::move(opener), {}) {}
    ClientSession session;
    PeerId peer{1};
    std::vector<std::string> got;
    std::vector<std::string> events;
  };

  void open(Client& client) {
    deliver(client, client.session.open([] { return "hello"; }, now_));
  }
  void say(Client& client, const std::string& message) {
    client.session.queue(message);
    deliver(client, client.session.flush(now_));
  }
  void deliver(Client& client, ClientSession::Actions actions) {
    for (auto& action : actions) {
      if (auto* send = std::get_if<ClientSession::SendFrame>(&action)) {
        if (connected_) {
          take(client, server_.receive(client.peer, send->frame, now_));
        }
      } else if (std::holds_alternative<ClientSession::Opened>(action)) {
        client.events.push_back("opened");
      } else if (std::holds_alternative<ClientSession::Closed>(action)) {
        client.events.push_back("closed");
      } else if (auto* no = std::get_if<ClientSession::Refused>(&action)) {
        client.events.push_back("refused: " + no->reason);
      } else if (auto* got = std::get_if<ClientSession::Delivered>(&action)) {
        for (auto& message : got->messages) client.got.push_back(message);
      }
    }
  }
  void take(Client& client, ServerSessions::Events events) {
    for (auto& event : events) {
      if (auto* open = std::get_if<ServerSessions::OpenRequested>(&event)) {
        if (welcomed_) {
          sessions_.push_back(server_.accept(*open, "welcome", now_));
        } else {
          server_.refuse(*open, true, "not you");
        }
      } else if (auto* got = std::get_if<ServerSessions::Delivered>(&event)) {
        for (auto& message : got->messages) server_got_.push_back(message);
      } else if (auto* end = std::get_if<ServerSessions::Closed>(&event)) {
        server_events_.push_back("closed: " + end->reason);
      } else if (auto* bad = std::get_if<ServerSessions::Misbehaved>(&event)) {
        server_events_.push_back("misbehaved: " + bad->reason);
      }
    }
    answer(client);
  }
  // For a lease, in which the server listens. `client` gets its answers.
  void nobody_speaks(Client& client) {
    for (int i = 0; i < 5; ++i) {
      EXPECT_THAT(server_events_, IsEmpty());
      now_ += SessionTimes{}.heartbeat();
      take(client, server_.expire(now_));
    }
  }
  void answer(Client& client) {
    for (auto& send : server_.flush(now_)) {
      if (send.peer == client.peer && connected_) {
        deliver(client, client.session.receive(send.frame, now_));
      }
    }
  }

  Instant now_ = Instant{} + std::chrono::hours(1);
  bool connected_ = true;
  bool welcomed_ = true;
  std::map<PeerId, std::string> keys_;
  std::uint64_t last_random_ = 100;
  ServerSessions server_{k_version, SessionTimes{},
                         [this] { return ++last_random_; },
                         [this](PeerId peer) { return keys_[peer]; }};
  std::vector<SessionId> sessions_;
  std::vector<std::string> server_got_;
  std::vector<std::string> server_events_;
};

TEST_F(SessionsTest, open_and_carry_messages_both_ways) {
  Client client({"a", 1, 1, 0});
  open(client);
  EXPECT_THAT(client.events, ElementsAre("opened"));
  say(client, "one");
  EXPECT_THAT(server_got_, ElementsAre("one"));
  server_.queue(sessions_[0], "two");
  answer(client);
  EXPECT_THAT(client.got, ElementsAre("two"));
}

TEST_F(SessionsTest, a_client_asks_again_until_it_is_heard) {
  Client client({"a", 1, 1, 0});
  connected_ = false;
  open(client);
  EXPECT_THAT(client.events, IsEmpty());
  connected_ = true;
  now_ = client.session.next_deadline().value();
  deliver(client, client.session.flush(now_));
  EXPECT_THAT(client.events, ElementsAre("opened"));
}

TEST_F(SessionsTest, an_answer_that_was_lost_is_given_again) {
  Client client({"a", 1, 1, 0});
  auto actions = client.session.open([] { return "hello"; }, now_);
  const auto frame = std::get<ClientSession::SendFrame>(actions[0]).frame;
  auto events = server_.receive(client.peer, frame, now_);
  server_.accept(std::get<ServerSessions::OpenRequested>(events[0]), "w", now_);
  server_.flush(now_);  // lost
  now_ = client.session.next_deadline().value();
  deliver(client, client.session.flush(now_));
  EXPECT_THAT(client.events, ElementsAre("opened"));
  EXPECT_EQ(server_.size(), 1u);
}

TEST_F(SessionsTest, a_session_goes_on_over_a_new_connection) {
  Client client({"a", 1, 1, 0});
  open(client);
  connected_ = false;
  say(client, "lost on the way");
  connected_ = true;
  client.peer = PeerId{2};
  deliver(client, client.session.reconnected(now_));
  EXPECT_THAT(server_got_, ElementsAre("lost on the way"));
  EXPECT_THAT(server_events_, IsEmpty());
  server_.queue(sessions_[0], "back");
  answer(client);
  EXPECT_THAT(client.got, ElementsAre("back"));
}

TEST_F(SessionsTest, another_key_cannot_speak_for_a_session) {
  keys_ = {{PeerId{1}, "mine"}, {PeerId{2}, "other"}};
  Client client({"a", 1, 1, 0});
  open(client);
  const std::string forged =
      encode_packet(DataPacket{sessions_[0], 1, 0, {"forged"}});
  EXPECT_THAT(server_.receive(PeerId{2}, forged, now_), IsEmpty());
  const auto answers = server_.flush(now_);
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_EQ(answers[0].peer, PeerId{2});
  say(client, "mine");
  EXPECT_THAT(server_got_, ElementsAre("mine"));
}

TEST_F(SessionsTest, a_silent_client_is_given_up_and_comes_back_anew) {
  Client client({"a", 1, 1, 0});
  open(client);
  connected_ = false;
  nobody_speaks(client);
  EXPECT_THAT(server_events_, ElementsAre("closed: not heard of for 15 s"));
  EXPECT_EQ(server_.size(), 0u);
  connected_ = true;
  deliver(client, client.session.flush(now_));
  EXPECT_THAT(client.events, ElementsAre("opened", "closed", "opened"));
}

// Stopped for longer than a lease, it has heard nobody.
TEST_F(SessionsTest, a_server_that_could_not_listen_gives_nobody_up) {
  Client heard({"a", 1, 1, 0});
  Client silent({"b", 2, 1, 0});
  silent.peer = PeerId{2};
  open(heard);
  open(silent);
  now_ += 10 * SessionTimes{}.lease;
  take(heard, server_.expire(now_));
  EXPECT_THAT(server_events_, IsEmpty());
  EXPECT_GT(server_.next_deadline(), now_) << "it would not rest";
  deliver(heard, heard.session.flush(now_));  // what waited to be read
  for (int i = 0; i < 2; ++i) {
    now_ += SessionTimes{}.heartbeat();
    take(heard, server_.expire(now_));
  }
  EXPECT_THAT(server_events_, ElementsAre("closed: not heard of for 15 s"));
  EXPECT_EQ(server_.size(), 1u);
}

TEST_F(SessionsTest, heartbeats_keep_a_session) {
  Client client({"a", 1, 1, 0});
  open(client);
  for (int i = 0; i < 100; ++i) {
    now_ += SessionTimes{}.heartbeat();
    deliver(client, client.session.flush(now_));
    take(client, server_.expire(now_));
  }
  EXPECT_THAT(server_events_, IsEmpty());
  EXPECT_EQ(client.session.silence(now_), Duration::zero());
}

TEST_F(SessionsTest, a_name_is_held_by_one_client_at_a_time) {
  Client first({"a", 1, 1, 0});
  Client second({"a", 2, 1, 0});
  second.peer = PeerId{2};
  open(first);
  open(second);
  EXPECT_THAT(second.events,
              ElementsAre("refused: 'a' is connected already, from another "
                          "place"));
  nobody_speaks(second);
  deliver(second, second.session.flush(now_));
  EXPECT_THAT(second.events, SizeIs(2));
  EXPECT_EQ(second.events.back(), "opened");
}

TEST_F(SessionsTest, a_client_that_restarted_replaces_itself_at_once) {
  Client before({"a", 1, 1, 0});
  Client after({"a", 1, 2, 0});
  after.peer = PeerId{2};
  open(before);
  open(after);
  EXPECT_THAT(server_events_, ElementsAre("closed: it came back"));
  EXPECT_THAT(after.events, ElementsAre("opened"));
  // What the one before had sent arrives late and changes nothing.
  const std::string late =
      encode_packet(OpenPacket{1, {"a", 1, 1, 1}, "hello"});
  EXPECT_THAT(server_.receive(PeerId{1}, late, now_), IsEmpty());
  EXPECT_EQ(server_.size(), 1u);
}

TEST_F(SessionsTest, a_refusal_says_why) {
  welcomed_ = false;
  Client client({"a", 1, 1, 0});
  open(client);
  EXPECT_THAT(client.events, ElementsAre("refused: not you"));
  EXPECT_EQ(client.session.next_deadline(), std::nullopt);
  Client newer({"b", 1, 1, 0}, 2);
  open(newer);
  EXPECT_THAT(newer.events,
              ElementsAre("refused: the controller speaks version 1 of the "
                          "protocol, you speak 2"));
}

TEST_F(SessionsTest, leaving_ends_it_at_once) {
  Client client({"a", 1, 1, 0});
  open(client);
  deliver(client, client.session.close(now_));
  EXPECT_THAT(server_events_, ElementsAre("closed: it left"));
  EXPECT_EQ(server_.size(), 0u);
  EXPECT_EQ(server_.next_deadline(), std::nullopt);
}

TEST_F(SessionsTest, the_last_words_come_before_the_good_bye) {
  Client client({"a", 1, 1, 0});
  open(client);
  client.session.queue("last words");
  deliver(client, client.session.close(now_));
  EXPECT_THAT(server_got_, ElementsAre("last words"));
  EXPECT_THAT(server_events_, ElementsAre("closed: it left"));
}

TEST_F(SessionsTest, who_talks_nonsense_loses_the_session_and_harms_nobody) {
  Client good({"good", 1, 1, 0});
  Client bad({"bad", 2, 1, 0});
  bad.peer = PeerId{2};
  open(good);
  open(bad);
  take(bad, server_.receive(PeerId{2}, "\xff garbage", now_));
  EXPECT_THAT(server_events_, SizeIs(2));
  take(bad, server_.receive(PeerId{3}, encode_packet(RefusePacket{}), now_));
  EXPECT_EQ(server_events_.back(), "misbehaved: it speaks as a server");
  say(good, "still here");
  EXPECT_THAT(server_got_, ElementsAre("still here"));
}

}  // namespace
}  // namespace aitherzero
