// Many agents in this process, on one thread: each has a connection and a name
// of its own, and jobs that end as soon as they are started.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "shared/net/tcp_client.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero::testing {

class AgentFleet {
 public:
  // Agents with one slot each, which begin to connect at once. The jobs of
  // every second one never end.
  AgentFleet(const TcpClientOptions& link, std::size_t count);
  ~AgentFleet();
  AgentFleet(const AgentFleet&) = delete;
  AgentFleet& operator=(const AgentFleet&) = delete;

  std::size_t size() const { return size_; }
  static std::string name(std::size_t number);
  // Whether this agent's jobs never end.
  static bool is_stuck(std::size_t number) { return number % 2 == 1; }

  // Until each agent whose jobs never end has one.
  void wait_until_stuck();
  // Those agents are gone, without a good-bye.
  void cut_stuck();

  // Descriptors that each agent needs here, and some for everything else.
  static std::uint64_t descriptors_for(std::size_t count) {
    return count * 10 + 512;
  }

 private:
  struct One;

  void run(const TcpClientOptions& link);
  void on_stuck();

  const std::size_t size_;
  EventLoop loop_;
  std::vector<std::unique_ptr<One>> agents_;  // of the loop's thread
  std::mutex mutex_;                          // guards `stuck_` only
  std::condition_variable changed_;
  std::size_t stuck_ = 0;
  std::thread thread_;
};

}  // namespace aitherzero::testing
