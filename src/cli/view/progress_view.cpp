#include "cli/view/progress_view.hpp"

#include <fmt/format.h>

#include "controller/report/text_layout.hpp"
#include "controller/report/wording.hpp"

namespace aitherzero {
namespace {

// Each job has a colour of its own, the same in every run.
std::string_view job_colour(const std::string& id) {
  static constexpr std::string_view k_colours[] = {
      "\x1b[36m", "\x1b[35m", "\x1b[34m", "\x1b[32m", "\x1b[96m", "\x1b[95m"};
  std::size_t sum = 0;
  for (const char c : id) sum = sum * 31 + static_cast<unsigned char>(c);
  return k_colours[sum % std::size(k_colours)];
}

std::string label(const JobReport& job, bool colour) {
  if (!colour) return fmt::format("[{}]", job.id);
  return fmt::format("{}[{}]{}", job_colour(job.id), job.id, k_reset);
}

}  // namespace

bool is_shown(Stream stream, bool verbose) {
  switch (stream) {
    case Stream::output:
    case Stream::error:
    case Stream::warning:
    case Stream::information:
      return true;
    case Stream::verbose:
    case Stream::debug:
      return verbose;
    case Stream::progress:
      break;
  }
  return false;
}

std::string output_line(const JobReport& job, const OutputLine& line,
                        bool colour) {
  std::string text =
      harmless(line.text, colour ? Colours::keep : Colours::strip);
  if (colour && line.stream == Stream::error) {
    text = fmt::format("{}{}{}", k_red, text, k_reset);
  } else if (colour && line.stream == Stream::warning) {
    text = fmt::format("{}{}{}", k_yellow, text, k_reset);
  }
  return label(job, colour) + (text.empty() ? "" : " " + text);
}

std::string requeued_line(const JobReport& job, bool colour) {
  return fmt::format("{} ↻ {}", label(job, colour),
                     harmless(job.reason, Colours::strip));
}

std::string ended_line(const JobReport& job, bool colour) {
  std::string status =
      fmt::format("{} {}", status_sign(job.status), status_word(job.status));
  if (colour) {
    status = fmt::format("{}{}{}", status_colour(job.status), status, k_reset);
  }
  std::string text = label(job, colour) + " " + status;
  if (job.duration_seconds) {
    text += (job.status == JobStatus::succeeded ? " in " : " after ") +
            format_duration(*job.duration_seconds);
  }
  const std::string ending = ending_of(job);
  return ending.empty() ? text : text + ": " + ending;
}

}  // namespace aitherzero
