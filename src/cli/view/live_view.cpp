#include "cli/view/live_view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "controller/report/text_layout.hpp"
#include "controller/report/wording.hpp"

namespace aitherzero {
namespace {

constexpr std::string_view k_hide_cursor = "\x1b[?25l";
constexpr std::string_view k_show_cursor = "\x1b[?25h";
constexpr std::string_view k_erase_below = "\x1b[J";
constexpr std::string_view k_erase_line_end = "\x1b[K";
// More running jobs than this are counted, not listed.
constexpr std::size_t k_most_listed = 8;
// A flood of output is written out before it grows beyond this.
constexpr std::size_t k_most_pending = 64 * 1024;

std::string bar(std::size_t done, std::size_t total, std::size_t width) {
  const std::size_t filled = total == 0 ? width : done * width / total;
  std::string text;
  for (std::size_t i = 0; i < width; ++i) text += i < filled ? "█" : "░";
  return text;
}

}  // namespace

LiveView::~LiveView() {
  if (!active_) return;
  sink_(to_footer() + std::string(k_erase_below) + std::string(k_show_cursor));
}

void LiveView::on_run_started(const RunReport& report, Instant now) {
  report_ = &report;
  started_ = now_ = now;
  active_ = true;
  sink_(std::string(k_hide_cursor));
  draw({});
}

void LiveView::on_job_started(const JobReport& job, std::uint32_t slot,
                              Instant now) {
  now_ = now;
  running_.push_back({&job, slot, now, {}});
  draw({});
}

void LiveView::on_output(const JobReport& job, const OutputLine& line) {
  if (line.stream == Stream::progress) {
    for (Running& running : running_) {
      if (running.job == &job) running.progress = line.text;
    }
    return;
  }
  if (!is_shown(line.stream, options_.verbose)) return;
  pending_ += output_line(job, line, options_.colour) + "\n";
  if (pending_.size() > k_most_pending) draw({});
}

void LiveView::on_job_ended(const JobReport& job, Instant now) {
  now_ = now;
  ++ended_;
  std::erase_if(running_, [&](const Running& r) { return r.job == &job; });
  if (job.duration_seconds) {
    ++ended_runs_;
    ended_seconds_ += *job.duration_seconds;
  }
  if (job.status == JobStatus::failed || job.status == JobStatus::timed_out ||
      job.status == JobStatus::lost) {
    ++failed_;
  }
  draw(ended_line(job, options_.colour) + "\n");
}

void LiveView::on_job_requeued(const JobReport& job, Instant now) {
  now_ = now;
  std::erase_if(running_, [&](const Running& r) { return r.job == &job; });
  draw(requeued_line(job, options_.colour) + "\n");
}

void LiveView::on_notice(const std::string& text, Instant now) {
  now_ = now;
  notice_ = text;
  draw({});
}

void LiveView::on_tick(Instant now) {
  now_ = now;
  draw({});
}

void LiveView::on_run_ended(const RunReport&, Instant now) {
  now_ = now;
  active_ = false;
  sink_(to_footer() + over_footer(std::exchange(pending_, {})) +
        std::string(k_erase_below) + "\n" + std::string(k_show_cursor));
  drawn_lines_ = 0;
}

std::string LiveView::to_footer() const {
  std::string text = "\r";
  if (drawn_lines_ > 1) text += fmt::format("\x1b[{}A", drawn_lines_ - 1);
  return text;
}

// Lines are written over the old footer, each erased from its end on: erasing
// the whole footer first would flicker, and some terminals keep what is erased
// from the top of the screen in their history.
std::string LiveView::over_footer(const std::string& lines) {
  std::string text;
  for (const char c : lines) {
    if (c == '\n') text += k_erase_line_end;
    text += c;
  }
  return text;
}

void LiveView::draw(const std::string& lines_above) {
  std::string text = to_footer();
  text += over_footer(std::exchange(pending_, {}));
  text += over_footer(lines_above);
  const std::vector<std::string> lines = footer_lines();
  for (const std::string& line : lines) {
    if (&line != &lines.front()) text += "\r\n";
    text += line;
    text += k_erase_line_end;
  }
  text += k_erase_below;
  drawn_lines_ = lines.size();
  sink_(text);
}

std::vector<std::string> LiveView::footer_lines() const {
  // One column is left free: a full line would wrap on some terminals.
  const auto width =
      static_cast<std::size_t>(std::max(options_.width(), 20)) - 1;
  std::vector<std::string> lines;
  for (const Running& running : running_) {
    if (lines.size() == k_most_listed) break;
    std::string line = fmt::format(
        "  {:>2}  {:>6}  {} {}", running.slot + 1,
        format_duration(to_seconds(now_ - running.since)), running.job->id,
        harmless(running.job->name, Colours::strip));
    if (!running.progress.empty()) {
      line += "  " + harmless(running.progress, Colours::strip);
    }
    lines.push_back(cut_to(line, width));
  }
  if (running_.size() > lines.size()) {
    lines.push_back(
        cut_to(fmt::format("      and {} more", running_.size() - lines.size()),
               width));
  }
  lines.push_back(cut_to(summary_line(), width));
  if (options_.colour) {
    for (std::string& line : lines) {
      line = std::string(k_dim) + line + std::string(k_reset);
    }
  }
  return lines;
}

std::string LiveView::summary_line() const {
  constexpr std::size_t k_bar_width = 20;
  const std::size_t total = report_->jobs.size();
  std::string text =
      fmt::format("{} {}/{}", bar(ended_, total, k_bar_width), ended_, total);
  if (failed_ > 0) text += fmt::format("  {} failed", failed_);
  text += "  " + format_duration(to_seconds(now_ - started_));
  text += rest_estimate();
  if (!notice_.empty()) text += "  " + notice_;
  return text;
}

// Honest only about the average: nothing is known of jobs that have not run.
std::string LiveView::rest_estimate() const {
  const std::size_t total = report_->jobs.size();
  if (ended_runs_ < 2 || ended_ >= total) return {};
  const double average = ended_seconds_ / static_cast<double>(ended_runs_);
  double seconds = average * static_cast<double>(total - ended_);
  for (const Running& running : running_) {
    seconds -= std::min(average, to_seconds(now_ - running.since));
  }
  seconds /= static_cast<double>(
      std::clamp<std::size_t>(report_->concurrency, 1, total - ended_));
  if (seconds < 1) return {};
  return fmt::format("  about {:.0f}s left", seconds);
}

}  // namespace aitherzero
