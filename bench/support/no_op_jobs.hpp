// No-op jobs and what it takes to dispatch them: plans, and a controller over
// TCP with a synced journal. Agents run them by an InstantRunner.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "controller/app/controller.hpp"
#include "shared/net/tcp_client.hpp"
#include "shared/net/tcp_server.hpp"
#include "shared/platform/event_loop.hpp"
#include "shared/store/committer.hpp"
#include "support/counting_store.hpp"
#include "support/instant_runner.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {

// In chains that go on side by side: each job needs the one that stands
// `chains` before it. 0: none needs another.
std::shared_ptr<const Plan> no_op_plan(std::size_t jobs,
                                       std::size_t chains = 0);

// A controller on a loop that its owner runs. Its journal is in the folder for
// temporary files; it is gone afterwards.
class BenchController {
 public:
  BenchController(RunObserver& observer, bool curve, std::size_t max_jobs);
  BenchController(const BenchController&) = delete;
  BenchController& operator=(const BenchController&) = delete;
  ~BenchController();

  EventLoop& loop() { return loop_; }
  Controller& controller() { return *controller_; }
  const CountingStore& store() const { return *counting_; }
  // For an agent; each call makes other keys.
  TcpClientOptions agent_link() const;

  // Runs the loop until so many agents have joined.
  void wait_for_agents(std::size_t count);
  void submit(std::shared_ptr<const Plan> plan, Accepted accepted = {});
  // Calls back once what the controller has decided in this turn of the loop
  // is durable.
  void when_recorded(std::function<void()> callback);

 private:
  class WatchedCommitter;

  EventLoop loop_;
  TemporaryFolder folder_;
  bool curve_;
  KeyPair keys_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<CountingStore> counting_;
  std::unique_ptr<WatchedCommitter> committer_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<TcpServer> link_;
  std::unique_ptr<Controller> controller_;
};

}  // namespace aitherzero
