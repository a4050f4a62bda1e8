// The edge of a controller: connects the scheduler to a link and the loop,
// and tells an observer what happens. Decides nothing itself.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include "controller/schedule/schedule.hpp"
#include "protocol/message/message.hpp"
#include "shared/base/executor.hpp"
#include "shared/net/link.hpp"

namespace aitherzero {

// Sees a run as it goes on. Called on the loop's thread, in order: changes of
// a job come before and after its output as they happened.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  virtual void on_job_changed(const JobChanged& change,
                              const std::string& agent) = 0;
  virtual void on_output(RunId run, JobIndex job,
                         const std::vector<OutputLine>& lines) = 0;
  virtual void on_run_ended(const RunEnded& ended) = 0;
};

// What every job of a run has in common and its plan does not say.
struct RunSettings {
  std::string working_directory;
  Isolation isolation = Isolation::runspace;
  Milliseconds grace{5000};
};

class Controller {
 public:
  // All must outlive the controller.
  Controller(Executor& loop, ServerLink& link, RunObserver& observer);

  RunId submit(std::shared_ptr<const Plan> plan, RunSettings settings);
  void cancel(RunId run, CancelMode mode);

  // While output is held its senders get no more credit, so that jobs wait
  // with what they print instead of filling memory (rule D6).
  void hold_output() { output_is_held_ = true; }
  void release_output();

 private:
  struct Run {
    std::shared_ptr<const Plan> plan;
    RunSettings settings;
  };
  struct Attempt {
    RunId run;
    JobIndex job;
    std::uint64_t next_line = 0;
  };

  void step(const ScheduleEvent& event);
  void on_frame(PeerId peer, const std::string& frame);
  void on_message(AgentId agent, const Hello& message);
  void on_message(AgentId agent, const AttemptStarted& message);
  void on_message(AgentId agent, const AttemptOutput& message);
  void on_message(AgentId agent, const AttemptEnded& message);
  void on_change(const JobChanged& change);
  void on_change(const RunEnded& change);
  void on_change(const ResultRefused& change);
  void send(AgentId agent, const ToAgent& message);
  void carry_out(const ScheduleSend& action);
  JobSpec job_spec(const Run& run, JobIndex index) const;
  void set_timer();

  Executor& loop_;
  ServerLink& link_;
  RunObserver& observer_;
  Schedule schedule_;
  std::map<RunId, Run> runs_;
  std::unordered_map<AttemptId, Attempt> attempts_;
  std::map<AgentId, std::string> agent_names_;
  std::uint64_t last_run_ = 0;
  bool output_is_held_ = false;
  // Acknowledgements that wait for release_output().
  std::map<std::pair<AgentId, AttemptId>, std::uint64_t> held_;
  Executor::Handle timer_;
};

}  // namespace aitherzero
