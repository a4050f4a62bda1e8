// What the platform room says about this machine and this user.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/platform/environment.hpp"
#include "shared/platform/files.hpp"
#include "shared/platform/open_files.hpp"
#include "shared/platform/paths.hpp"
#include "shared/platform/pipes.hpp"
#include "shared/platform/signals.hpp"
#include "shared/platform/system.hpp"
#include "shared/platform/terminal.hpp"

namespace aitherzero {
namespace {

TEST(Paths, follow_xdg_then_home) {
  EXPECT_EQ(state_folder({{"HOME", "/h"}, {"XDG_STATE_HOME", "/s"}}).value(),
            "/s/aitherzero");
  EXPECT_EQ(state_folder({{"HOME", "/h"}}).value(),
            "/h/.local/state/aitherzero");
  EXPECT_EQ(cache_folder({{"HOME", "/h"}, {"XDG_CACHE_HOME", "rel"}}).value(),
            "/h/.cache/aitherzero");
  EXPECT_EQ(cache_folder({}).error().kind, ErrorKind::not_found);
}

TEST(Paths, know_this_program) {
  EXPECT_NE(executable_path().value().find("unit_shared_platform"),
            std::string::npos);
}

TEST(FindProgram, looks_only_in_absolute_folders) {
  EXPECT_EQ(find_program("sh", "relative::/nowhere:/bin/"), "/bin/sh");
  EXPECT_EQ(find_program("sh", ".:"), std::nullopt);
  EXPECT_EQ(find_program("/bin/sh", ""), "/bin/sh");
  EXPECT_EQ(find_program("/bin", ""), std::nullopt);
  EXPECT_EQ(find_program("", "/bin"), std::nullopt);
}

TEST(Environment, is_read_as_a_map) {
  EXPECT_FALSE(get(current_environment(), "PATH").empty());
  EXPECT_EQ(get(current_environment(), "NO SUCH VARIABLE"), "");
}

TEST(System, reads_cpu_quotas) {
  EXPECT_DOUBLE_EQ(cpus_of_quota("150000 100000\n").value(), 1.5);
  EXPECT_EQ(cpus_of_quota("max 100000\n"), std::nullopt);
  EXPECT_EQ(cpus_of_quota("-1 100000\n"), std::nullopt);
  EXPECT_EQ(cpus_of_quota("5"), std::nullopt);
  EXPECT_EQ(cpus_of_quota("5 0"), std::nullopt);
  EXPECT_EQ(cpus_of_quota(""), std::nullopt);
}

TEST(System, names_the_machine) {
  EXPECT_GE(usable_cpu_count(), 1u);
  EXPECT_FALSE(host_name().empty());
  EXPECT_EQ(os_word(), "linux");
  EXPECT_NE(arch_word(), "unknown");
}

TEST(OpenFiles, are_as_many_as_this_process_may_have) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit low = before;
  low.rlim_cur = 64;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
  EXPECT_EQ(raise_open_file_limit(), before.rlim_max);
  rlimit after{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &after), 0);
  EXPECT_EQ(after.rlim_cur, before.rlim_max);
  EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
}

TEST(Terminal, colours_by_the_usual_variables) {
  EXPECT_TRUE(wants_colour_if(true, {}));
  EXPECT_FALSE(wants_colour_if(false, {}));
  EXPECT_FALSE(wants_colour_if(true, {{"NO_COLOR", "1"}}));
  EXPECT_TRUE(wants_colour_if(true, {{"NO_COLOR", ""}}));
  EXPECT_FALSE(wants_colour_if(true, {{"TERM", "dumb"}}));
  EXPECT_TRUE(wants_colour_if(false, {{"CLICOLOR_FORCE", "1"}}));
  EXPECT_FALSE(wants_colour_if(false, {{"CLICOLOR_FORCE", "0"}}));
  EXPECT_FALSE(
      wants_colour_if(true, {{"CLICOLOR_FORCE", "1"}, {"NO_COLOR", "1"}}));
  const Pipe pipe = *make_pipe();
  EXPECT_FALSE(is_terminal(pipe.write_end.get()));
  EXPECT_EQ(terminal_width(pipe.write_end.get(), 72), 72);
}

TEST(Pipes, say_whether_more_may_come) {
  Pipe pipe = *make_pipe();
  ASSERT_TRUE(set_non_blocking(pipe.read_end.get()));
  std::string bytes = "before ";
  const int descriptor = pipe.read_end.get();
  EXPECT_EQ(read_some(descriptor, 9, bytes), ReadOutcome::would_block);
  ASSERT_EQ(::write(pipe.write_end.get(), "after", 5), 5);
  EXPECT_EQ(read_some(descriptor, 3, bytes), ReadOutcome::bytes);
  EXPECT_EQ(bytes, "before aft");
  EXPECT_EQ(read_some(descriptor, 9, bytes), ReadOutcome::bytes);
  pipe.write_end.reset();
  EXPECT_EQ(read_some(descriptor, 9, bytes), ReadOutcome::ended);
  EXPECT_EQ(bytes, "before after");
}

TEST(StopSignals, become_events_and_end_with_their_object) {
  EventLoop loop;
  std::vector<StopSignal> seen;
  auto signals = *StopSignals::watch(loop, [&](StopSignal signal) {
    seen.push_back(signal);
    if (seen.size() == 2) loop.stop();
  });
  ::raise(SIGINT);
  ::raise(SIGTERM);
  loop.run();
  EXPECT_EQ(seen, (std::vector{StopSignal::interrupt, StopSignal::terminate}));
  signals.reset();
  struct sigaction action {};
  ::sigaction(SIGINT, nullptr, &action);
  EXPECT_EQ(action.sa_handler, SIG_DFL);
}

TEST(StopSignals, may_be_destroyed_by_their_own_callback) {
  EventLoop loop;
  std::unique_ptr<StopSignals> signals =
      *StopSignals::watch(loop, [&](StopSignal) {
        signals.reset();
        loop.stop();
      });
  ::raise(SIGTERM);
  loop.run();
  EXPECT_EQ(signals, nullptr);
}

}  // namespace
}  // namespace aitherzero
