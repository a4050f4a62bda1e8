// The edge of a controller: connects the scheduler, the sessions of agents and
// the journal, and tells an observer what happens. Decides nothing itself.
//
// All on the executor's thread. What one turn of the loop brings is made
// durable by one commit; what is sent because of it is sent then, in as few
// frames as it fits.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "controller/journal/journal.hpp"
#include "controller/schedule/schedule.hpp"
#include "protocol/message/message.hpp"
#include "protocol/session/server_sessions.hpp"
#include "shared/base/crash_points.hpp"
#include "shared/base/executor.hpp"
#include "shared/base/lifetime.hpp"
#include "shared/net/link.hpp"

namespace aitherzero {

// Sees runs as they go on. Called in order: changes of a job come before and
// after its output as they happened; not everything need be durable yet.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  virtual void on_job_changed(const JobChanged& change,
                              const std::string& agent) = 0;
  virtual void on_output(RunId run, JobIndex job,
                         const std::vector<OutputLine>& lines) = 0;
  virtual void on_run_ended(const RunEnded& ended) = 0;
};

struct ControllerOptions {
  SessionTimes times;
  std::string software;                   // told to agents
  std::function<std::uint64_t()> random;  // nobody can guess
  // Jobs of all runs that have not ended; a run that would pass it is refused.
  std::size_t max_open_jobs = 2'000'000;
  Retention retention;
  // For tests: where it ends, and mistakes that must be found.
  CrashPoints crash_points;
  PlantedBugs bugs;
  bool acknowledge_before_durable = false;
};

class Controller {
 public:
  // All must outlive the controller.
  Controller(Executor& executor, ServerLink& link, Journal& journal,
             RunObserver& observer, ControllerOptions options);

  // Goes on with the runs of the journal. Once, first.
  Status start();

  // `limit` when the controller has too much to do already. A key that was
  // submitted before gives the same run again. The run is durable when
  // `accepted` is called, or the journal refused it.
  using Accepted = std::function<void(const Result<RunId>&)>;
  void submit(std::shared_ptr<const Plan> plan, RunRecord record,
              Accepted accepted);
  void cancel(RunId run, CancelMode mode);

  // While output is held its senders get no more credit, so that jobs wait
  // with what they print instead of filling memory (rule D6).
  void hold_output() { output_is_held_ = true; }
  void release_output();

  // Called once when the journal cannot be written: nothing is decided any
  // more, and nothing that was recorded is lost.
  void on_failure(std::function<void(const Error&)> callback) {
    on_failure_ = std::move(callback);
  }

  const Schedule& schedule() const { return schedule_; }
  const Journal& journal() const { return journal_; }

 private:
  struct Run {
    std::shared_ptr<const Plan> plan;
    RunRecord record;
  };
  struct Attempt {
    RunId run;
    JobIndex job;
    std::uint64_t next_line = 0;
  };
  struct Agent {
    std::string name;
    SessionId session;  // 0: not connected
    Hello hello;
    bool joined = false;  // it has said what it holds
  };
  struct SendOutputAcknowledge {
    AgentId agent;
    AttemptId attempt;
    std::uint64_t next = 0;
  };
  using Send = std::variant<LeaseJob, SendCancel, SendAcknowledge, SendForget,
                            SendOutputAcknowledge>;

  void recover(Recovered recovered);
  void step(const ScheduleEvent& event);
  void on_change(const JobChanged& change);
  void on_change(const RunStopped& change);
  void on_change(const RunEnded& change);
  void on_change(const ResultRefused& change);

  void on_frame(PeerId peer, std::string_view frame);
  void take(const ServerSessions::Events& events);
  void on_event(const ServerSessions::OpenRequested& event);
  void on_event(const ServerSessions::Delivered& event);
  void on_event(const ServerSessions::Closed& event);
  void on_event(const ServerSessions::Misbehaved& event);

  void on_message(AgentId agent, const Hello& message);
  void on_message(AgentId agent, const AttemptsHeld& message);
  void on_message(AgentId agent, const AttemptStarted& message);
  void on_message(AgentId agent, const AttemptOutput& message);
  void on_message(AgentId agent, const AttemptEnded& message);
  void on_message(AgentId agent, const AgentDraining& message);
  void expect(AgentId agent);
  AgentId agent_named(const std::string& name);

  void flush_soon();
  void flush();
  void on_committed(std::vector<Send> sends,
                    std::vector<std::pair<RunId, Accepted>> accepted,
                    const Status& written);
  void carry_out(const Send& send);
  void send(AgentId agent, const ToAgent& message);
  void send_frames();
  JobSpec job_spec(const Run& run, JobIndex index) const;
  void set_timer();
  void on_timer();

  Executor& executor_;
  ServerLink& link_;
  Journal& journal_;
  RunObserver& observer_;
  ControllerOptions options_;
  Schedule schedule_;
  ServerSessions sessions_;

  std::map<RunId, Run> runs_;
  std::unordered_map<AttemptId, Attempt> attempts_;
  std::map<AgentId, Agent> agents_;
  std::map<std::string, AgentId> agent_ids_;
  std::unordered_map<SessionId, AgentId> agent_of_session_;
  // Agents that hold leases and are not there: until when they are waited for.
  std::map<AgentId, Instant> expected_;

  std::vector<std::pair<RunId, Accepted>> accepted_;
  std::vector<Send> held_sends_;  // until what they follow from is durable
  bool flush_is_posted_ = false;
  bool failed_ = false;
  std::function<void(const Error&)> on_failure_;

  bool output_is_held_ = false;
  std::map<std::pair<AgentId, AttemptId>, std::uint64_t> held_credit_;

  std::optional<Instant> timer_at_;
  Executor::Handle timer_;
  Lifetime lifetime_;
};

}  // namespace aitherzero
