// Progress in a terminal: the output of jobs scrolls by, and below it a footer
// stands still that shows what runs, for how long, on which slot, how much is
// left and about how long that will take.
//
// Each redraw is one write. The footer is gone and the cursor is back when the
// run has ended.
#pragma once

#include <string>
#include <vector>

#include "cli/view/progress_view.hpp"

namespace aitherzero {

class LiveView final : public ProgressView {
 public:
  // `options.width` must be set.
  LiveView(ViewSink sink, ViewOptions options)
      : sink_(std::move(sink)), options_(std::move(options)) {}
  // Leaves the terminal usable however the program goes on.
  ~LiveView() override;

  void on_run_started(const RunReport& report, Instant now) override;
  void on_job_started(const JobReport& job, std::uint32_t slot,
                      Instant now) override;
  void on_output(const JobReport& job, const OutputLine& line) override;
  void on_job_ended(const JobReport& job, Instant now) override;
  void on_job_requeued(const JobReport& job, Instant now) override;
  void on_notice(const std::string& text, Instant now) override;
  void on_run_ended(const RunReport& report, Instant now) override;
  bool wants_ticks() const override { return true; }
  void on_tick(Instant now) override;

 private:
  struct Running {
    const JobReport* job;
    std::uint32_t slot;
    Instant since;
    std::string progress;  // its last progress record
  };

  // Prints lines above the footer and draws the footer anew.
  void draw(const std::string& lines_above);
  // Moves the cursor to where the footer begins.
  std::string to_footer() const;
  static std::string over_footer(const std::string& lines);
  std::vector<std::string> footer_lines() const;
  std::string summary_line() const;
  std::string rest_estimate() const;

  ViewSink sink_;
  ViewOptions options_;
  const RunReport* report_ = nullptr;
  Instant started_{};
  Instant now_{};
  std::vector<Running> running_;
  std::size_t ended_ = 0;
  std::size_t failed_ = 0;
  double ended_seconds_ = 0;  // of jobs that ran
  std::size_t ended_runs_ = 0;
  std::string notice_;
  // Lines gathered since the last redraw; a chatty job costs one write a tick.
  std::string pending_;
  std::size_t drawn_lines_ = 0;
  bool active_ = false;
};

}  // namespace aitherzero
