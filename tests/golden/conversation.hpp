// The real scheduler and the real agent core talking to each other, told as
// text: commands in, what both say and do out. There is no time but the one
// that `advance` makes.
//
//   run [parallel=false] [max-concurrency=N] [stop-on-error=false]
//       [fail-fast] [timeout=S] [grace=S]      submits; its input lines are
//     a [needs=b,c] [tolerated] [alone] [timeout=S]     the jobs
//   agent slots=N      an agent joins
//   agent-lost         it is gone with all it ran
//   starts a           the job's own code begins to run
//   says a TEXT        it writes a line
//   ends a [exit=N]    it has ended
//   cancel [kill]      somebody cancels the run
//   advance S          seconds pass
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/core/agent_core.hpp"
#include "controller/schedule/schedule.hpp"

namespace aitherzero::testing {

class Conversation {
 public:
  // What one command makes happen, line by line. A command that makes no
  // sense says so in its answer.
  std::string answer(const std::string& command,
                     const std::vector<std::string>& input);

 private:
  using Words = std::vector<std::string>;

  void submit(const Words& words, const std::vector<std::string>& input);
  void join(const Words& words);
  void lose_agent();
  void cancel(const Words& words);
  void advance(double seconds);
  void runner_event(const Words& words);

  void step_schedule(const ScheduleEvent& event);
  void step_agent(AgentEvent event);
  // Carries messages over until both are silent.
  void deliver();
  void receive(const ToController& message);

  void note(const JobChanged& change);
  void note(const RunStopped& change);
  void note(const RunEnded& change);
  void note(const ResultRefused& change);
  void carry_out(const LeaseJob& send);
  void carry_out(const SendCancel& send);
  void carry_out(const SendAcknowledge& send);
  void carry_out(const SendForget& send);
  void carry_out(SendToController& action);
  // The outbox is told apart, in the agent core's own tests.
  void carry_out(const KeepAttempt&) {}
  void carry_out(const KeepOutput&) {}
  void carry_out(const KeepResult&) {}
  void carry_out(const DropOutput&) {}
  void carry_out(const DropAttempt&) {}
  void carry_out(const StartRunner& action);
  void carry_out(const StopRunner& action);
  void carry_out(const KillRunner& action);
  void carry_out(const PauseOutput& action);
  void carry_out(const ResumeOutput& action);

  void tell(const std::string& line) { text_ += line + "\n"; }
  std::string name(AttemptId attempt) const;

  Schedule schedule_;
  std::unique_ptr<AgentCore> agent_;
  AgentId agent_id_{0};
  std::shared_ptr<const Plan> plan_;
  Milliseconds grace_{5000};
  Instant now_{};
  std::map<AttemptId, JobIndex> jobs_;        // of every attempt there was
  std::map<std::string, AttemptId> running_;  // by job
  std::deque<ToAgent> to_agent_;
  std::deque<ToController> to_controller_;
  std::string text_;
};

}  // namespace aitherzero::testing
