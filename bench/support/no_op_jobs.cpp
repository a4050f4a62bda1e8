#include "support/no_op_jobs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "shared/base/assert.hpp"
#include "shared/platform/system.hpp"
#include "support/measuring.hpp"

namespace aitherzero {

std::shared_ptr<const Plan> no_op_plan(std::size_t jobs, std::size_t chains) {
  Plan plan;
  plan.name = "no-op";
  plan.steps.resize(1);
  plan.steps[0].name = "no-op";
  plan.steps[0].script_path = "automation-scripts/0100_No-Op.ps1";
  plan.jobs.resize(jobs);
  for (std::size_t i = 0; i < jobs; ++i) {
    plan.jobs[i].id = fmt::format("{}", i);
    if (chains == 0 || i < chains) continue;
    const JobIndex before{static_cast<std::uint32_t>(i - chains)};
    plan.jobs[i].needs.push_back({before});
  }
  return std::make_shared<const Plan>(std::move(plan));
}

class BenchController::WatchedCommitter final : public Committer {
 public:
  explicit WatchedCommitter(std::unique_ptr<Committer> committer)
      : committer_(std::move(committer)) {}

  void when_next_is_durable(std::function<void()> callback) {
    AZ_ASSERT(!callback_);
    callback_ = std::move(callback);
  }

  void commit(StoreBatch batch, Done done) override {
    if (!callback_) return committer_->commit(std::move(batch), done);
    committer_->commit(
        std::move(batch),
        [done = std::move(done),
         callback = std::exchange(callback_, {})](const Status& written) {
          must(written);
          callback();
          done(written);
        });
  }
  std::size_t pending_bytes() const override {
    return committer_->pending_bytes();
  }

 private:
  std::unique_ptr<Committer> committer_;
  std::function<void()> callback_;
};

BenchController::BenchController(RunObserver& observer, bool curve,
                                 std::size_t max_jobs)
    : curve_(curve), keys_(make_key_pair()) {
  store_ = open_store(folder_.path() + "/journal").value();
  counting_ = std::make_unique<CountingStore>(*store_);
  committer_ = std::make_unique<WatchedCommitter>(
      make_committer(loop_, *counting_, Durability::machine));
  journal_ = std::make_unique<Journal>(*counting_, *committer_, wall_clock_ms);
  TcpServerOptions server;
  server.endpoint = {"127.0.0.1", 0};
  server.curve = curve;
  server.keys = keys_;
  server.admit = [](const std::string&, const std::string&) { return true; };
  link_ = TcpServer::listen(loop_, std::move(server)).value();
  ControllerOptions options;
  options.random = random_number;
  options.max_open_jobs = max_jobs;
  controller_ = std::make_unique<Controller>(loop_, *link_, *journal_, observer,
                                             std::move(options));
  must(controller_->start());
}

BenchController::~BenchController() = default;

TcpClientOptions BenchController::agent_link() const {
  return {link_->endpoint(), curve_, make_key_pair(), keys_.public_key};
}

void BenchController::wait_for_agents(std::size_t count) {
  const auto are_there = [&] {
    const auto& agents = controller_->schedule().agents().agents();
    return agents.size() == count &&
           std::ranges::all_of(agents, [](const auto& agent) {
             return agent.second.has_free_slot();
           });
  };
  Executor::Handle timer;
  const std::function<void()> look = [&] {
    if (are_there()) return loop_.stop();
    timer = loop_.at(loop_.now() + Milliseconds(1), look);
  };
  loop_.post(look);
  loop_.run();
}

void BenchController::submit(std::shared_ptr<const Plan> plan,
                             Accepted accepted) {
  controller_->submit({std::move(plan), {}},
                      [accepted = std::move(accepted)](Result<RunId> run) {
                        if (!run) must(tl::make_unexpected(run.error()));
                        if (accepted) accepted(run);
                      });
}

void BenchController::when_recorded(std::function<void()> callback) {
  committer_->when_next_is_durable(std::move(callback));
}

}  // namespace aitherzero
