// What it costs a controller to lease jobs, record them and hear their ends.
//
// dispatch [JOBS] [MOST]: no-op jobs for agents that answer at once, over TCP
// on loopback, with the journal in RocksDB and synced by group commit.
// Controller and agents have a thread each, beside libzmq's own. Agents have
// joined before anything is measured. Prints
//
// - memory of a job that waits, of JOBS (200000);
// - jobs a second and CPU time of a job, from a run's submission until its end
//   is durable, plain and with CURVE, beside the ceilings: messages a second
//   that libzmq moves one way between two threads, and records a second that
//   RocksDB syncs;
// - growth: CPU time of a job in runs of 1,000 up to MOST (1000000) jobs. Small
//   runs are repeated until MOST jobs have run, all on one controller;
// - ready to received: from when the controller takes the end of a job's last
//   need from its agent's message until the runner of another agent, or the
//   same, is told to start the job. Between them are the scheduler, the sync
//   that makes end and lease durable, and the network. As many chains of jobs
//   as said are under way all the time; as many as there are slots is the
//   heaviest load that leaves no job waiting for a slot.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <thread>

#include "agent/app/agent.hpp"
#include "shared/log/log.hpp"
#include "support/measuring.hpp"
#include "support/network.hpp"
#include "support/no_op_jobs.hpp"
#include "support/records.hpp"

namespace aitherzero {
namespace {

constexpr std::size_t k_agents = 16;
constexpr std::uint32_t k_slots = 256;  // of each
constexpr std::size_t k_least_growth_jobs = 1000;
// With fewer slots than jobs in the smallest run, so that all sizes go through
// the same: a run that fits into the slots is leased in one message each.
constexpr std::uint32_t k_growth_slots = 16;
constexpr std::size_t k_growth_sample_jobs = 200'000;
constexpr std::size_t k_chain_jobs = 100'000;
constexpr int k_growth_rounds = 3;

// All agents, on one thread.
class Agents {
 public:
  using Starts = std::vector<std::pair<AttemptId, Instant>>;

  Agents(const BenchController& controller, std::uint32_t slots)
      : slots_(slots) {
    std::vector<TcpClientOptions> links;
    for (std::size_t i = 0; i < k_agents; ++i) {
      links.push_back(controller.agent_link());
    }
    thread_ = std::thread([this, links] { run(links); });
  }
  ~Agents() {
    loop_.post([this] { loop_.stop(); });
    thread_.join();
  }

  // When attempts were started since the last call; noted from the first call
  // on.
  Starts take_starts() {
    std::promise<Starts> taken;
    loop_.post([&] {
      notes_starts_ = true;
      taken.set_value(std::exchange(starts_, {}));
    });
    return taken.get_future().get();
  }

 private:
  struct One {
    One(Agents& all, const TcpClientOptions& options, std::size_t number)
        : link(TcpClient::connect(all.loop_, options)),
          name(fmt::format("agent-{}", number)),
          connection(all.loop_, *link, k_protocol_version,
                     {agent_session_name(name), number + 1, 1}),
          runner(all.loop_, InstantRunner::Jobs::end_at_once,
                 [&all](AttemptId id) { all.note_start(id); }),
          agent(all.loop_, connection, runner, nullptr,
                {{name, {}, all.slots_}}) {
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

  void run(const std::vector<TcpClientOptions>& links) {
    std::vector<std::unique_ptr<One>> agents;
    for (const TcpClientOptions& link : links) {
      agents.push_back(std::make_unique<One>(*this, link, agents.size()));
    }
    loop_.run();
  }

  void note_start(AttemptId attempt) {
    if (notes_starts_) starts_.emplace_back(attempt, loop_.now());
  }

  std::uint32_t slots_;
  EventLoop loop_;
  bool notes_starts_ = false;
  Starts starts_;
  std::thread thread_;
};

struct Measured {
  double jobs_per_second = 0;
  double cpu_us_per_job = 0;
  double syncs = 0;  // of a thousand jobs
};

// A controller whose agents are there.
class Bench final : public RunObserver {
 public:
  Bench(bool curve, std::size_t max_jobs, std::uint32_t slots = k_slots)
      : controller_(*this, curve, max_jobs), agents_(controller_, slots) {
    controller_.wait_for_agents(k_agents);
    run(no_op_plan(k_agents * k_slots));  // now all is warm
  }

  Measured measure(const std::shared_ptr<const Plan>& plan, std::size_t times) {
    const SteadyClock clock;
    const double cpu = cpu_seconds();
    const std::uint64_t syncs = controller_.store().syncs().count;
    const Instant start = clock.now();
    for (std::size_t i = 0; i < times; ++i) run(plan);
    const auto jobs = static_cast<double>(plan->jobs.size() * times);
    Measured measured;
    measured.jobs_per_second = jobs / to_seconds(clock.now() - start);
    measured.cpu_us_per_job = (cpu_seconds() - cpu) * 1e6 / jobs;
    measured.syncs =
        static_cast<double>(controller_.store().syncs().count - syncs) * 1e3 /
        jobs;
    return measured;
  }

  // In ms, of all jobs that need another.
  std::vector<double> ready_to_received(std::size_t jobs, std::size_t chains) {
    agents_.take_starts();
    chains_ = chains;
    ready_.assign(jobs, {});
    jobs_.clear();
    run(no_op_plan(jobs, chains));
    std::vector<double> times;
    for (const auto& [attempt, start] : agents_.take_starts()) {
      const std::size_t job = jobs_.at(attempt).value;
      if (job < chains) continue;
      times.push_back(to_seconds(start - ready_[job]) * 1e3);
    }
    chains_ = 0;
    return times;
  }

 private:
  void run(const std::shared_ptr<const Plan>& plan) {
    controller_.submit(plan);
    controller_.loop().run();
  }

  void on_job_changed(const JobChanged& change, const std::string&) override {
    if (chains_ == 0) return;
    if (change.status == JobStatus::leased) jobs_[change.attempt] = change.job;
    const std::size_t next = change.job.value + chains_;
    if (change.status == JobStatus::succeeded && next < ready_.size()) {
      ready_[next] = controller_.loop().now();
    }
  }
  void on_output(RunId, JobIndex, const std::vector<OutputLine>&) override {}
  void on_run_ended(const RunEnded&) override {
    controller_.when_recorded([this] { controller_.loop().stop(); });
  }

  BenchController controller_;
  Agents agents_;
  std::size_t chains_ = 0;  // 0: nobody wants to know when jobs are ready
  std::vector<Instant> ready_;
  std::unordered_map<AttemptId, JobIndex> jobs_;
};

class NobodyWatches final : public RunObserver {
 public:
  void on_job_changed(const JobChanged&, const std::string&) override {}
  void on_output(RunId, JobIndex, const std::vector<OutputLine>&) override {}
  void on_run_ended(const RunEnded&) override {}
};

// First of all, since what other runs have freed would hide some of it.
void print_memory(std::size_t jobs) {
  NobodyWatches observer;
  BenchController controller(observer, false, jobs);
  const std::size_t before = resident_bytes();
  controller.submit(no_op_plan(jobs),
                    [&](const auto&) { controller.loop().stop(); });
  controller.loop().run();
  fmt::print("A job that waits: {:.0f} bytes, {} of them\n",
             static_cast<double>(resident_bytes() - before) /
                 static_cast<double>(jobs),
             jobs);
}

struct Throughput {
  double plain = 0;  // jobs a second
  double curve = 0;
};

Throughput print_throughput(std::size_t jobs) {
  fmt::print("Runs of {} jobs\n", jobs);
  Throughput throughput;
  for (const bool curve : {false, true}) {
    const Measured measured = Bench(curve, std::max(jobs, k_agents * k_slots))
                                  .measure(no_op_plan(jobs), 1);
    fmt::print(
        "  {:<23} {:>9.0f} jobs/s     {:>6.2f} us CPU each {:>7.2f} "
        "syncs of 1000\n",
        curve ? "CURVE" : "plain", measured.jobs_per_second,
        measured.cpu_us_per_job, measured.syncs);
    std::fflush(stdout);
    (curve ? throughput.curve : throughput.plain) = measured.jobs_per_second;
  }
  return throughput;
}

void print_ceiling(const std::string& name, double per_second, double jobs) {
  fmt::print("  {:<23} {:>9.0f} /s {:>12.2f} for each job\n", name, per_second,
             per_second / jobs);
  std::fflush(stdout);
}

void print_ceilings(const Throughput& jobs) {
  fmt::print("Ceilings, {} bytes each\n", k_message_bytes);
  constexpr std::size_t k_messages = 1'000'000;
  print_ceiling("libzmq one way, plain",
                zmq_messages_per_second(k_messages, false), jobs.plain);
  print_ceiling("libzmq one way, CURVE",
                zmq_messages_per_second(k_messages, true), jobs.curve);
  const TemporaryFolder folder;
  const auto store = open_store(folder.path()).value();
  for (const int batch : {100, 1000}) {
    print_ceiling(fmt::format("RocksDB, synced by {}", batch),
                  synced_records_per_second(*store, 100'000, batch),
                  jobs.plain);
  }
}

struct GrowthRow {
  std::shared_ptr<const Plan> plan;
  std::size_t times = 0;
  std::vector<double> cpu_us;  // of each round
};

// Sizes take turns, so that a machine that slows down does so for all.
std::vector<GrowthRow> measure_growth(std::size_t most) {
  std::vector<GrowthRow> rows;
  for (std::size_t jobs = k_least_growth_jobs; jobs <= most; jobs *= 10) {
    rows.push_back({no_op_plan(jobs),
                    std::max(k_growth_sample_jobs / jobs, std::size_t{1}),
                    {}});
  }
  Bench bench(false, std::max(most, k_agents * k_slots), k_growth_slots);
  for (int i = 0; i < k_growth_rounds; ++i) {
    for (GrowthRow& row : rows) {
      row.cpu_us.push_back(bench.measure(row.plan, row.times).cpu_us_per_job);
    }
  }
  return rows;
}

void print_growth(std::size_t most) {
  fmt::print("Growth with the size of a run, plain, {} slots each\n",
             k_growth_slots);
  const auto rows = measure_growth(most);
  for (const GrowthRow& row : rows) {
    fmt::print(
        "  {:>7} jobs, {:>3} runs {:>27.2f} us CPU each  {:.2f} to {:.2f}\n",
        row.plan->jobs.size(), row.times * k_growth_rounds,
        quantile(row.cpu_us, 0.5), quantile(row.cpu_us, 0),
        quantile(row.cpu_us, 1));
  }
  fmt::print(
      "  growth {:+.1f} % (bar: less than 5 %)\n",
      (quantile(rows.back().cpu_us, 0.5) / quantile(rows.front().cpu_us, 0.5) -
       1) *
          100);
  std::fflush(stdout);
}

void print_ready_to_received() {
  fmt::print("Ready to received, chains of {} jobs in all\n", k_chain_jobs);
  for (const bool curve : {false, true}) {
    Bench bench(curve, k_chain_jobs);
    for (const std::size_t chains :
         {std::size_t{16}, std::size_t{256}, k_agents * k_slots}) {
      const auto times = bench.ready_to_received(k_chain_jobs, chains);
      fmt::print("  {}, {:>4} chains {:>25.2f} ms p50 {:>8.2f} ms p99\n",
                 curve ? "CURVE" : "plain", chains, quantile(times, 0.5),
                 quantile(times, 0.99));
      std::fflush(stdout);
    }
  }
}

std::size_t size_argument(int argc, char** argv, int index,
                          std::size_t otherwise) {
  return argc > index ? std::strtoull(argv[index], nullptr, 10) : otherwise;
}

}  // namespace
}  // namespace aitherzero

int main(int argc, char** argv) {
  using namespace aitherzero;
  set_log_level(LogLevel::error);
  const std::size_t jobs = size_argument(argc, argv, 1, 200'000);
  const std::size_t most =
      std::max(size_argument(argc, argv, 2, 1'000'000), k_least_growth_jobs);
  fmt::print("No-op jobs, {} agents with {} slots each, journal synced\n",
             k_agents, k_slots);
  print_memory(jobs);
  print_ceilings(print_throughput(jobs));
  print_growth(most);
  print_ready_to_received();
}
