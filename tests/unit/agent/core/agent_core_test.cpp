#include "agent/core/agent_core.hpp"

namespace aitherzero {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr AttemptId k_one{1};
constexpr AttemptId k_two{2};

// Feeds one core and sorts what it does.
class AgentCoreTest : public ::testing::Test {
 protected:
  AgentCoreTest() {
    step(SessionOpened{});
    actions_.clear();
  }
  void step(AgentEvent event) {
    for (AgentAction& action : core_.step(std::move(event), now_)) {
      actions_.push_back(std::move(action));
    }
    core_.check_invariants();
  }
  void receive(ToAgent message) { step(MessageReceived{std::move(message)}); }
  void start(AttemptId attempt, JobSpec spec = {}) {
    receive(StartAttempt{attempt, std::move(spec)});
  }
  void advance(Duration duration) {
    now_ += duration;
    if (core_.next_deadline() && *core_.next_deadline() <= now_) {
      step(AgentDeadlineReached{});
    }
  }

  template <typename T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const AgentAction& action : actions_) {
      if (const auto* a = std::get_if<T>(&action)) found.push_back(*a);
    }
    return found;
  }
  template <typename T>
  std::vector<T> sent() const {
    std::vector<T> found;
    for (const auto& send : all<SendToController>()) {
      if (const auto* m = std::get_if<T>(&send.message)) found.push_back(*m);
    }
    return found;
  }

  AgentCore core_{{"test", {}, 2}};
  Instant now_{};
  std::vector<AgentAction> actions_;
};

JobSpec with_timeout(Milliseconds timeout) {
  JobSpec spec;
  spec.timeout = timeout;
  spec.grace = Milliseconds{1000};
  return spec;
}

TEST_F(AgentCoreTest, starts_each_job_on_a_slot_of_its_own) {
  start(k_one);
  start(k_two);
  const auto started = all<StartRunner>();
  ASSERT_EQ(started.size(), 2u);
  EXPECT_EQ(started[0].slot, 0u);
  EXPECT_EQ(started[1].slot, 1u);
}

TEST_F(AgentCoreTest, refuses_a_job_without_a_free_slot) {
  start(k_one);
  start(k_two);
  start(AttemptId{3});
  start(AttemptId{4});
  EXPECT_TRUE(sent<AttemptEnded>().empty()) << "as many may wait";
  start(AttemptId{5});
  ASSERT_EQ(sent<AttemptEnded>().size(), 1u);
  EXPECT_EQ(sent<AttemptEnded>()[0].attempt, AttemptId{5});
  EXPECT_EQ(sent<AttemptEnded>()[0].result.outcome, Outcome::lost);
}

TEST_F(AgentCoreTest, what_waits_for_a_slot_starts_when_one_is_free) {
  start(k_one);
  start(k_two);
  start(AttemptId{3});
  receive(ForgetAttempt{k_one});
  EXPECT_EQ(all<KillRunner>().size(), 1u);
  step(RunnerEnded{k_one, {}});
  ASSERT_EQ(all<StartRunner>().size(), 3u);
  EXPECT_EQ(all<StartRunner>()[2].attempt, AttemptId{3});
  EXPECT_TRUE(sent<AttemptEnded>().empty()) << "nobody wants to know";
}

TEST_F(AgentCoreTest, a_cancel_reaches_what_has_not_started) {
  start(k_one);
  start(k_two);
  start(AttemptId{3});
  receive(CancelAttempt{AttemptId{3}});
  ASSERT_EQ(sent<AttemptEnded>().size(), 1u);
  EXPECT_EQ(sent<AttemptEnded>()[0].result.outcome, Outcome::cancelled);
}

TEST_F(AgentCoreTest, tells_a_new_session_all_that_is_not_acknowledged) {
  start(k_one);
  start(k_two);
  step(RunnerStarted{k_one});
  step(RunnerOutput{k_one, {{Stream::output, "a"}, {Stream::output, "b"}}});
  receive(AcknowledgeOutput{k_one, 1});
  step(SessionClosed{});
  step(RunnerOutput{k_one, {{Stream::output, "c"}}});
  step(RunnerEnded{k_one, {}});
  actions_.clear();
  step(SessionOpened{});
  ASSERT_EQ(sent<AttemptsHeld>().size(), 1u);
  EXPECT_EQ(sent<AttemptsHeld>()[0].attempts,
            (std::vector<AttemptId>{k_one, k_two}));
  EXPECT_EQ(sent<AttemptStarted>().size(), 1u);
  ASSERT_EQ(sent<AttemptOutput>().size(), 1u);
  EXPECT_EQ(sent<AttemptOutput>()[0].first, 1u);
  EXPECT_EQ(sent<AttemptOutput>()[0].lines.size(), 2u);
  EXPECT_EQ(sent<AttemptEnded>().size(), 1u);
}

// Rule D3: what is sent is kept before, and dropped once it has arrived.
TEST_F(AgentCoreTest, keeps_before_it_sends_and_drops_when_acknowledged) {
  start(k_one);
  step(RunnerOutput{k_one, {{Stream::output, "a"}}});
  step(RunnerEnded{k_one, {}});
  std::vector<std::string> order;
  for (const AgentAction& action : actions_) {
    if (std::holds_alternative<KeepAttempt>(action)) order.push_back("keep");
    if (std::holds_alternative<StartRunner>(action)) order.push_back("start");
    if (std::holds_alternative<KeepOutput>(action)) order.push_back("keep");
    if (std::holds_alternative<KeepResult>(action)) order.push_back("keep");
    if (std::holds_alternative<SendToController>(action)) {
      order.push_back("send");
    }
  }
  EXPECT_EQ(order, (std::vector<std::string>{"keep", "start", "keep", "send",
                                             "keep", "send"}));
  receive(AcknowledgeOutput{k_one, 1});
  EXPECT_EQ(all<DropOutput>().size(), 1u);
  receive(AcknowledgeResult{k_one});
  EXPECT_EQ(all<DropAttempt>().size(), 1u);
  EXPECT_TRUE(core_.is_idle());
}

TEST(AgentCoreKept, reports_what_ran_when_its_process_ended_as_lost) {
  JobResult ended;
  ended.exit_code = 5;
  AgentCore core({"test", {}, 1}, {{k_one, 3, {{Stream::output, "x"}}, {}},
                                   {k_two, 0, {}, ended}});
  const auto actions = core.step(SessionOpened{}, Instant{});
  std::vector<AttemptEnded> results;
  for (const AgentAction& action : actions) {
    const auto* send = std::get_if<SendToController>(&action);
    if (send == nullptr) continue;
    if (const auto* m = std::get_if<AttemptEnded>(&send->message)) {
      results.push_back(*m);
    }
  }
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].result.outcome, Outcome::lost);
  EXPECT_EQ(results[1].result.exit_code, 5);
}

TEST_F(AgentCoreTest, is_drained_when_nothing_is_left) {
  start(k_one);
  receive(DrainAgent{});
  EXPECT_EQ(sent<AgentDraining>().size(), 1u);
  EXPECT_TRUE(core_.is_draining());
  EXPECT_FALSE(core_.is_idle());
  step(AbandonRequested{});
  step(RunnerEnded{k_one, {}});
  EXPECT_EQ(sent<AttemptEnded>()[0].result.outcome, Outcome::lost);
  receive(AcknowledgeResult{k_one});
  EXPECT_TRUE(core_.is_idle());
}

TEST_F(AgentCoreTest, starts_an_attempt_that_is_sent_twice_only_once) {
  start(k_one);
  start(k_one);
  EXPECT_EQ(all<StartRunner>().size(), 1u);
}

TEST_F(AgentCoreTest, counts_the_timeout_from_the_jobs_own_start) {
  start(k_one, with_timeout(seconds(10)));
  advance(seconds(60));  // its worker takes a minute to start
  EXPECT_TRUE(all<StopRunner>().empty());
  step(RunnerStarted{k_one});
  advance(milliseconds(9999));
  EXPECT_TRUE(all<StopRunner>().empty());
  advance(milliseconds(1));
  EXPECT_EQ(all<StopRunner>().size(), 1u);
}

// Its outputs may take longer than it has time.
TEST_F(AgentCoreTest, counts_no_time_once_the_jobs_own_code_has_ended) {
  start(k_one, with_timeout(seconds(10)));
  step(RunnerStarted{k_one});
  advance(seconds(9));
  step(RunnerRan{k_one});
  advance(seconds(60));
  EXPECT_TRUE(all<StopRunner>().empty());
  step(RunnerEnded{k_one, {}});
  ASSERT_EQ(sent<AttemptEnded>().size(), 1u);
  EXPECT_EQ(sent<AttemptEnded>()[0].result.outcome, Outcome::succeeded);
  EXPECT_EQ(sent<AttemptEnded>()[0].result.duration, seconds(9));
}

TEST_F(AgentCoreTest, what_waits_for_a_slot_is_abandoned_as_well) {
  start(k_one);
  start(k_two);
  start(AttemptId{3});
  step(AbandonRequested{});
  ASSERT_EQ(sent<AttemptEnded>().size(), 1u);
  EXPECT_EQ(sent<AttemptEnded>()[0].attempt, AttemptId{3});
  EXPECT_EQ(sent<AttemptEnded>()[0].result.outcome, Outcome::lost);
  step(RunnerEnded{k_one, {}});
  EXPECT_EQ(all<StartRunner>().size(), 2u) << "nothing more starts";
}

TEST_F(AgentCoreTest, kills_what_does_not_stop_within_its_grace) {
  start(k_one, with_timeout(seconds(10)));
  step(RunnerStarted{k_one});
  advance(seconds(10));
  advance(milliseconds(999));
  EXPECT_TRUE(all<KillRunner>().empty());
  advance(milliseconds(1));
  EXPECT_EQ(all<KillRunner>().size(), 1u);
  advance(seconds(60));
  EXPECT_EQ(all<KillRunner>().size(), 1u);
}

TEST_F(AgentCoreTest, knows_the_next_deadline_of_many) {
  const Instant begin = now_;
  EXPECT_EQ(core_.next_deadline(), std::nullopt);
  start(k_one, with_timeout(seconds(10)));
  start(k_two, with_timeout(seconds(20)));
  step(RunnerStarted{k_one});
  step(RunnerStarted{k_two});
  EXPECT_EQ(core_.next_deadline(), begin + seconds(10));
  advance(seconds(10));  // one is told to stop and has a second for it
  EXPECT_EQ(core_.next_deadline(), begin + seconds(11));
  step(RunnerEnded{k_one, JobResult{}});
  EXPECT_EQ(core_.next_deadline(), begin + seconds(20));
  receive(CancelAttempt{k_two, CancelReason::cancelled, CancelMode::kill});
  EXPECT_EQ(core_.next_deadline(), std::nullopt);
}

TEST_F(AgentCoreTest, a_timed_out_job_has_exit_code_124_whatever_it_says) {
  start(k_one, with_timeout(seconds(10)));
  step(RunnerStarted{k_one});
  advance(seconds(10));
  step(RunnerEnded{k_one, JobResult{}});
  ASSERT_EQ(sent<AttemptEnded>().size(), 1u);
  const JobResult result = sent<AttemptEnded>()[0].result;
  EXPECT_EQ(result.outcome, Outcome::timed_out);
  EXPECT_EQ(result.exit_code, 124);
  EXPECT_EQ(result.error->message, "timed out after 10 s");
}

TEST_F(AgentCoreTest, a_graceful_cancel_stops_and_a_second_one_kills) {
  start(k_one);
  step(RunnerStarted{k_one});
  receive(CancelAttempt{k_one});
  EXPECT_EQ(all<StopRunner>().size(), 1u);
  EXPECT_TRUE(all<KillRunner>().empty());
  receive(CancelAttempt{k_one, CancelReason::cancelled, CancelMode::kill});
  EXPECT_EQ(all<KillRunner>().size(), 1u);
  step(RunnerEnded{k_one, JobResult{}});
  EXPECT_EQ(sent<AttemptEnded>()[0].result.outcome, Outcome::cancelled);
}

TEST_F(AgentCoreTest, the_runs_timeout_is_a_timeout_of_the_job) {
  start(k_one);
  step(RunnerStarted{k_one});
  receive(CancelAttempt{k_one, CancelReason::run_timeout});
  step(RunnerEnded{k_one, JobResult{}});
  EXPECT_EQ(sent<AttemptEnded>()[0].result.exit_code, 124);
}

TEST_F(AgentCoreTest, so_is_that_of_the_playbook_it_is_in) {
  start(k_one);
  step(RunnerStarted{k_one});
  receive(CancelAttempt{k_one, CancelReason::playbook_timeout});
  step(RunnerEnded{k_one, JobResult{}});
  const JobResult result = sent<AttemptEnded>()[0].result;
  EXPECT_EQ(result.exit_code, 124);
  EXPECT_EQ(result.error->message, "the timeout of its playbook was over");
}

TEST_F(AgentCoreTest, frees_the_slot_when_the_job_has_ended) {
  start(k_one);
  start(k_two);
  step(RunnerEnded{k_one, JobResult{}});
  start(AttemptId{3});
  ASSERT_EQ(all<StartRunner>().size(), 3u);
  EXPECT_EQ(all<StartRunner>()[2].slot, 0u);
}

TEST_F(AgentCoreTest, numbers_output_within_the_attempt) {
  start(k_one);
  step(RunnerOutput{k_one, {{Stream::output, "a"}, {Stream::output, "b"}}});
  step(RunnerOutput{k_one, {{Stream::output, "c"}}});
  ASSERT_EQ(sent<AttemptOutput>().size(), 2u);
  EXPECT_EQ(sent<AttemptOutput>()[0].first, 0u);
  EXPECT_EQ(sent<AttemptOutput>()[1].first, 2u);
}

TEST_F(AgentCoreTest, sends_much_output_in_messages_that_a_frame_can_hold) {
  start(k_one);
  const std::vector<OutputLine> many(k_max_output_lines + 1);
  const std::vector<OutputLine> long_ones(
      20, {Stream::output, std::string(k_max_output_bytes / 8, 'x')});
  step(RunnerOutput{k_one, many});
  receive(AcknowledgeOutput{k_one, many.size()});
  step(RunnerOutput{k_one, long_ones});
  std::uint64_t next = 0;
  for (const AttemptOutput& message : sent<AttemptOutput>()) {
    EXPECT_EQ(message.first, next);
    EXPECT_LE(message.lines.size(), k_max_output_lines);
    std::size_t bytes = 0;
    for (const OutputLine& line : message.lines) bytes += line.text.size();
    EXPECT_LE(bytes, k_max_output_bytes);
    next += message.lines.size();
  }
  EXPECT_EQ(next, many.size() + long_ones.size());
}

TEST_F(AgentCoreTest, holds_output_back_without_credit) {
  start(k_one);
  step(RunnerStarted{k_one});
  const std::vector<OutputLine> flood(k_output_credit);
  step(RunnerOutput{k_one, flood});
  EXPECT_EQ(all<PauseOutput>().size(), 1u);
  receive(AcknowledgeOutput{k_one, 10});
  EXPECT_TRUE(all<ResumeOutput>().empty());
  receive(AcknowledgeOutput{k_one, k_output_credit});
  EXPECT_EQ(all<ResumeOutput>().size(), 1u);
}

TEST_F(AgentCoreTest, late_credit_resumes_nothing_of_a_job_that_has_ended) {
  start(k_one);
  step(RunnerStarted{k_one});
  step(RunnerOutput{k_one, std::vector<OutputLine>(k_output_credit)});
  step(RunnerEnded{k_one, {}});
  receive(AcknowledgeOutput{k_one, k_output_credit});
  EXPECT_TRUE(all<ResumeOutput>().empty());
}

TEST_F(AgentCoreTest, does_not_believe_credit_for_lines_never_sent) {
  start(k_one);
  receive(AcknowledgeOutput{k_one, 1'000'000});
  const std::vector<OutputLine> flood(k_output_credit);
  step(RunnerOutput{k_one, flood});
  EXPECT_EQ(all<PauseOutput>().size(), 1u);
}

TEST_F(AgentCoreTest, a_stopped_job_may_still_speak) {
  start(k_one);
  const std::vector<OutputLine> flood(k_output_credit);
  step(RunnerOutput{k_one, flood});
  receive(CancelAttempt{k_one});
  EXPECT_EQ(all<ResumeOutput>().size(), 1u);
}

TEST_F(AgentCoreTest, the_last_words_of_a_job_that_ends_by_itself_are_kept) {
  start(k_one);
  step(RunnerStarted{k_one});
  const std::vector<OutputLine> lines(k_output_credit + k_stopping_credit);
  step(RunnerOutput{k_one, lines});
  step(RunnerOutput{k_one, {{Stream::output, "the last one"}}});
  step(RunnerEnded{k_one, {}});
  EXPECT_EQ(sent<AttemptOutput>().back().lines.back().text, "the last one");
}

TEST_F(AgentCoreTest, a_stopped_job_that_floods_does_not_fill_memory) {
  start(k_one);
  step(RunnerStarted{k_one});
  receive(CancelAttempt{k_one, CancelReason::cancelled, CancelMode::graceful});
  const std::vector<OutputLine> lines(1000, {Stream::output, "flood"});
  for (int i = 0; i < 100; ++i) step(RunnerOutput{k_one, lines});
  step(RunnerEnded{k_one, {}});
  std::size_t count = 0;
  for (const auto& output : sent<AttemptOutput>()) {
    EXPECT_EQ(output.first, count);
    count += output.lines.size();
  }
  EXPECT_LE(count, k_output_credit + k_stopping_credit + lines.size());
  EXPECT_EQ(sent<AttemptOutput>().back().lines.back().text,
            "(91000 more lines were dropped while it stopped)");
}

TEST_F(AgentCoreTest, ignores_what_is_about_attempts_it_does_not_know) {
  receive(CancelAttempt{k_one});
  receive(AcknowledgeOutput{k_one, 3});
  receive(AcknowledgeResult{k_one});
  step(RunnerEnded{k_one, JobResult{}});
  EXPECT_TRUE(actions_.empty());
}

}  // namespace
}  // namespace aitherzero
