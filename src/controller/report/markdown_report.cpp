#include "controller/report/markdown_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "controller/report/critical_path.hpp"
#include "controller/report/text_layout.hpp"
#include "controller/report/wording.hpp"
#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

// Text inside a paragraph or a table cell: nothing in it is markup.
std::string escape(std::string_view text) {
  std::string result;
  for (const char c : harmless(text, Colours::strip)) {
    if (std::string_view("\\`*_{}[]<>|#").find(c) != std::string_view::npos) {
      result += '\\';
    }
    result += c;
  }
  return result;
}

// The same for a paragraph, whose lines stay lines.
std::string escape_lines(std::string_view text) {
  std::string result;
  for (const std::string_view line : split(text, '\n')) {
    if (!result.empty()) result += "\\\n";
    result += escape(line);
  }
  return result;
}

// A fence longer than any run of backticks inside.
std::string fence_for(const std::string& text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(std::max<std::size_t>(3, longest + 1), '`');
}

std::string output_block(const JobReport& job) {
  std::string lines;
  for (const OutputLine& line : job.last_lines) {
    lines += harmless(line.text, Colours::strip) + "\n";
  }
  if (lines.empty()) return {};
  const std::string fence = fence_for(lines);
  std::string text;
  if (job.lines_before > 0) {
    text += fmt::format("The last {} of {} lines:\n\n", job.last_lines.size(),
                        job.last_lines.size() + job.lines_before);
  }
  return text + fmt::format("{}text\n{}{}\n\n", fence, lines, fence);
}

std::string duration_of(const JobReport& job) {
  return job.duration_seconds ? format_duration(*job.duration_seconds) : "-";
}

std::string job_table(const RunReport& report) {
  std::string text =
      "| Job | Script | Status | Duration | Note |\n"
      "| --- | --- | --- | ---: | --- |\n";
  for (const JobReport& job : report.jobs) {
    text += fmt::format("| {} | {} | {} {} | {} | {} |\n", escape(job.id),
                        escape(job.name), status_sign(job.status),
                        status_word(job.status), duration_of(job),
                        escape(ending_of(job)));
  }
  return text + "\n";
}

std::string critical_path_section(const RunReport& report) {
  const std::vector<std::size_t> path = critical_path(report);
  if (path.empty()) return {};
  std::string text = "## Critical path\n\n";
  double total = 0;
  for (const std::size_t index : path) {
    const JobReport& job = report.jobs[index];
    total += *job.duration_seconds;
    text += fmt::format("{}{} ({})", index == path.front() ? "" : " → ",
                        escape(job.id), duration_of(job));
  }
  return text + fmt::format(": {} of {}\n\n", format_duration(total),
                            format_duration(report.duration_seconds));
}

std::string slowest_section(const RunReport& report) {
  constexpr std::size_t k_shown = 5;
  std::vector<const JobReport*> jobs;
  for (const JobReport& job : report.jobs) {
    if (job.duration_seconds) jobs.push_back(&job);
  }
  std::stable_sort(jobs.begin(), jobs.end(),
                   [](const JobReport* a, const JobReport* b) {
                     return *a->duration_seconds > *b->duration_seconds;
                   });
  jobs.resize(std::min(jobs.size(), k_shown));
  if (jobs.size() < 2) return {};
  std::string text = "## Slowest\n\n";
  for (const JobReport* job : jobs) {
    text += fmt::format("1. {} {}: {}\n", escape(job->id), escape(job->name),
                        duration_of(*job));
  }
  return text + "\n";
}

std::string failure_section(const JobReport& job) {
  std::string text = fmt::format("### {} {} {}\n\n", escape(job.id),
                                 escape(job.name), status_word(job.status));
  const std::string place = error_place(job);
  if (!place.empty()) text += fmt::format("At {}\n\n", escape(place));
  if (job.error) text += escape_lines(job.error->message) + "\n\n";
  text += output_block(job);
  if (job.kill_receipt) {
    text += escape(describe(*job.kill_receipt)) + "\n\n";
  }
  if (!job.rerun_command.empty()) {
    const std::string fence = fence_for(job.rerun_command);
    text += fmt::format("Run it again:\n\n{}sh\n{}\n{}\n\n", fence,
                        job.rerun_command, fence);
  }
  return text;
}

}  // namespace

std::string render_markdown(const RunReport& report) {
  std::string text = fmt::format(
      "# {}: {}\n\n{}\n\nRun {}, started {}{}.\n\n", escape(report.name),
      to_string(report.status), escape(closing_line(report)), escape(report.id),
      report.started_at,
      report.concurrency == 0
          ? std::string()
          : fmt::format(", at most {} at a time", report.concurrency));
  text += job_table(report);
  text += critical_path_section(report);
  text += slowest_section(report);
  std::string failures;
  for (const JobReport& job : report.jobs) {
    if (job.status == JobStatus::failed || job.status == JobStatus::timed_out ||
        job.status == JobStatus::lost) {
      failures += failure_section(job);
    }
  }
  if (!failures.empty()) text += "## Failures\n\n" + failures;
  while (text.ends_with("\n\n")) text.pop_back();
  return text;
}

}  // namespace aitherzero
