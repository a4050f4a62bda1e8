// A controller and as many agents as a data centre has machines.
#include <sys/resource.h>

#include <map>

#include "shared/net/trust.hpp"
#include "shared/platform/open_files.hpp"
#include "system/agent_fleet.hpp"
#include "system/distributed_test.hpp"

namespace aitherzero {
namespace {

// Sanitizers make everything so slow that agents would be lost by themselves.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr std::size_t k_agents = 100;
constexpr char k_lease_seconds[] = "10";
#else
constexpr std::size_t k_agents = 1000;
constexpr char k_lease_seconds[] = "5";
#endif
constexpr std::size_t k_jobs = 5 * k_agents;

class Fleet : public DistributedTest {
 protected:
  // With as few descriptors as systems give to those that do not ask for more.
  void start_usual_controller(const std::vector<std::string>& more) {
    rlimit usual{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &usual), 0);
    usual.rlim_cur = 1024;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &usual), 0);
    start_controller(more);
    raise_open_file_limit();
  }

  // Whoever has this user's keys; the fleet shares them.
  TcpClientOptions link() const {
    TcpClientOptions options;
    options.endpoint = *parse_endpoint(endpoint, {});
    options.keys = *load_or_make_keys(path("home/aitherzero/keys"));
    options.server_key = options.keys.public_key;
    return options;
  }

  void wait_until_all_have_joined(const testing::AgentFleet& fleet) {
    for (std::size_t i = 0; i < fleet.size(); ++i) {
      controller->wait_for_error("agent " + fleet.name(i) + " joined");
    }
  }
  void wait_until_the_stuck_are_lost(const testing::AgentFleet& fleet) {
    for (std::size_t i = 0; i < fleet.size(); ++i) {
      if (!fleet.is_stuck(i)) continue;
      controller->wait_for_error("agent " + fleet.name(i) + ": not heard of");
    }
  }

  std::string submit_many() {
    for (std::size_t i = 0; i < k_jobs; ++i) {
      shell_script(fmt::format("{:04}_Job", i), ":");
    }
    return submit(fmt::format("0000-{:04}", k_jobs - 1));
  }

  std::size_t agents_in_state(const std::string& state) {
    const Json list(client({"agents", "list", "--output-format", "json"}).out);
    std::size_t count = 0;
    for (std::size_t i = 0; i < list.size("agents"); ++i) {
      if (list.at(fmt::format("agents.{}.state", i)) == state) ++count;
    }
    return count;
  }
};

// How often each agent's attempts ended a job; each job must have one that
// did, and nothing but lost ones before it.
std::map<std::string, std::size_t> shares(const Json& report) {
  std::map<std::string, std::size_t> found;
  for (std::size_t i = 0; i < report.size("jobs"); ++i) {
    const std::string attempts = fmt::format("jobs.{}.attempts", i);
    const std::size_t count = report.size(attempts);
    for (std::size_t k = 0; k < count; ++k) {
      const std::string attempt = fmt::format("{}.{}", attempts, k);
      const std::string status = report.at(attempt + ".status");
      EXPECT_EQ(status, k + 1 == count ? "succeeded" : "lost") << attempt;
      if (status == "succeeded") ++found[report.at(attempt + ".agent")];
    }
  }
  return found;
}

TEST_F(Fleet, a_thousand_agents_of_which_half_are_lost) {
  if (raise_open_file_limit() <
      testing::AgentFleet::descriptors_for(k_agents)) {
    GTEST_SKIP() << "this process may not open so many descriptors";
  }
  start_usual_controller({"--lease", k_lease_seconds});
  controller->widen_error();
  testing::AgentFleet fleet(link(), k_agents);
  wait_until_all_have_joined(fleet);
  EXPECT_EQ(agents_in_state("ready"), k_agents);
  const std::string run = submit_many();
  fleet.wait_until_stuck();
  fleet.cut_stuck();
  wait_until_the_stuck_are_lost(fleet);
  const Json report = follow(run);
  EXPECT_EQ(report.at("run.status"), "succeeded");
  EXPECT_EQ(report.at("run.summary.succeeded"), std::to_string(k_jobs));
  const auto done_by = shares(report);
  EXPECT_GT(done_by.size(), k_agents / 4);
  std::size_t jobs = 0;
  for (const auto& [agent, count] : done_by) jobs += count;
  EXPECT_EQ(jobs, k_jobs);
  EXPECT_EQ(agents_in_state("ready"), k_agents / 2);
  EXPECT_EQ(agents_in_state("away"), k_agents / 2);
}

}  // namespace
}  // namespace aitherzero
