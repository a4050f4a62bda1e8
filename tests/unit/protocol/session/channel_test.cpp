#include "protocol/session/channel.hpp"

#include <gmock/gmock.h>

#include <random>

namespace aitherzero {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr SessionId k_session{5};

class ChannelTest : public ::testing::Test {
 protected:
  SessionTimes times_;
  Instant now_{};
  Channel a_{k_session, times_, now_};
  Channel b_{k_session, times_, now_};
};

TEST_F(ChannelTest, gathers_what_was_queued_in_one_packet) {
  a_.queue("one");
  a_.queue("two");
  auto packets = a_.flush(now_);
  ASSERT_THAT(packets, SizeIs(1));
  EXPECT_EQ(packets[0].number, 1u);
  EXPECT_THAT(b_.receive(packets[0], now_), ElementsAre("one", "two"));
  EXPECT_THAT(b_.receive(packets[0], now_), IsEmpty()) << "a repeat";
}

TEST_F(ChannelTest, sends_again_what_is_not_acknowledged) {
  a_.queue("one");
  a_.flush(now_);
  EXPECT_EQ(a_.next_deadline(), now_ + times_.resend_after);
  now_ += times_.resend_after;
  const auto again = a_.flush(now_);
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_THAT(again[0].messages, ElementsAre("one"));
  // Twice as long until the next time.
  EXPECT_EQ(a_.next_deadline(), now_ + 2 * times_.resend_after);
}

TEST_F(ChannelTest, an_acknowledgement_waits_for_company_but_not_long) {
  a_.queue("one");
  b_.receive(a_.flush(now_)[0], now_);
  EXPECT_THAT(b_.flush(now_), IsEmpty());
  EXPECT_EQ(b_.next_deadline(), now_ + times_.acknowledge_after);
  now_ += times_.acknowledge_after;
  const auto acknowledgement = b_.flush(now_);
  ASSERT_THAT(acknowledgement, SizeIs(1));
  EXPECT_EQ(acknowledgement[0].number, 0u);
  a_.receive(acknowledgement[0], now_);
  EXPECT_EQ(a_.backlog_bytes(), 0u);
}

TEST_F(ChannelTest, speaks_up_when_it_has_nothing_to_say) {
  EXPECT_EQ(a_.next_deadline(), now_ + times_.heartbeat());
  now_ += times_.heartbeat();
  ASSERT_THAT(a_.flush(now_), SizeIs(1));
  EXPECT_THAT(a_.flush(now_), IsEmpty());
}

TEST_F(ChannelTest, what_overtook_others_waits_to_be_sent_again) {
  a_.queue("one");
  const auto first = a_.flush(now_)[0];
  a_.queue("two");
  const auto second = a_.flush(now_)[0];
  EXPECT_THAT(b_.receive(second, now_), IsEmpty());
  EXPECT_THAT(b_.receive(first, now_), ElementsAre("one"));
  EXPECT_THAT(b_.receive(second, now_), ElementsAre("two"));
}

TEST_F(ChannelTest, holds_back_what_the_window_does_not_take) {
  const std::string big(k_packet_bytes, 'x');
  const std::size_t fits = k_window_bytes / k_packet_bytes;
  for (std::size_t i = 0; i < fits + 3; ++i) a_.queue(big);
  const auto packets = a_.flush(now_);
  EXPECT_THAT(packets, SizeIs(fits));
  EXPECT_THAT(a_.flush(now_), IsEmpty());
  for (const auto& packet : packets) b_.receive(packet, now_);
  for (const auto& packet : b_.flush(now_)) a_.receive(packet, now_);
  EXPECT_THAT(a_.flush(now_), SizeIs(3)) << "the window opens again";
}

TEST_F(ChannelTest, a_new_connection_repeats_at_once) {
  a_.queue("one");
  a_.flush(now_);
  a_.send_again();
  EXPECT_THAT(a_.flush(now_), SizeIs(1));
}

// Whatever the network does, what was queued comes out once and in order.
TEST(ChannelProperty, delivers_once_and_in_order_over_a_bad_network) {
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    std::mt19937 random(seed);
    SessionTimes times;
    Instant now{};
    Channel a(k_session, times, now);
    Channel b(k_session, times, now);
    std::multimap<Instant, DataPacket> to_b, to_a;
    const auto put_on = [&](std::multimap<Instant, DataPacket>& wire,
                            std::vector<DataPacket> packets) {
      for (DataPacket& packet : packets) {
        for (int copies = random() % 4 == 0 ? 0 : 1 + random() % 2; copies > 0;
             --copies) {
          wire.emplace(now + Milliseconds(random() % 200), packet);
        }
      }
    };
    const int wanted = 40;
    int queued = 0;
    std::vector<std::string> got;
    for (int turns = 0; turns < 5000 && got.size() < wanted; ++turns) {
      now += Milliseconds(50);
      while (queued < wanted && random() % 3 != 0) {
        a.queue(std::to_string(queued++));
      }
      put_on(to_b, a.flush(now));
      put_on(to_a, b.flush(now));
      while (!to_b.empty() && to_b.begin()->first <= now) {
        for (auto& message : b.receive(to_b.begin()->second, now)) {
          got.push_back(std::move(message));
        }
        to_b.erase(to_b.begin());
      }
      while (!to_a.empty() && to_a.begin()->first <= now) {
        a.receive(to_a.begin()->second, now);
        to_a.erase(to_a.begin());
      }
    }
    ASSERT_EQ(got.size(), static_cast<std::size_t>(wanted)) << seed;
    for (int i = 0; i < wanted; ++i) {
      ASSERT_EQ(got[static_cast<std::size_t>(i)], std::to_string(i)) << seed;
    }
  }
}

}  // namespace
}  // namespace aitherzero
