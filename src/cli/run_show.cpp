#include "cli/run_show.hpp"

namespace aitherzero {
namespace {

// How often a live view may redraw what has not changed but for the clock.
constexpr Milliseconds k_tick{100};

}  // namespace

void RunShow::begin(const Plan& plan, std::string run_id,
                    std::string started_at, std::uint32_t concurrency,
                    Instant started,
                    const std::function<void(RunRecorder&)>& on_report) {
  recorder_ = std::make_unique<RunRecorder>(
      plan, std::move(run_id), std::move(started_at), concurrency, started);
  on_report(*recorder_);
  if (view_ != nullptr) view_->on_run_started(report(), started);
  tick();
}

void RunShow::tick() {
  if (view_ == nullptr || !view_->wants_ticks()) return;
  view_->on_tick(loop_.now());
  tick_timer_ = loop_.at(loop_.now() + k_tick, [this] { tick(); });
}

void RunShow::job_changed(const JobChanged& change, const std::string& agent,
                          Instant at) {
  recorder_->on_job_changed(change, agent, at);
  if (view_ == nullptr) return;
  const JobReport& job = recorder_->job(change.job);
  if (change.status == JobStatus::running) {
    view_->on_job_started(job, change.slot, at);
  } else if (has_ended(change.status)) {
    view_->on_job_ended(job, at);
  } else if (change.status != JobStatus::leased && !job.attempts.empty()) {
    view_->on_job_requeued(job, at);
  }
}

void RunShow::output(JobIndex job, const std::vector<OutputLine>& lines) {
  recorder_->on_output(job, lines);
  if (view_ == nullptr) return;
  for (const OutputLine& line : lines) {
    view_->on_output(recorder_->job(job), line);
  }
  hold_while_behind();
}

void RunShow::hold_while_behind() {
  if (writer_ == nullptr || held_ || !hold_ || !writer_->is_behind()) return;
  held_ = true;
  hold_();
  // Comes on the writer's thread.
  writer_->when_caught_up([&loop = loop_, released = lifetime_.guard([this] {
    held_ = false;
    release_();
  })] { loop.post(released); });
}

void RunShow::notice(const std::string& text) {
  if (view_ != nullptr) view_->on_notice(text, loop_.now());
}

void RunShow::ended(const RunEnded& ended, Instant at) {
  tick_timer_.reset();
  recorder_->on_run_ended(ended, at);
  if (view_ != nullptr) view_->on_run_ended(report(), at);
}

}  // namespace aitherzero
