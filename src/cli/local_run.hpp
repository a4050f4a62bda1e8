// A run on this machine: a controller and one agent in this process, talking
// over an in-memory link exactly as they would over sockets. It is recorded in
// a folder of its own, for the commands that tell of runs.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "agent/app/agent.hpp"
#include "agent/app/secret_runner.hpp"
#include "agent/app/slot_runner.hpp"
#include "cli/run_show.hpp"
#include "client/run_folders.hpp"
#include "controller/app/controller.hpp"
#include "controller/plan/plan.hpp"
#include "shared/net/memory_link.hpp"
#include "shared/platform/environment.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero {

// What is executed, and who watches.
struct LocalRunRequest {
  std::shared_ptr<const Plan> plan;
  Secrets secrets = {};
  // Jobs that count as succeeded from the start.
  std::vector<JobChanged> done = {};
  // The view sees everything and draws into the writer; jobs wait with their
  // output while that is behind. Both may be nullptr.
  ProgressView* view = nullptr;
  BackgroundWriter* writer = nullptr;
  // Adds to the report what only the caller knows (the commands to rerun jobs).
  std::function<void(RunRecorder&)> on_report = [](RunRecorder&) {};
};

struct LocalRunOptions {
  std::string program;      // this binary
  Environment environment;  // what jobs inherit
  std::string project_root;
  std::string pwsh;                   // --pwsh, may be empty
  std::optional<RunFolders> folders;  // where it is recorded; absent: nowhere
  std::string submitter;              // "user@host"
  Isolation isolation = Isolation::runspace;
};

// One plan, executed once.
class LocalRun : private RunObserver {
 public:
  explicit LocalRun(LocalRunOptions options);
  ~LocalRun() override;

  // Starts a first worker in the background, where the plan has work for one.
  void warm_up(const Plan& plan);

  // Runs until everything has ended, or was cancelled by Ctrl-C. That it cannot
  // be recorded is a notice, and no more.
  Result<RunReport> execute(LocalRunRequest request);

 private:
  void on_job_changed(const JobChanged& change,
                      const std::string& agent) override;
  void on_output(RunId run, JobIndex job,
                 const std::vector<OutputLine>& lines) override;
  void on_run_ended(const RunEnded& ended) override;

  std::uint32_t slots_for(const Plan& plan) const;
  std::unique_ptr<Store> open_record(const std::string& run);
  void on_stop_signal();

  LocalRunOptions options_;
  EventLoop loop_;
  std::unique_ptr<SlotRunner> runner_;
  std::unique_ptr<SecretRunner> secret_runner_;
  std::unique_ptr<RunShow> show_;
  std::unique_ptr<Controller> controller_;
  RunId run_;
  int stop_signals_ = 0;
};

}  // namespace aitherzero
