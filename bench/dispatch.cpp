// How many jobs a second a controller leases, records and hears the ends of.
//
// dispatch [JOBS]: a run of JOBS (200000) no-op jobs for agents that answer at
// once, over TCP on loopback, with the journal in RocksDB and synced by group
// commit; without encryption and with CURVE. Connecting counts. Controller and
// agents have a thread each, beside libzmq's own.
#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "agent/app/agent.hpp"
#include "controller/app/controller.hpp"
#include "shared/log/log.hpp"
#include "shared/net/tcp_client.hpp"
#include "shared/net/tcp_server.hpp"
#include "shared/platform/event_loop.hpp"
#include "shared/platform/system.hpp"
#include "shared/store/committer.hpp"
#include "support/instant_runner.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

constexpr int k_agents = 16;
constexpr std::uint32_t k_slots = 256;  // of each

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  double seconds = 0;
  for (const timeval& time : {usage.ru_utime, usage.ru_stime}) {
    seconds += static_cast<double>(time.tv_sec) +
               static_cast<double>(time.tv_usec) / 1e6;
  }
  return seconds;
}

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t pages = 0;
  statm >> pages >> pages;
  return pages * 4096;
}

// All agents, on one thread.
class Agents {
 public:
  explicit Agents(const TcpClientOptions& link) {
    thread_ = std::thread([this, link] { run(link); });
  }
  ~Agents() {
    loop_.post([this] { loop_.stop(); });
    thread_.join();
  }

 private:
  struct One {
    One(EventLoop& loop, const TcpClientOptions& options, int number)
        : link(TcpClient::connect(loop, options)),
          name(fmt::format("agent-{}", number)),
          connection(loop, *link, k_protocol_version,
                     {agent_session_name(name),
                      static_cast<std::uint64_t>(number) + 1, 1}),
          runner(loop),
          agent(loop, connection, runner, nullptr, {{name, {}, k_slots}}) {
      link->on_state([this](TcpClient::State state) {
        if (state == TcpClient::State::connected) connection.reconnected();
      });
      agent.connect();
    }
    std::unique_ptr<TcpClient> link;
    std::string name;
    LoopConnection connection;
    InstantRunner runner;
    Agent agent;
  };

  void run(const TcpClientOptions& link) {
    std::vector<std::unique_ptr<One>> agents;
    for (int i = 0; i < k_agents; ++i) {
      agents.push_back(std::make_unique<One>(loop_, link, i));
    }
    loop_.run();
  }

  EventLoop loop_;
  std::thread thread_;
};

std::shared_ptr<const Plan> no_op_plan(std::size_t jobs) {
  Plan plan;
  plan.name = "no-op";
  plan.steps.resize(1);
  plan.steps[0].name = "no-op";
  plan.steps[0].script_path = "automation-scripts/0100_No-Op.ps1";
  plan.jobs.resize(jobs);
  for (std::size_t i = 0; i < jobs; ++i) {
    plan.jobs[i].id = fmt::format("{}", i);
  }
  return std::make_shared<const Plan>(std::move(plan));
}

class Watcher final : public RunObserver {
 public:
  explicit Watcher(EventLoop& loop) : loop_(loop) {}
  void on_job_changed(const JobChanged&, const std::string&) override {}
  void on_output(RunId, JobIndex, const std::vector<OutputLine>&) override {}
  void on_run_ended(const RunEnded&) override { loop_.stop(); }

 private:
  EventLoop& loop_;
};

struct Measured {
  double jobs_per_second = 0;
  double cpu_us_per_job = 0;
  double bytes_per_job = 0;
};

Measured dispatch(std::size_t jobs, bool curve) {
  const TemporaryFolder folder;
  EventLoop loop;
  const auto store = open_store(folder.path() + "/journal").value();
  const auto committer = make_committer(loop, *store, Durability::machine);
  Journal journal(*store, *committer, wall_clock_ms);
  TcpServerOptions server;
  server.endpoint = {"127.0.0.1", 0};
  server.curve = curve;
  server.keys = make_key_pair();
  server.admit = [](const std::string&, const std::string&) { return true; };
  const auto link = TcpServer::listen(loop, server).value();
  Watcher watcher(loop);
  ControllerOptions options;
  options.random = [n = std::uint64_t{0}]() mutable { return ++n; };
  options.max_open_jobs = jobs;
  Controller controller(loop, *link, journal, watcher, std::move(options));
  static_cast<void>(controller.start());
  const std::size_t before = resident_bytes();
  const auto plan = no_op_plan(jobs);
  Measured measured;
  controller.submit({plan, {}}, [&](const Result<RunId>&) { loop.stop(); });
  loop.run();
  measured.bytes_per_job = static_cast<double>(resident_bytes() - before) /
                           static_cast<double>(jobs);
  const SteadyClock clock;
  const double cpu = cpu_seconds();
  const Instant start = clock.now();
  const Agents agents(
      {link->endpoint(), curve, make_key_pair(), server.keys.public_key});
  loop.run();
  measured.jobs_per_second =
      static_cast<double>(jobs) / to_seconds(clock.now() - start);
  measured.cpu_us_per_job =
      (cpu_seconds() - cpu) * 1e6 / static_cast<double>(jobs);
  return measured;
}

void report(const char* name, std::size_t jobs, const Measured& measured) {
  fmt::print(
      "  {:<12} {:>9} jobs  {:>9.0f} jobs/s  {:>6.2f} us CPU each  "
      "{:>5.0f} bytes each waiting\n",
      name, jobs, measured.jobs_per_second, measured.cpu_us_per_job,
      measured.bytes_per_job);
}

}  // namespace
}  // namespace aitherzero

int main(int argc, char** argv) {
  using namespace aitherzero;
  set_log_level(LogLevel::error);
  const auto jobs =
      static_cast<std::size_t>(argc > 1 ? std::atoi(argv[1]) : 200'000);
  fmt::print("No-op jobs, {} agents with {} slots each, journal synced\n",
             k_agents, k_slots);
  for (const bool curve : {false, true}) {
    report(curve ? "CURVE" : "plain", jobs, dispatch(jobs, curve));
  }
}
