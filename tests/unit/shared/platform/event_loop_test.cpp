#include "shared/platform/event_loop.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>
#include <thread>
#include <vector>

#include "shared/platform/pipes.hpp"

namespace aitherzero {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

// A loop that ends by itself when a test waits for what never comes.
class EventLoopTest : public testing::Test {
 protected:
  void run() {
    const auto guard = loop.at(loop.now() + 60s, [this] {
      ADD_FAILURE() << "the event did not come";
      loop.stop();
    });
    loop.run();
  }

  void put(const Pipe& pipe) {
    ASSERT_EQ(::write(pipe.write_end.get(), "x", 1), 1);
  }
  void take(const Pipe& pipe) {
    char byte = 0;
    ASSERT_EQ(::read(pipe.read_end.get(), &byte, 1), 1);
  }

  EventLoop loop;
};

TEST_F(EventLoopTest, calls_back_for_a_readable_descriptor_until_it_is_read) {
  const Pipe pipe = *make_pipe();
  put(pipe);
  int calls = 0;
  const auto handle = loop.on_readable(pipe.read_end.get(), [&] {
    if (++calls < 2) return;  // left unread: called again
    take(pipe);
    loop.stop();
  });
  run();
  EXPECT_EQ(calls, 2);
}

TEST_F(EventLoopTest, calls_back_for_a_hang_up) {
  Pipe pipe = *make_pipe();
  pipe.write_end.reset();
  const auto handle =
      loop.on_readable(pipe.read_end.get(), [&] { loop.stop(); });
  run();
}

TEST_F(EventLoopTest, calls_back_for_a_writable_descriptor) {
  const Pipe pipe = *make_pipe();
  const auto handle =
      loop.on_writable(pipe.write_end.get(), [&] { loop.stop(); });
  run();
}

TEST_F(EventLoopTest, runs_timers_in_order_of_time_and_never_early) {
  std::vector<int> order;
  const Instant start = loop.now();
  const auto late = loop.at(start + 20ms, [&] {
    EXPECT_GE(loop.now(), start + 20ms);
    order.push_back(2);
    loop.stop();
  });
  const auto early = loop.at(start + 5ms, [&] { order.push_back(1); });
  run();
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST_F(EventLoopTest, a_reset_timer_does_not_fire) {
  bool fired = false;
  auto timer = loop.at(loop.now() + 1ms, [&] { fired = true; });
  timer.reset();
  const auto end = loop.at(loop.now() + 10ms, [&] { loop.stop(); });
  run();
  EXPECT_FALSE(fired);
}

TEST_F(EventLoopTest, a_callback_may_destroy_its_own_handle) {
  const Pipe pipe = *make_pipe();
  put(pipe);
  std::optional<EventLoop::Handle> handle;
  int calls = 0;
  const std::string captured = "lives as long as the callback runs";
  handle = loop.on_readable(pipe.read_end.get(), [&, captured] {
    handle.reset();
    EXPECT_EQ(captured.size(), 34u);
    ++calls;
  });
  const auto end = loop.at(loop.now() + 10ms, [&] { loop.stop(); });
  run();
  EXPECT_EQ(calls, 1);
}

TEST_F(EventLoopTest, a_callback_may_destroy_another_whose_event_is_waiting) {
  const Pipe first = *make_pipe();
  const Pipe second = *make_pipe();
  put(first);
  put(second);
  std::optional<EventLoop::Handle> first_handle;
  std::optional<EventLoop::Handle> second_handle;
  int calls = 0;
  const auto only_once = [&] {
    ++calls;
    first_handle.reset();
    second_handle.reset();
  };
  first_handle = loop.on_readable(first.read_end.get(), only_once);
  second_handle = loop.on_readable(second.read_end.get(), only_once);
  const auto end = loop.at(loop.now() + 10ms, [&] { loop.stop(); });
  run();
  EXPECT_EQ(calls, 1);
}

TEST_F(EventLoopTest, a_descriptor_number_used_again_gets_no_old_events) {
  Pipe old = *make_pipe();
  const Pipe trigger = *make_pipe();
  put(old);
  put(trigger);
  std::optional<EventLoop::Handle> old_handle;
  std::optional<EventLoop::Handle> new_handle;
  std::optional<Pipe> fresh;
  int wrong_calls = 0;
  const auto reuse = [&] {
    if (fresh) return;
    old_handle.reset();
    old = Pipe{};
    fresh = *make_pipe();
    new_handle =
        loop.on_readable(fresh->read_end.get(), [&] { ++wrong_calls; });
  };
  auto trigger_handle = loop.on_readable(trigger.read_end.get(), [&] {
    take(trigger);
    reuse();
  });
  old_handle = loop.on_readable(old.read_end.get(), [&] {
    take(old);
    reuse();
  });
  const auto end = loop.at(loop.now() + 10ms, [&] { loop.stop(); });
  run();
  EXPECT_EQ(wrong_calls, 0);
}

TEST_F(EventLoopTest, runs_what_other_threads_post_in_their_order) {
  std::vector<int> order;
  std::thread other([&] {
    for (int i = 0; i < 100; ++i) {
      loop.post([&order, i] { order.push_back(i); });
    }
    loop.post([this] { loop.stop(); });
  });
  run();
  other.join();
  ASSERT_EQ(order.size(), 100u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST_F(EventLoopTest, what_is_posted_behind_a_stop_waits_for_the_next_run) {
  bool second = false;
  loop.post([this] { loop.stop(); });
  loop.post([&] {
    second = true;
    loop.stop();
  });
  run();
  EXPECT_FALSE(second);
  run();
  EXPECT_TRUE(second);
}

}  // namespace
}  // namespace aitherzero
