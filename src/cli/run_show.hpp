// What people see of a run while it goes on: keeps its report and draws the
// view, wherever the run is.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cli/view/background_writer.hpp"
#include "cli/view/progress_view.hpp"
#include "controller/plan/plan.hpp"
#include "controller/report/run_recorder.hpp"
#include "controller/report/run_result.hpp"
#include "shared/base/lifetime.hpp"
#include "shared/platform/event_loop.hpp"

namespace aitherzero {

class RunShow {
 public:
  // Both may be nullptr; the writer is where the view draws.
  RunShow(EventLoop& loop, ProgressView* view, BackgroundWriter* writer)
      : loop_(loop), view_(view), writer_(writer) {}

  // `started` begins the run's time; `on_report` adds to the report what only
  // the caller knows.
  void begin(const Plan& plan, std::string run_id, std::string started_at,
             std::uint32_t concurrency, Instant started,
             const std::function<void(RunRecorder&)>& on_report);
  bool has_begun() const { return recorder_ != nullptr; }

  void job_changed(const JobChanged& change, const std::string& agent,
                   Instant at);
  void output(JobIndex job, const std::vector<OutputLine>& lines);
  void notice(const std::string& text);
  void ended(const RunEnded& ended, Instant at);

  // `hold` when what is shown is behind, `release` when it has caught up:
  // whoever sends output is to wait meanwhile (rule D6).
  void on_behind(std::function<void()> hold, std::function<void()> release) {
    hold_ = std::move(hold);
    release_ = std::move(release);
  }

  const RunReport& report() const { return recorder_->report(); }

 private:
  void tick();
  void hold_while_behind();

  EventLoop& loop_;
  ProgressView* view_;
  BackgroundWriter* writer_;
  std::unique_ptr<RunRecorder> recorder_;
  std::function<void()> hold_;
  std::function<void()> release_;
  bool held_ = false;
  Executor::Handle tick_timer_;
  Lifetime lifetime_;
};

}  // namespace aitherzero
