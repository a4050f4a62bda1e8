#include "controller/report/junit_report.hpp"

#include <fmt/format.h>

#include "controller/report/text_layout.hpp"
#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

// Text for XML 1.0, which cannot hold control characters at all.
std::string escape(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '&':
        result += "&amp;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\n':
        result += '\n';
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') result += c;
    }
  }
  return result;
}

std::string output_of(const JobReport& job) {
  std::string text;
  if (job.lines_before > 0) {
    text += fmt::format("[{} lines before]\n", job.lines_before);
  }
  for (const OutputLine& line : job.last_lines) {
    text += harmless(line.text, Colours::strip) + "\n";
  }
  return text;
}

std::string harmless_lines(std::string_view text) {
  std::vector<std::string> lines;
  for (const std::string_view line : split(text, '\n')) {
    lines.push_back(harmless(line, Colours::strip));
  }
  return join(lines, "\n");
}

std::string failure_text(const JobReport& job) {
  if (!job.error) return {};
  std::string text = job.error->message;
  if (!job.error->position.empty()) text += "\n" + job.error->position;
  return harmless_lines(text);
}

std::string failure_element(const JobReport& job, std::string_view type) {
  const std::string message = job.error ? job.error->message : job.reason;
  return fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n",
                     type, escape(harmless(message, Colours::strip)),
                     escape(failure_text(job)));
}

std::string outcome_element(const JobReport& job) {
  switch (job.status) {
    case JobStatus::failed:
      return failure_element(job, "failed");
    case JobStatus::timed_out:
      return failure_element(job, "timeout");
    case JobStatus::lost:
      return fmt::format("      <error type=\"lost\" message=\"{}\"/>\n",
                         escape(job.reason));
    case JobStatus::skipped:
    case JobStatus::cancelled:
      return fmt::format("      <skipped message=\"{}\"/>\n",
                         escape(job.reason));
    case JobStatus::pending:
    case JobStatus::ready:
    case JobStatus::leased:
    case JobStatus::running:
    case JobStatus::succeeded:
      break;
  }
  return {};
}

std::string test_case(const RunReport& report, const JobReport& job) {
  std::string text = fmt::format(
      "    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\">\n",
      escape(report.name), escape(job.id + " " + job.name),
      job.duration_seconds.value_or(0));
  text += outcome_element(job);
  const std::string output = output_of(job);
  if (!output.empty()) {
    text += fmt::format("      <system-out>{}</system-out>\n", escape(output));
  }
  return text + "    </testcase>\n";
}

}  // namespace

std::string render_junit(const RunReport& report) {
  const RunSummary summary = summarize(report);
  const std::string counts = fmt::format(
      "name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" "
      "time=\"{:.3f}\"",
      escape(report.name), summary.total, summary.failed + summary.timed_out,
      summary.lost, summary.skipped + summary.cancelled,
      report.duration_seconds);
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  text += fmt::format("<testsuites {}>\n", counts);
  text += fmt::format("  <testsuite {} timestamp=\"{}\">\n", counts,
                      escape(report.started_at));
  for (const JobReport& job : report.jobs) text += test_case(report, job);
  return text + "  </testsuite>\n</testsuites>\n";
}

}  // namespace aitherzero
