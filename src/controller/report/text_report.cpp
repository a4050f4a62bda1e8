#include "controller/report/text_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "controller/report/text_layout.hpp"
#include "controller/report/wording.hpp"

namespace aitherzero {
namespace {

// Lines of output shown with a failure.
constexpr std::size_t k_shown_lines = 10;

class TextReport {
 public:
  TextReport(const RunReport& report, bool colour, TextDetail detail)
      : report_(report), colour_(colour), detail_(detail) {}

  std::string render() {
    measure();
    if (detail_ == TextDetail::all) {
      for (const JobReport& job : report_.jobs) add_row(job);
    }
    for (const JobReport& job : report_.jobs) {
      if (is_failure(job.status)) add_failure(job);
    }
    if (!text_.empty()) text_ += '\n';
    text_ += paint(closing_line(report_), k_bold) + "\n";
    return std::move(text_);
  }

 private:
  static std::string name_of(const JobReport& job) {
    return harmless(job.name, Colours::strip);
  }

  std::string paint(const std::string& text, std::string_view sgr) const {
    if (!colour_ || sgr.empty()) return text;
    return fmt::format("{}{}{}", sgr, text, k_reset);
  }

  void measure() {
    for (const JobReport& job : report_.jobs) {
      id_width_ = std::max(id_width_, display_width(job.id));
      name_width_ = std::max(name_width_, display_width(name_of(job)));
    }
    constexpr std::size_t k_widest_name = 48;
    name_width_ = std::min(name_width_, k_widest_name);
  }

  void add_row(const JobReport& job) {
    constexpr std::size_t k_status_width = 9;
    const std::string status =
        fmt::format("{} {}", status_sign(job.status),
                    pad_to(status_word(job.status), k_status_width));
    const std::string duration =
        job.duration_seconds ? format_duration(*job.duration_seconds) : "-";
    std::string line = fmt::format(
        "{}  {}  {}  {:>7}  {}", paint(status, status_colour(job.status)),
        pad_to(job.id, id_width_),
        pad_to(cut_to(name_of(job), name_width_), name_width_), duration,
        ending_of(job));
    line.erase(line.find_last_not_of(' ') + 1);
    text_ += line + "\n";
  }

  void add_failure(const JobReport& job) {
    if (!text_.empty()) text_ += '\n';
    text_ +=
        fmt::format("{}\n", paint(fmt::format("{} {} {}", job.id, name_of(job),
                                              status_word(job.status)),
                                  status_colour(job.status)));
    const std::string place = error_place(job);
    if (!place.empty()) text_ += "  at " + place + "\n";
    if (job.error) add_indented(job.error->message, "  ");
    if (!job.error && !job.reason.empty()) add_indented(job.reason, "  ");
    add_output(job);
    if (job.kill_receipt) {
      text_ += "  " + describe(*job.kill_receipt) + "\n";
    }
    if (!job.rerun_command.empty()) {
      text_ += "  again: " + paint(job.rerun_command, k_bold) + "\n";
    }
  }

  void add_indented(std::string_view text, std::string_view indent) {
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      text_ += std::string(indent) +
               harmless(text.substr(0, end), Colours::strip) + "\n";
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 1);
    }
  }

  void add_output(const JobReport& job) {
    const std::size_t shown = std::min(k_shown_lines, job.last_lines.size());
    const std::size_t hidden = job.last_lines.size() - shown + job.lines_before;
    if (hidden > 0) {
      text_ += paint(fmt::format("  │ … {} earlier line{}", hidden,
                                 hidden == 1 ? "" : "s"),
                     k_dim) +
               "\n";
    }
    for (std::size_t i = job.last_lines.size() - shown;
         i < job.last_lines.size(); ++i) {
      const std::string line = harmless(job.last_lines[i].text, Colours::strip);
      text_ += "  │" + (line.empty() ? "" : " " + line) + "\n";
    }
  }

  const RunReport& report_;
  bool colour_;
  TextDetail detail_;
  std::size_t id_width_ = 0;
  std::size_t name_width_ = 0;
  std::string text_;
};

}  // namespace

std::string render_text(const RunReport& report, bool colour,
                        TextDetail detail) {
  return TextReport(report, colour, detail).render();
}

}  // namespace aitherzero
