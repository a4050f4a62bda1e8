// How long a single job takes when nothing else is going on.
//
// latency [COUNT]: COUNT (300) runs of one no-op job, one after the other, on
// a controller and an agent that are there already and idle: TCP on loopback,
// with CURVE and without, the controller's journal synced, the agent with its
// session on a thread of its own and its outbox in RocksDB, as the programs
// have them. Two times are taken from when the controller is asked to submit:
//
// - received: the agent's runner is told to start the job;
// - recorded: the controller knows that the job's result is durable.
//
// Beside them, measured in the same run: a round trip over libzmq under the
// same event loops, one over libzmq and one over plain TCP in loops that
// block, and a synced write of one record. Each of all of them is done after a
// rest of 3 ms.
//
// Syncs are counted and timed, not assumed: those that are done when the runner
// is told to start, and those that are done when the result is durable. What is
// left of a time without its own syncs is given in round trips over libzmq
// under the same loops, as encrypted. A run is submitted, its job ready and
// leased in one turn of the controller's loop, so that the syncs until received
// are those between ready and received.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <thread>

#include "agent/app/agent.hpp"
#include "agent/app/network_thread.hpp"
#include "shared/log/log.hpp"
#include "support/measuring.hpp"
#include "support/network.hpp"
#include "support/no_op_jobs.hpp"
#include "support/records.hpp"

namespace aitherzero {
namespace {

constexpr int k_warm_up_jobs = 20;
// Before each measurement, so that what was measured last has settled.
constexpr Milliseconds k_rest{3};
constexpr double k_most_round_trips = 3;
constexpr double k_most_syncs_before = 1;

// What the agent's thread tells of the job that it was given last.
struct Received {
  std::atomic<Instant> at;
  std::atomic<std::uint64_t> syncs;
  std::atomic<Duration> sync_time;
};

// An agent as the program has it, but for what it runs.
class AgentThread {
 public:
  AgentThread(const BenchController& controller, Received& received)
      : thread_([this, link = controller.agent_link(),
                 &store = controller.store(),
                 &received] { run(link, store, received); }) {}
  ~AgentThread() {
    loop_.post([this] { loop_.stop(); });
    thread_.join();
  }

 private:
  void run(const TcpClientOptions& link, const CountingStore& journal,
           Received& received) {
    const TemporaryFolder folder;
    const auto store = open_store(folder.path()).value();
    Outbox outbox(*store);
    InstantRunner runner(loop_, InstantRunner::Jobs::end_at_once,
                         [&](AttemptId) {
                           received.at = loop_.now();
                           const CountingStore::Syncs syncs = journal.syncs();
                           received.syncs = syncs.count;
                           received.sync_time = syncs.time;
                         });
    NetworkThread network(loop_, link, k_protocol_version,
                          {agent_session_name("agent"), 1, 1});
    Agent agent(loop_, network, runner, &outbox, {{"agent", {}, 1}});
    agent.connect();
    loop_.run();
  }

  EventLoop loop_;
  std::thread thread_;
};

// From a job's submission to some moment, of many jobs.
struct Times {
  std::vector<double> us;
  std::vector<double> without_syncs_us;
  double syncs = 0;  // of a job

  void add(Duration time, const CountingStore::Syncs& syncs_of_job) {
    us.push_back(to_seconds(time) * 1e6);
    without_syncs_us.push_back(to_seconds(time - syncs_of_job.time) * 1e6);
    const auto count = static_cast<double>(us.size());
    syncs += (static_cast<double>(syncs_of_job.count) - syncs) / count;
  }
};
struct Latency {
  std::vector<double> round_trips_us;
  Times received;
  Times recorded;
};

class Bench final : public RunObserver {
 public:
  explicit Bench(bool curve)
      : controller_(*this, curve, 1000), agent_(controller_, received_) {
    controller_.wait_for_agents(1);
  }

  // Jobs and round trips take turns, so that both meet the same machine.
  Latency measure(int count, LoopEcho& echo) {
    for (int i = 0; i < k_warm_up_jobs; ++i) run_one();
    latency_ = {};
    for (int i = 0; i < count; ++i) {
      rest();
      latency_.round_trips_us.push_back(echo.round_trip_us());
      rest();
      run_one();
    }
    return std::move(latency_);
  }

 private:
  void run_one() {
    submitted_ = controller_.loop().now();
    syncs_before_ = controller_.store().syncs();
    controller_.submit(plan_);
    controller_.loop().run();
  }

  // The loop goes on, with what the last job left to be done.
  void rest() {
    EventLoop& loop = controller_.loop();
    const auto timer = loop.at(loop.now() + k_rest, [&] { loop.stop(); });
    loop.run();
  }

  void on_recorded() {
    const auto since = [this](std::uint64_t count, Duration time) {
      return CountingStore::Syncs{count - syncs_before_.count,
                                  time - syncs_before_.time};
    };
    const Duration took = controller_.loop().now() - submitted_;
    const CountingStore::Syncs now = controller_.store().syncs();
    latency_.recorded.add(took, since(now.count, now.time));
    latency_.received.add(received_.at.load() - submitted_,
                          since(received_.syncs, received_.sync_time));
    controller_.loop().stop();
  }

  void on_job_changed(const JobChanged&, const std::string&) override {}
  void on_output(RunId, JobIndex, const std::vector<OutputLine>&) override {}
  void on_run_ended(const RunEnded&) override {
    controller_.when_recorded([this] { on_recorded(); });
  }

  const std::shared_ptr<const Plan> plan_ = no_op_plan(1);
  Received received_;
  BenchController controller_;
  AgentThread agent_;
  Instant submitted_;
  CountingStore::Syncs syncs_before_;
  Latency latency_;
};

void print(const std::string& name, const std::vector<double>& times_us,
           const std::string& more = {}) {
  fmt::print("  {:<34} {:>8.0f} us p50 {:>8.0f} us p99{}\n", name,
             quantile(times_us, 0.5), quantile(times_us, 0.99), more);
  std::fflush(stdout);
}

void print_sync(int count) {
  const TemporaryFolder folder;
  const auto store = open_store(folder.path()).value();
  print("a synced write of RocksDB", synced_writes_us(*store, count, k_rest));
}

// How many round trips it takes besides its syncs.
double print_job(const std::string& name, const Times& times, double trip_us) {
  const double trips = quantile(times.without_syncs_us, 0.5) / trip_us;
  print(name, times.us,
        fmt::format("  {:.2f} syncs + {:.0f} us: {:.1f} round trips",
                    times.syncs, quantile(times.without_syncs_us, 0.5), trips));
  return trips;
}

void measure(bool curve, int count) {
  fmt::print("{}\n", curve ? "CURVE" : "plain");
  LoopEcho echo(curve);
  const Latency latency = Bench(curve).measure(count, echo);
  const double trip_us = quantile(latency.round_trips_us, 0.5);
  print("a round trip, libzmq in our loops", latency.round_trips_us);
  print_job("a job, submitted to received", latency.received, trip_us);
  const double needed =
      print_job("a job, submitted to recorded", latency.recorded, trip_us);
  fmt::print("  at most {} round trips besides its syncs: {}\n",
             k_most_round_trips, needed <= k_most_round_trips ? "yes" : "NO");
  fmt::print("  at most {} sync between ready and received: {}\n",
             k_most_syncs_before,
             latency.received.syncs <= k_most_syncs_before ? "yes" : "NO");
}

void run(int count) {
  fmt::print("{} no-op jobs one at a time, {} bytes each way\n", count,
             k_message_bytes);
  print("a round trip, TCP", round_trips_us(RoundTrip::tcp, count, k_rest));
  print("a round trip, libzmq", round_trips_us(RoundTrip::zmq, count, k_rest));
  print_sync(count);
  for (const bool curve : {false, true}) measure(curve, count);
}

}  // namespace
}  // namespace aitherzero

int main(int argc, char** argv) {
  aitherzero::set_log_level(aitherzero::LogLevel::error);
  const int count = argc > 1 ? std::atoi(argv[1]) : 300;
  aitherzero::run(std::max(count, 1));
}
