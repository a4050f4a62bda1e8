// The edge of a controller: connects the scheduler, the sessions of agents and
// the journal, and tells an observer what happens. Decides nothing itself.
//
// All on the executor's thread. What one turn of the loop brings is made
// durable by one commit; what is sent because of it is sent then, in as few
// frames as it fits.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "controller/app/client_desk.hpp"
#include "controller/app/desk_host.hpp"
#include "controller/app/submission.hpp"
#include "controller/journal/journal.hpp"
#include "controller/plan/job_output.hpp"
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
  std::uint32_t bulk_port = 0;  // where blobs travel, told to all
  // Who is behind a key that the transport has proved; nothing for nobody.
  // Without it everybody may do everything.
  std::function<std::optional<TrustedKey>(const std::string& key)> who;
  DeskOptions desk;
  // For tests: where it ends, and mistakes that must be found.
  CrashPoints crash_points;
  PlantedBugs bugs;
  bool acknowledge_before_durable = false;
};

class Controller : private DeskHost {
 public:
  // All must outlive the controller.
  Controller(Executor& executor, ServerLink& link, Journal& journal,
             RunObserver& observer, ControllerOptions options);

  // Goes on with the runs of the journal. Once, first.
  Status start();

  // `limit` when the controller has too much to do already. A key that was
  // submitted before gives the same run again. The run is durable when
  // `accepted` is called, or the journal refused it. A run without a name is
  // given one.
  void submit(Submission submission, Accepted accepted) override;
  void cancel(RunId run, CancelMode mode, Accepted recorded) override;

  // What `who` says of keys may have changed: sessions whose key has not the
  // role any more are ended.
  void trust_changed();

  // While output is held its senders get no more credit, so that jobs wait
  // with what they print instead of filling memory (rule D6).
  void hold_output() { output_is_held_ = true; }
  void release_output();

  // Called once when the journal cannot be written: nothing is decided any
  // more, and nothing that was recorded is lost.
  void on_failure(std::function<void(const Error&)> callback) {
    on_failure_ = std::move(callback);
  }

  const Schedule& schedule() const override { return schedule_; }
  const Journal& journal() const override { return journal_; }

 private:
  struct Run {
    RunId id;
    std::shared_ptr<const Plan> plan;
    RunRecord record;
    Secrets secrets;
    std::set<JobIndex> referred_to;      // whose output others are given
    std::map<JobIndex, Digest> outputs;  // of jobs that left some
    // Of those that have ended: what they wrote.
    std::map<JobIndex, std::shared_ptr<const JobOutput>> written;
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
    std::optional<Instant> left_at;
  };
  struct SendOutputAcknowledge {
    AgentId agent;
    AttemptId attempt;
    std::uint64_t next = 0;
  };
  using Send = std::variant<LeaseJob, SendCancel, SendAcknowledge, SendForget,
                            SendOutputAcknowledge>;

  // --- for clients ---
  void supply_secrets(RunId run, const Secrets& secrets) override;
  std::vector<std::string> lacking_secrets(RunId run) const override;
  bool drain_agent(const std::string& name) override;
  std::vector<AgentInfo> agent_infos() const override;
  const std::map<AgentId, std::string>& agent_names() const override {
    return agent_names_;
  }
  void send_to(SessionId session, const ToClient& message) override;

  void recover(Recovered recovered);
  std::string new_run_name() const;
  void step(const ScheduleEvent& event);
  void on_change(const JobChanged& change);
  void on_change(const RunStopped& change);
  void on_change(const RunEnded& change);
  void on_change(const ResultRefused& change);

  void record(RunId run, JournalEntry entry);
  static void note_outputs(Run& run, const ScheduleChange& change);
  void fill_in_outputs(const Run& run, JobIndex index, JobSpec& spec) const;
  std::shared_ptr<const JobOutput> output_of(const Run& run,
                                             JobIndex job) const;
  // Names of secrets that are not known.
  static std::vector<std::string> lacking(const Run& run);
  void add_condition(const Run& run, const Job& job, JobSpec& spec) const;
  static std::vector<Digest> overlays_of(const Run& run, JobIndex index);
  Instant now() const { return executor_.now(); }

  void on_frame(PeerId peer, std::string_view frame);
  void take(const ServerSessions::Events& events);
  void on_event(const ServerSessions::OpenRequested& event);
  void on_event(const ServerSessions::Delivered& event);
  void on_event(const ServerSessions::Closed& event);
  void on_event(const ServerSessions::Misbehaved& event);
  void open_agent(const ServerSessions::OpenRequested& event,
                  const TrustedKey& who, const Hello& hello);
  void refuse(const ServerSessions::OpenRequested& event, std::string reason);
  std::string welcome() const;
  void end_session(SessionId session, const std::string& reason);

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
  void on_committed(const std::vector<Send>& sends,
                    const std::vector<std::pair<RunId, Accepted>>& accepted,
                    const std::set<RunId>& runs, const Status& written);
  void carry_out(const Send& send);
  void send(AgentId agent, const ToAgent& message);
  void send_bytes(AgentId agent, std::string message);
  // It ends as failed, without its agent having heard of it.
  void refuse_job(const LeaseJob& lease, std::size_t bytes);
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

  ClientDesk desk_;

  std::map<RunId, Run> runs_;
  std::unordered_map<AttemptId, Attempt> attempts_;
  std::map<AgentId, Agent> agents_;
  std::map<AgentId, std::string> agent_names_;
  std::map<std::string, AgentId> agent_ids_;
  std::unordered_map<SessionId, AgentId> agent_of_session_;
  // Agents that hold leases and are not there: since when they are waited for.
  std::map<AgentId, Instant> expected_;

  std::vector<std::pair<RunId, Accepted>> accepted_;
  std::set<RunId> touched_;       // runs with entries to be recorded
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
