// Networks that delay, break and freeze; agents that freeze; disks that are
// full; machines that are busy.
#include <csignal>
#include <filesystem>
#include <thread>

#include "shared/platform/system.hpp"
#include "support/full_disk.hpp"
#include "support/tcp_proxy.hpp"
#include "system/distributed_test.hpp"

namespace aitherzero {
namespace {

class BadNetwork : public DistributedTest {
 protected:
  std::uint16_t port() const {
    return static_cast<std::uint16_t>(
        std::atoi(endpoint.substr(endpoint.rfind(':') + 1).c_str()));
  }
  // An agent behind a proxy. It finds the controller's key by its endpoint.
  std::unique_ptr<ProgramRun> start_agent_behind(const testing::TcpProxy& proxy,
                                                 const std::string& name) {
    const std::string direct = endpoint;
    endpoint = fmt::format("tcp://127.0.0.1:{}", proxy.port());
    auto agent = start_agent(name);
    endpoint = direct;
    return agent;
  }
  // Twenty jobs in a row that print and leave a mark.
  std::string submit_many() {
    for (int i = 0; i < 20; ++i) {
      shell_script(fmt::format("{:04}_Job", i),
                   "seq 1 200; echo x >> \"$SIDE/ran\"",
                   i == 0 ? "" : fmt::format("Dependencies: {:04}", i - 1));
    }
    return submit("0000-0019");
  }
  void expect_all_ran_once(const std::string& run) {
    const Json json = follow(run);
    EXPECT_EQ(json.at("run.status"), "succeeded");
    EXPECT_EQ(json.at("run.summary.succeeded"), "20");
    EXPECT_EQ(count("ran"), 20u);
    const std::string logs = client({"run", "logs", run, "0007"}).out;
    EXPECT_TRUE(logs.starts_with("1\n2\n3\n")) << logs;
    EXPECT_EQ(std::ranges::count(logs, '\n'), 200);
  }
};

TEST_F(BadNetwork, delay_slows_and_loses_nothing) {
  start_controller();
  testing::TcpProxy proxy(port());
  proxy.delay(Milliseconds(20));
  const auto agent = start_agent_behind(proxy, "one");
  expect_all_ran_once(submit_many());
}

TEST_F(BadNetwork, resets_lose_nothing_and_run_nothing_twice) {
  start_controller();
  testing::TcpProxy proxy(port());
  proxy.reset_after(20'000);
  const auto agent = start_agent_behind(proxy, "one");
  expect_all_ran_once(submit_many());
  EXPECT_GT(proxy.resets(), 0u);
}

// Rule D2: both sides believe in a connection that is none.
TEST_F(BadNetwork, an_agent_that_is_cut_off_comes_back_fenced) {
  shell_script("0100_Runs",
               "echo $$ >> \"$SIDE/pids\"; echo x >> \"$SIDE/ran\"\n"
               "test -e \"$SIDE/again\" || sleep 600");
  start_controller({"--lease", "1"});
  testing::TcpProxy proxy(port());
  const auto cut_off = start_agent_behind(proxy, "cut-off");
  const std::string run = submit("0100");
  wait_for_file("pids");
  write("again", "");
  proxy.freeze(true);
  const auto other = start_agent("other");
  const Json json = follow(run);
  EXPECT_EQ(json.at("run.status"), "succeeded");
  EXPECT_EQ(json.job("0100", "attempts.0.status"), "lost");
  EXPECT_EQ(json.job("0100", "attempts.1.agent"), "other");
  EXPECT_EQ(count("ran"), 2u);
  proxy.freeze(false);
  for (const pid_t pid : pids("pids")) {
    EXPECT_TRUE(testing::wait_until_gone(pid));
  }
  EXPECT_EQ(follow(run).at("run.status"), "succeeded");
}

TEST_F(BadNetwork, a_frozen_agent_comes_back_fenced) {
  shell_script("0100_Runs",
               "echo $$ >> \"$SIDE/pids\"; echo x >> \"$SIDE/ran\"\n"
               "test -e \"$SIDE/again\" || sleep 600");
  start_controller({"--lease", "1"});
  const auto frozen = start_agent("frozen");
  const std::string run = submit("0100");
  wait_for_file("pids");
  write("again", "");
  frozen->send(SIGSTOP);
  const auto other = start_agent("other");
  EXPECT_EQ(follow(run).job("0100", "attempts.1.agent"), "other");
  frozen->send(SIGCONT);
  for (const pid_t pid : pids("pids")) {
    EXPECT_TRUE(testing::wait_until_gone(pid));
  }
  // And serves on.
  frozen->send(SIGTERM);
  EXPECT_EQ(frozen->finish().exit_code, 0);
}

// It heard nobody for three leases, which is not the agent's fault.
TEST_F(BadNetwork, a_controller_that_was_frozen_loses_nobody) {
  shell_script("0100_Runs",
               "echo x >> \"$SIDE/ran\"; sleep 3; touch \"$SIDE/done\"");
  start_controller({"--lease", "1"});
  const auto agent = start_agent("one");
  const std::string run = submit("0100");
  wait_for_file("ran");
  controller->send(SIGSTOP);
  wait_for_file("done");
  controller->send(SIGCONT);
  const Json json = follow(run);
  EXPECT_EQ(json.at("run.status"), "succeeded");
  EXPECT_EQ(json.size("jobs.0.attempts"), 1u);
  EXPECT_EQ(count("ran"), 1u);
}

// Four times as many busy threads as there are CPUs, for several leases.
TEST_F(BadNetwork, a_busy_machine_is_not_taken_for_a_lost_agent) {
  start_controller({"--lease", "2"});
  shell_script("0100_Long", "touch \"$SIDE/runs\"; sleep 6; echo done");
  const auto agent = start_agent("one");
  std::atomic<bool> ending{false};
  std::vector<std::thread> busy;
  for (unsigned i = 0; i < 4 * usable_cpu_count(); ++i) {
    busy.emplace_back([&] {
      while (!ending) {
      }
    });
  }
  const Json json = follow(submit("0100"));
  ending = true;
  for (std::thread& thread : busy) thread.join();
  EXPECT_EQ(json.at("run.status"), "succeeded");
  EXPECT_EQ(json.size("jobs.0.attempts"), 1u);
  EXPECT_THAT(controller->err(), Not(HasSubstr("silent")));
}

TEST_F(BadNetwork, a_full_disk_is_told_and_loses_nothing_that_was_recorded) {
  std::filesystem::create_directories(path("home/controller"));
  SmallDisk disk(path("home/controller"), "8m");
  if (!disk.is_there()) GTEST_SKIP() << "this process may not mount";
  shell_script("0100_Small", "echo small");
  // What cannot be packed.
  shell_script("0101_Large",
               "test -e \"$SIDE/ran\" || "
               "base64 -w 64 /dev/urandom | head -n 500000\n"
               "echo x >> \"$SIDE/ran\"");
  start_controller();
  const auto agent = start_agent("one");
  const std::string small = submit("0100");
  EXPECT_EQ(follow(small).at("run.status"), "succeeded");
  const std::string large = submit("0101");
  const Finished full = controller->finish();
  EXPECT_EQ(full.exit_code, 3);
  EXPECT_THAT(full.err, HasSubstr("the journal cannot be written"));
  disk.grow("512m");
  start_controller();
  EXPECT_EQ(follow(small).at("run.status"), "succeeded");
  EXPECT_EQ(follow(large).at("run.status"), "succeeded");
  EXPECT_EQ(count("ran"), 1u);
  controller.reset();
}

}  // namespace
}  // namespace aitherzero
