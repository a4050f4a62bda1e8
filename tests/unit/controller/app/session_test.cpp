// What a controller makes of what its sessions say too early, or under a name
// that is not theirs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/app/controller.hpp"
#include "protocol/codec/client_codec.hpp"
#include "protocol/codec/codec.hpp"
#include "protocol/session/connection.hpp"
#include "shared/net/memory_link.hpp"
#include "shared/platform/event_loop.hpp"
#include "shared/store/memory_store.hpp"
#include "support/direct_committer.hpp"
#include "support/plan_builder.hpp"

namespace aitherzero {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// One controller in memory; its one peer says what the test says.
class ControllerSessionTest : public ::testing::Test, public RunObserver {
 protected:
  ControllerSessionTest() {
    ControllerOptions options;
    options.random = [n = std::uint64_t{0}]() mutable { return ++n; };
    controller_.emplace(loop_, *link_.server, journal_, *this,
                        std::move(options));
    EXPECT_TRUE(controller_->start());
    peer_.emplace(loop_, *link_.client, k_protocol_version,
                  Opener{agent_session_name("one"), 1, 1});
    peer_->set_callbacks({[this](const std::string&) { on_opened(); },
                          [this](const std::vector<std::string>& messages) {
                            for (const std::string& bytes : messages) {
                              on_message(*decode_to_agent(bytes));
                            }
                          },
                          [] { ADD_FAILURE() << "its session ended"; },
                          [this](bool, const std::string& reason) {
                            refusal_ = reason;
                            loop_.stop();
                          }});
  }

  void say(const ToController& message) { peer_->queue(encode(message)); }
  void run() {
    const auto guard = loop_.at(loop_.now() + std::chrono::seconds(60), [&] {
      ADD_FAILURE() << "nothing happens any more";
      loop_.stop();
    });
    loop_.run();
  }

  void on_job_changed(const JobChanged&, const std::string&) override {}
  void on_output(RunId, JobIndex,
                 const std::vector<OutputLine>& lines) override {
    for (const OutputLine& line : lines) output_.push_back(line.text);
  }
  void on_run_ended(const RunEnded&) override { loop_.stop(); }

  std::function<void()> on_opened = [] {};
  std::function<void(const ToAgent&)> on_message = [](const auto&) {};

  EventLoop loop_;
  MemoryLink link_ = MemoryLink::make([this](auto deed) { loop_.post(deed); });
  MemoryStore store_;
  DirectCommitter committer_{store_};
  Journal journal_{store_, committer_, [] { return std::uint64_t{1}; }};
  std::optional<Controller> controller_;
  std::optional<LoopConnection> peer_;
  std::vector<std::string> output_;
  std::string refusal_;
};

// Rule D3: what a new session tells again is all that counts. Here the end of
// the output and the result of attempt 1 come before it, from an older session.
TEST_F(ControllerSessionTest, passes_over_what_comes_before_the_attempts_held) {
  int opened = 0;
  on_opened = [&] {
    if (++opened == 1) return say(AttemptsHeld{});
    say(AttemptOutput{{1}, 1, {{Stream::output, "second"}}});
    say(AttemptEnded{{1}, {}});
    say(AttemptsHeld{{{1}}});
    say(AttemptOutput{
        {1}, 0, {{Stream::output, "first"}, {Stream::output, "second"}}});
    say(AttemptEnded{{1}, {}});
  };
  on_message = [&](const ToAgent& message) {
    if (!std::holds_alternative<StartAttempt>(message)) return;
    peer_->open(encode(ToController{Hello{"one", {}, 1, "test"}}));
  };
  peer_->open(encode(ToController{Hello{"one", {}, 1, "test"}}));
  controller_->submit({testing::shared(testing::plan({{"a"}})), {}},
                      [](const Result<RunId>& run) { EXPECT_TRUE(run); });
  run();
  EXPECT_EQ(opened, 2);
  EXPECT_THAT(output_, ElementsAre("first", "second"));
}

TEST_F(ControllerSessionTest, lets_no_client_take_an_agents_name) {
  peer_->open(encode(FromClient{ClientHello{"somebody", "test"}}));
  run();
  EXPECT_THAT(refusal_, HasSubstr("a client cannot have an agent's name"));
}

}  // namespace
}  // namespace aitherzero
