// An agent on a machine of its own, as far as the network goes, and a cable
// that is cut and mended. Nobody is on loopback, so that all is encrypted.
#include "system/distributed_test.hpp"
#include "system/network_pair.hpp"

namespace aitherzero {
namespace {

using Side = testing::NetworkPair::Side;

class Cable : public DistributedTest {
 protected:
  void SetUp() override {
    if (!network.problem().empty()) GTEST_SKIP() << network.problem();
    endpoint = "tcp://" + network.address(Side::left) + ":7411";
    // Controller and clients; agents are put elsewhere.
    launcher = network.enter(Side::left);
  }

  // Knows of the controller what its token says, and has keys of its own.
  std::unique_ptr<ProgramRun> start_far_agent(const std::string& name) {
    write("token", run({"keys", "token", "--controller", endpoint}).out);
    launcher = network.enter(Side::right);
    auto agent = start_agent(name, {"--join", path("token"), "--keys",
                                    path("far-keys"), "--slots", "4"});
    launcher = network.enter(Side::left);
    return agent;
  }

  std::string status_of(const std::string& run, const std::string& job) {
    return Json(client({"run", "show", run, "--output-format", "json"}).out)
        .job(job, "status");
  }

  testing::NetworkPair network{environment};
};

TEST_F(Cable, jobs_and_their_timeouts_go_on_while_it_is_cut) {
  shell_script("0100_Hangs", "echo $$ > \"$SIDE/pids\"; sleep 600",
               "Timeout: 4");
  shell_script("0101_Works",
               "touch \"$SIDE/works\"; seq 1 500\n"
               "until test -e \"$SIDE/go\"; do sleep 0.05; done\n"
               "seq 501 1000; echo x >> \"$SIDE/ran\"");
  // Longer than it stays cut, however busy this machine is.
  start_controller({"--lease", "120"});
  const auto agent = start_far_agent("far");
  const std::string run = submit("0100-0101");
  wait_for_file("pids");
  wait_for_lines("pids", 1);
  wait_for_file("works");
  network.cut();
  for (const pid_t pid : pids("pids")) {
    EXPECT_TRUE(testing::wait_until_gone(pid)) << "no timeout";
  }
  write("go", "");
  wait_for_file("ran");
  EXPECT_EQ(status_of(run, "0100"), "running") << "nothing can be known of it";
  EXPECT_EQ(status_of(run, "0101"), "running");
  network.mend();
  const Json json = follow(run);
  EXPECT_EQ(json.job("0100", "status"), "timed_out");
  EXPECT_EQ(json.job("0101", "status"), "succeeded");
  for (const std::string job : {"jobs.0", "jobs.1"}) {
    EXPECT_EQ(json.size(job + ".attempts"), 1u) << job;
  }
  EXPECT_EQ(count("ran"), 1u);
  std::string all;
  for (int i = 1; i <= 1000; ++i) all += fmt::format("{}\n", i);
  EXPECT_EQ(client({"run", "logs", run, "0101"}).out, all);
}

// Rule D2: beyond its lease the job is somebody else's.
TEST_F(Cable, an_agent_that_was_cut_off_too_long_comes_back_fenced) {
  shell_script("0100_Runs",
               "echo $$ >> \"$SIDE/pids\"; echo x >> \"$SIDE/ran\"\n"
               "test -e \"$SIDE/again\" || sleep 600");
  start_controller({"--lease", "2"});
  const auto far = start_far_agent("far");
  const std::string run = submit("0100");
  wait_for_file("pids");
  wait_for_lines("pids", 1);
  write("again", "");
  network.cut();
  controller->wait_for_error("agent far: not heard of");
  const auto near = start_agent("near");
  const Json json = follow(run);
  EXPECT_EQ(json.at("run.status"), "succeeded");
  EXPECT_EQ(json.job("0100", "attempts.0.status"), "lost");
  EXPECT_EQ(json.job("0100", "attempts.1.agent"), "near");
  EXPECT_EQ(count("ran"), 2u);
  network.mend();
  for (const pid_t pid : pids("pids")) {
    EXPECT_TRUE(testing::wait_until_gone(pid)) << "it was told to forget it";
  }
  EXPECT_EQ(follow(run).size("jobs.0.attempts"), 2u);
  // And is of use again.
  near->send(SIGTERM);
  EXPECT_EQ(near->finish().exit_code, 0);
  EXPECT_EQ(follow(submit("0100")).job("0100", "attempts.0.agent"), "far");
}

}  // namespace
}  // namespace aitherzero
