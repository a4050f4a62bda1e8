// Controllers and agents killed at random, run after run: no run is lost, no
// job is recorded twice, and a script that ran twice did so because its agent
// was lost. Some rounds in every run of the tests, hundreds with
// AITHERZERO_LONG=1.
#include <csignal>
#include <cstdlib>
#include <random>

#include "system/distributed_test.hpp"

namespace aitherzero {
namespace {

constexpr int k_jobs = 6;

class CrashLoop : public DistributedTest {
 protected:
  CrashLoop() {
    for (int job = 0; job < k_jobs; ++job) {
      const std::string needs =
          job == 0 ? "" : fmt::format("Dependencies: {:04}", (job - 1) / 2);
      shell_script(
          fmt::format("{:04}_Job", job),
          fmt::format("echo \"$(cat round) {}\" >> \"$SIDE/home/ran\"; "
                      "sleep 0.0{}; echo said",
                      job, job),
          needs);
    }
    write("home/ran", "");
  }

  // A crash when so many jobs have begun, and somewhat later or not.
  void crash_something(std::size_t lines_before) {
    wait_for_lines("home/ran", lines_before + random_() % k_jobs);
    for (auto i = random_() % 3; i > 0; --i) client({"run", "list"});
    const auto victim = random_() % 4;
    if (victim == 0) {
      ++controller_crashes_;
      controller->crash();
      start_controller();
    } else if (victim < 3) {
      ++agent_crashes_;
      agents_[victim - 1]->crash();
      agents_[victim - 1].reset();
      agents_[victim - 1] = start_agent(fmt::format("agent-{}", victim - 1));
    } else {
      ++controller_crashes_;
      ++agent_crashes_;
      controller->crash();
      agents_[0]->crash();
      start_controller();
      agents_[0].reset();
      agents_[0] = start_agent("agent-0");
    }
  }

  void expect_complete(int round, const Json& json) {
    EXPECT_EQ(json.at("run.status"), "succeeded");
    ASSERT_EQ(json.size("jobs"), static_cast<std::size_t>(k_jobs));
    for (int job = 0; job < k_jobs; ++job) {
      const std::string attempts = fmt::format("jobs.{}.attempts", job);
      std::size_t lost = 0;
      std::size_t succeeded = 0;
      for (std::size_t i = 0; i < json.size(attempts); ++i) {
        const std::string status =
            json.at(fmt::format("{}.{}.status", attempts, i));
        if (status == "lost") ++lost;
        if (status == "succeeded") ++succeeded;
      }
      EXPECT_EQ(succeeded, 1u) << "job " << job;
      const std::size_t ran = times_run(round, job);
      EXPECT_GE(ran, 1u) << "job " << job;
      EXPECT_LE(ran, 1 + lost) << "job " << job;
      repeats_ += ran - 1;
    }
  }

  std::size_t times_run(int round, int job) const {
    std::size_t times = 0;
    const std::string wanted = fmt::format("{} {}", round, job);
    for (const std::string& line : lines("home/ran")) {
      if (line == wanted) ++times;
    }
    return times;
  }

  std::mt19937 random_{std::random_device{}()};
  std::unique_ptr<ProgramRun> agents_[2];
  int controller_crashes_ = 0;
  int agent_crashes_ = 0;
  std::size_t repeats_ = 0;
};

TEST_F(CrashLoop, loses_nothing_and_records_nothing_twice) {
  const int rounds = std::getenv("AITHERZERO_LONG") ? 300 : 10;
  start_controller();
  for (int i = 0; i < 2; ++i) {
    agents_[i] = start_agent(fmt::format("agent-{}", i));
  }
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    SCOPED_TRACE(fmt::format("round {}", round));
    // Part of the workspace, so that a script knows its round.
    write("round", fmt::to_string(round));
    const std::size_t before = count("home/ran");
    const std::string run = submit("0000-0005");
    crash_something(before);
    expect_complete(round, follow(run));
  }
  EXPECT_GT(controller_crashes_ + agent_crashes_, 0);
  fmt::print(
      "{} rounds, {} crashes of the controller, {} of agents, {} jobs "
      "ran again\n",
      rounds, controller_crashes_, agent_crashes_, repeats_);
}

}  // namespace
}  // namespace aitherzero
