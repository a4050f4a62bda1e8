#include "system/agent_fleet.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <future>

#include "agent/app/agent.hpp"
#include "protocol/session/connection.hpp"
#include "support/instant_runner.hpp"

namespace aitherzero::testing {

using std::chrono_literals::operator""s;
using Jobs = InstantRunner::Jobs;

struct AgentFleet::One {
  One(AgentFleet& fleet, const TcpClientOptions& options, std::size_t number)
      : link(TcpClient::connect(fleet.loop_, options)),
        connection(fleet.loop_, *link, k_protocol_version,
                   {agent_session_name(name(number)), number + 1, 1}),
        runner(fleet.loop_,
               is_stuck(number) ? Jobs::never_end : Jobs::end_at_once),
        agent(fleet.loop_, connection, runner, nullptr,
              {{name(number), {}, 1}}) {
    link->on_state([this](TcpClient::State state) {
      if (state == TcpClient::State::connected) connection.reconnected();
    });
    if (is_stuck(number)) {
      agent.on_rest([&fleet](bool resting) {
        if (!resting) fleet.on_stuck();
      });
    }
    agent.connect();
  }
  std::unique_ptr<TcpClient> link;
  LoopConnection connection;
  InstantRunner runner;
  Agent agent;
};

AgentFleet::AgentFleet(const TcpClientOptions& link, std::size_t count)
    : size_(count) {
  thread_ = std::thread([this, link] { run(link); });
}

AgentFleet::~AgentFleet() {
  loop_.post([this] { loop_.stop(); });
  thread_.join();
}

std::string AgentFleet::name(std::size_t number) {
  return fmt::format("fleet-{:04}", number);
}

void AgentFleet::run(const TcpClientOptions& link) {
  for (std::size_t i = 0; i < size_; ++i) {
    // One at a time, so that those that are there speak meanwhile.
    loop_.post([this, link, i] {
      agents_.push_back(std::make_unique<One>(*this, link, i));
    });
  }
  loop_.run();
  agents_.clear();
}

void AgentFleet::on_stuck() {
  const std::lock_guard lock(mutex_);
  ++stuck_;
  changed_.notify_one();
}

void AgentFleet::wait_until_stuck() {
  std::unique_lock lock(mutex_);
  ASSERT_TRUE(
      changed_.wait_for(lock, 120s, [&] { return stuck_ == size_ / 2; }))
      << stuck_ << " agents have a job";
}

void AgentFleet::cut_stuck() {
  std::promise<void> done;
  loop_.post([&] {
    for (std::size_t i = 0; i < size_; ++i) {
      if (is_stuck(i)) agents_[i].reset();
    }
    done.set_value();
  });
  done.get_future().wait();
}

}  // namespace aitherzero::testing
