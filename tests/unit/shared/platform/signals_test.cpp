#include "shared/platform/signals.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

namespace aitherzero {
namespace {

// How often this process is asked to stop by one call.
int times_asked(bool urgently) {
  EventLoop loop;
  int times = 0;
  const int expected = urgently ? 2 : 1;
  const auto signals = StopSignals::watch(loop, [&](StopSignal signal) {
    EXPECT_EQ(signal, StopSignal::terminate);
    if (++times == expected) loop.stop();
  });
  EXPECT_TRUE(signals && ask_to_stop(::getpid(), urgently));
  loop.run();
  return times;
}

TEST(Signals, a_process_is_asked_to_stop_once_or_urgently) {
  EXPECT_EQ(times_asked(false), 1);
  EXPECT_EQ(times_asked(true), 2);
}

TEST(Signals, who_ignores_interrupts_is_asked_urgently_all_the_same) {
  const auto before = std::signal(SIGINT, SIG_IGN);  // as background jobs do
  EXPECT_EQ(times_asked(true), 2);
  std::signal(SIGINT, before);
}

// What was asked urgently may be on its way out when the second signal comes,
// and then ends as it would have.
TEST(Signals, the_second_signal_does_not_end_who_listens_no_more) {
  EventLoop loop;
  {
    const auto signals = StopSignals::watch(loop, [&](StopSignal) {});
    ASSERT_TRUE(signals);
  }
  std::signal(SIGTERM, SIG_IGN);
  EXPECT_TRUE(ask_to_stop(::getpid(), true));
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace
}  // namespace aitherzero
