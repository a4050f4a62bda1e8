// Follows a run that another process executes as if it were here: its view, its
// report, its exit code; Ctrl-C asks whether to cancel the run or to leave it
// alone.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "cli/run_show.hpp"
#include "client/run_source.hpp"
#include "controller/report/run_result.hpp"
#include "shared/hash/digest.hpp"
#include "shared/platform/signals.hpp"

namespace aitherzero {

struct FollowOptions {
  std::string run;
  bool live = true;        // until it has ended; else what is known now
  bool plan_only = false;  // until its plan has come
  // Ctrl-C is about the run: it asks whether to cancel it. Else the run is only
  // watched, and Ctrl-C ends that.
  bool attached = true;
  // Values for a run that lacks some, after its controller started again.
  Secrets secrets;
  // Adds to the report what only the caller knows.
  std::function<void(const Plan&, RunRecorder&)> on_report;
  // Every line of output, where it is wanted besides the view.
  std::function<void(const JobReport&, const OutputLine&)> on_line;
};

struct Followed {
  RunReport report;
  RunInfo info;
  std::shared_ptr<const Plan> plan;
  bool detached = false;  // the user left; the run goes on
  std::map<JobIndex, Digest> outputs;
};

class RunFollower {
 public:
  // `view` and `writer` may be nullptr. All must outlive it.
  RunFollower(EventLoop& loop, RunSource& source, ProgressView* view,
              BackgroundWriter* writer);

  Result<Followed> follow(FollowOptions options);

 private:
  void on_run(const RunInfo& info);
  void on_plan(std::shared_ptr<const Plan> plan);
  void on_entries(const EntryGroup& group);
  void on_entry(const JobChanged& entry, Instant at);
  void on_entry(const OutputEntry& entry, Instant at);
  void on_entry(const RunStopped& entry, Instant at);
  void on_entry(const RunEnded& entry, Instant at);
  void say_why_nothing_starts();
  void on_signal();
  void on_key_line();
  void cancel(CancelMode mode);
  void end();

  EventLoop& loop_;
  RunSource& source_;
  RunShow show_;
  FollowOptions options_;
  Followed followed_;
  std::shared_ptr<const Plan> plan_;
  std::map<AgentId, std::string> agents_;
  std::optional<Error> error_;
  Instant started_;
  bool done_ = false;
  int signals_ = 0;
  // While nothing has started yet.
  Executor::Handle impatience_;
  Lifetime lifetime_;
  Executor::Handle keyboard_;
};

}  // namespace aitherzero
