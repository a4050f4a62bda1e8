// A controller and an agent, of which only the session is there: what is too
// large to be sent ends there, and nothing else suffers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/app/controller.hpp"
#include "protocol/codec/codec.hpp"
#include "protocol/codec/limits.hpp"
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

// An agent with slots for all jobs, which succeed at once.
class TinyAgent {
 public:
  TinyAgent(EventLoop& loop, ClientLink& link)
      : connection_(loop, link, k_protocol_version,
                    {agent_session_name("one"), 1, 1}) {
    connection_.set_callbacks(
        {[this](const std::string&) { say(AttemptsHeld{}); },
         [this](const std::vector<std::string>& messages) { take(messages); },
         [] { ADD_FAILURE() << "its session ended"; },
         [](bool, const std::string& reason) { ADD_FAILURE() << reason; }});
    connection_.open(encode(ToController{Hello{"one", {}, 8, "test"}}));
  }

  std::vector<std::string> labels;  // of the jobs that it was given

 private:
  void say(const ToController& message) { connection_.queue(encode(message)); }
  void take(const std::vector<std::string>& messages) {
    for (const std::string& bytes : messages) {
      const auto message = decode_to_agent(bytes);
      ASSERT_TRUE(message) << to_string(message.error());
      const auto* start = std::get_if<StartAttempt>(&*message);
      if (start == nullptr) continue;
      labels.push_back(start->spec.label);
      say(AttemptEnded{start->attempt, {}});
    }
  }

  LoopConnection connection_;
};

class Results final : public RunObserver {
 public:
  explicit Results(EventLoop& loop) : loop_(loop) {}
  void on_job_changed(const JobChanged& change, const std::string&) override {
    if (change.result) of_jobs[change.job.value] = *change.result;
  }
  void on_output(RunId, JobIndex, const std::vector<OutputLine>&) override {}
  void on_run_ended(const RunEnded&) override { loop_.stop(); }

  std::map<std::uint32_t, JobResult> of_jobs;

 private:
  EventLoop& loop_;
};

TEST(ControllerLargeJob, that_does_not_fit_into_a_frame_fails_by_itself) {
  EventLoop loop;
  MemoryLink link = MemoryLink::make([&](auto deed) { loop.post(deed); });
  MemoryStore store;
  DirectCommitter committer(store);
  Journal journal(store, committer, [] { return std::uint64_t{1}; });
  Results results(loop);
  ControllerOptions options;
  options.random = [n = std::uint64_t{0}]() mutable { return ++n; };
  Controller controller(loop, *link.server, journal, results,
                        std::move(options));
  ASSERT_TRUE(controller.start());
  TinyAgent agent(loop, *link.client);

  Plan three = testing::plan({{"fits"}, {"too large"}, {"small"}});
  three.stop_on_error = false;
  three.steps[0].arguments = {std::string(k_max_frame_size - (1u << 20), 'x')};
  // None of which is too large by itself.
  three.steps[1].arguments = {std::string(k_max_frame_size / 2, 'x')};
  three.steps[1].secrets = {"A", "B"};
  Submission submission{testing::shared(std::move(three)), {}};
  for (const char* name : {"A", "B"}) {
    submission.secrets[name] = std::string(k_max_frame_size / 4, 'y');
  }
  controller.submit(std::move(submission),
                    [](const Result<RunId>& run) { EXPECT_TRUE(run); });
  const auto guard = loop.at(loop.now() + std::chrono::seconds(60), [&] {
    ADD_FAILURE() << "the run does not end";
    loop.stop();
  });
  loop.run();
  EXPECT_THAT(agent.labels, ElementsAre("fits", "small"));
  ASSERT_EQ(results.of_jobs.size(), 3u);
  EXPECT_EQ(results.of_jobs[0].outcome, Outcome::succeeded);
  EXPECT_EQ(results.of_jobs[2].outcome, Outcome::succeeded);
  EXPECT_EQ(results.of_jobs[1].outcome, Outcome::failed);
  ASSERT_TRUE(results.of_jobs[1].error);
  EXPECT_THAT(results.of_jobs[1].error->message, HasSubstr("at most"));
}

}  // namespace
}  // namespace aitherzero
