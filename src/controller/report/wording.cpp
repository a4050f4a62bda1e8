#include "controller/report/wording.hpp"

#include <fmt/format.h>

#include "controller/report/text_layout.hpp"
#include "shared/base/text.hpp"

namespace aitherzero {

std::string_view status_sign(JobStatus status) {
  switch (status) {
    case JobStatus::succeeded:
      return "✓";
    case JobStatus::failed:
    case JobStatus::timed_out:
    case JobStatus::lost:
      return "✗";
    case JobStatus::skipped:
    case JobStatus::cancelled:
      return "-";
    case JobStatus::pending:
    case JobStatus::ready:
    case JobStatus::leased:
    case JobStatus::running:
      break;
  }
  return "·";
}

std::string_view status_colour(JobStatus status) {
  switch (status) {
    case JobStatus::succeeded:
      return "\x1b[32m";
    case JobStatus::failed:
    case JobStatus::timed_out:
    case JobStatus::lost:
      return k_red;
    case JobStatus::skipped:
    case JobStatus::cancelled:
      return k_yellow;
    case JobStatus::pending:
    case JobStatus::ready:
    case JobStatus::leased:
    case JobStatus::running:
      break;
  }
  return "";
}

std::string ending_of(const JobReport& job) {
  std::vector<std::string> parts;
  const bool failed = job.status == JobStatus::failed ||
                      job.status == JobStatus::timed_out ||
                      job.status == JobStatus::lost;
  if (failed && job.exit_code) {
    parts.push_back(fmt::format("exit code {}", *job.exit_code));
  }
  if (failed && job.tolerated) parts.emplace_back("tolerated");
  if (!job.reason.empty()) parts.push_back(job.reason);
  if (!job.note.empty()) parts.push_back(job.note);
  return harmless(join(parts, ", "), Colours::strip);
}

std::string error_place(const JobReport& job) {
  if (!job.error || job.error->script.empty()) return {};
  return to_string(
      Place{job.error->script, job.error->line, job.error->column});
}

std::string describe(const KillReceipt& receipt) {
  std::vector<std::string> parts;
  const auto add = [&](std::uint32_t count, std::string_view how) {
    if (count > 0) parts.push_back(fmt::format("{} {}", count, how));
  };
  add(receipt.by_stop, "after the stop");
  add(receipt.by_term, "by SIGTERM");
  add(receipt.by_kill, "by SIGKILL");
  std::string text = fmt::format("{} process{} ended", receipt.ended,
                                 receipt.ended == 1 ? "" : "es");
  if (!parts.empty()) text += " (" + join(parts, ", ") + ")";
  if (!receipt.means.empty()) text += ", found by " + receipt.means;
  return text + (receipt.survivors == 0 ? ", none survived"
                                        : fmt::format(", {} could not be ended",
                                                      receipt.survivors));
}

std::string closing_line(const RunReport& report) {
  const RunSummary summary = summarize(report);
  std::vector<std::string> parts;
  const auto add = [&](std::uint32_t count, std::string_view word) {
    if (count > 0) parts.push_back(fmt::format("{} {}", count, word));
  };
  add(summary.succeeded, "succeeded");
  add(summary.failed, "failed");
  add(summary.timed_out, "timed out");
  add(summary.lost, "lost");
  add(summary.skipped, "skipped");
  add(summary.cancelled, "cancelled");
  std::string text =
      fmt::format("{} job{}", summary.total, summary.total == 1 ? "" : "s");
  if (!parts.empty()) text += ": " + join(parts, ", ");
  text += report.status == RunStatus::running
              ? " so far"
              : " in " + format_duration(report.duration_seconds);
  if (!report.reason.empty() && report.status != RunStatus::succeeded) {
    text += fmt::format(
        " ({}: {})",
        report.status == RunStatus::partial ? "partial success" : "failed",
        report.reason);
  } else if (report.status == RunStatus::partial) {
    text += " (partial success: only tolerated failures)";
  } else if (report.status == RunStatus::cancelled) {
    text += " (cancelled)";
  }
  return text;
}

}  // namespace aitherzero
