#include "cli/view/plain_view.hpp"

#include <fmt/format.h>

#include "controller/report/text_layout.hpp"

namespace aitherzero {

void PlainView::on_run_started(const RunReport& report, Instant) {
  const std::string limit =
      report.concurrency == 0
          ? fmt::format(", run {}", report.id)
          : fmt::format(", at most {} at a time", report.concurrency);
  sink_(fmt::format("Running '{}': {} job{}{}\n",
                    harmless(report.name, Colours::strip), report.jobs.size(),
                    report.jobs.size() == 1 ? "" : "s", limit));
}

void PlainView::on_job_started(const JobReport& job, std::uint32_t, Instant) {
  sink_(output_line(job, {Stream::output, "▸ started " + job.name},
                    options_.colour) +
        "\n");
}

void PlainView::on_output(const JobReport& job, const OutputLine& line) {
  if (!is_shown(line.stream, options_.verbose)) return;
  sink_(output_line(job, line, options_.colour) + "\n");
}

void PlainView::on_job_ended(const JobReport& job, Instant) {
  sink_(ended_line(job, options_.colour) + "\n");
}

void PlainView::on_job_requeued(const JobReport& job, Instant) {
  sink_(requeued_line(job, options_.colour) + "\n");
}

void PlainView::on_notice(const std::string& text, Instant) {
  sink_(text + "\n");
}

void PlainView::on_run_ended(const RunReport&, Instant) { sink_("\n"); }

}  // namespace aitherzero
