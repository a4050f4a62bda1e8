// Progress as plain lines, for pipes and CI logs: one when a job starts, its
// output, one when it ends.
#pragma once

#include "cli/view/progress_view.hpp"

namespace aitherzero {

class PlainView final : public ProgressView {
 public:
  PlainView(ViewSink sink, ViewOptions options)
      : sink_(std::move(sink)), options_(std::move(options)) {}

  void on_run_started(const RunReport& report, Instant now) override;
  void on_job_started(const JobReport& job, std::uint32_t slot,
                      Instant now) override;
  void on_output(const JobReport& job, const OutputLine& line) override;
  void on_job_ended(const JobReport& job, Instant now) override;
  void on_job_requeued(const JobReport& job, Instant now) override;
  void on_notice(const std::string& text, Instant now) override;
  void on_run_ended(const RunReport& report, Instant now) override;
  bool wants_ticks() const override { return false; }
  void on_tick(Instant) override {}

 private:
  ViewSink sink_;
  ViewOptions options_;
};

}  // namespace aitherzero
