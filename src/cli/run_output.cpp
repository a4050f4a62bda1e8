#include "cli/run_output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "cli/view/live_view.hpp"
#include "cli/view/plain_view.hpp"
#include "controller/report/json_report.hpp"
#include "controller/report/junit_report.hpp"
#include "controller/report/markdown_report.hpp"
#include "controller/report/text_report.hpp"
#include "shared/base/text.hpp"
#include "shared/platform/files.hpp"
#include "shared/platform/terminal.hpp"

namespace aitherzero {
namespace {

namespace fs = std::filesystem;

// A file name of a run's name, which may be any text.
std::string file_name_of(const std::string& name) {
  constexpr std::size_t k_longest = 64;
  std::string result;
  for (const char c : name.substr(0, k_longest)) {
    const bool plain = is_alphanumeric(c) || c == '-' || c == '_';
    result += plain ? c : '_';
  }
  return result.empty() ? "run" : result;
}

Status write_file(const std::string& text, const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  if (!folder.empty()) TRY_VOID(make_folders(folder.string()));
  return write_file_atomically(path, text);
}

// What fails after a run is never the user's bad input: something has run.
Status write_after_run(const std::string& text, const std::string& path) {
  Status written = write_file(text, path);
  if (!written) written.error().kind = ErrorKind::io;
  return written;
}

Status check_writable(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  if (!folder.empty()) TRY_VOID(make_folders(folder));
  const auto kind = entry_kind(path);
  if (kind && *kind == EntryKind::folder) {
    return fail(ErrorKind::bad_input, "this is a folder", {path, 0, 0},
                "name a file for the report");
  }
  const std::string target = kind ? path : folder.empty() ? "." : folder;
  if (::access(target.c_str(), W_OK) == 0) return {};
  return fail(ErrorKind::bad_input, "this cannot be written to", {path, 0, 0});
}

}  // namespace

RunOutput::RunOutput(const CommandContext& context,
                     const ParsedOptions& options)
    : format_(options.value("output-format").value_or("text")),
      path_(options.value("output-path")),
      // Standard output alone belongs to the report that a program reads.
      progress_descriptor_(format_ == "text" || path_ ? STDOUT_FILENO
                                                      : STDERR_FILENO),
      colour_(wants_colour(progress_descriptor_, context.environment)),
      quiet_(options.flag("quiet")) {
  if (quiet_) return;
  const int descriptor = progress_descriptor_;
  writer_ = std::make_unique<BackgroundWriter>(descriptor);
  const auto sink = [writer = writer_.get()](std::string_view text) {
    writer->write(text);
  };
  ViewOptions view;
  view.colour = colour_;
  view.verbose = options.flag("verbose");
  if (is_terminal(descriptor) && get(context.environment, "TERM") != "dumb") {
    view.width = [descriptor] { return terminal_width(descriptor); };
    view_ = std::make_unique<LiveView>(sink, view);
  } else {
    view_ = std::make_unique<PlainView>(sink, view);
  }
}

Status RunOutput::finish(const RunReport& report) {
  if (writer_) TRY_VOID(writer_->flush());
  const TextDetail detail = quiet_ ? TextDetail::failures : TextDetail::all;
  const auto written = [&] {
    if (format_ == "json") return render_json(report) + "\n";
    if (format_ == "junit") return render_junit(report);
    return render_text(report, false);
  };
  if (path_) {
    TRY_VOID(write_all(STDOUT_FILENO, render_text(report, colour_, detail)));
    return write_after_run(written(), *path_);
  }
  TRY_VOID(write_all(STDOUT_FILENO, format_ == "text"
                                        ? render_text(report, colour_, detail)
                                        : written()));
  return {};
}

Status check_report_files(const ParsedOptions& options,
                          const SummaryTarget& summary) {
  if (options.flag("detach") && options.value("artifacts")) {
    return fail(ErrorKind::bad_input,
                "a run that is left to itself brings no artifacts", {},
                "later: aitherzero run artifacts RUN");
  }
  for (const auto& path : {options.value("output-path"), summary.path}) {
    if (!path) continue;
    Status writable = check_writable(*path);
    if (writable) continue;
    writable.error().kind = ErrorKind::bad_input;
    return writable;
  }
  return {};
}

Status write_report(const std::string& text,
                    const std::optional<std::string>& path) {
  if (path) return write_file(text, *path);
  TRY_VOID(write_all(STDOUT_FILENO, text));
  return {};
}

Result<SummaryTarget> summary_target(const ParsedOptions& options,
                                     const PlanRequest& request,
                                     const std::string& project_root) {
  SummaryTarget target;
  const PlaybookOptions written =
      request.playbook ? request.playbook->options : PlaybookOptions{};
  target.json = equals_ignoring_case(written.summary_format, "json");
  const auto asked = options.value("generate-summary");
  if (!asked && !written.generate_summary.value_or(false)) return target;
  if (asked && !asked->empty()) {
    target.path = *asked;
    return target;
  }
  const std::string name =
      request.playbook ? request.playbook->name : request.sequence[0].text;
  const std::string path =
      !written.summary_path.empty()
          ? written.summary_path
          : fmt::format("reports/{}-summary.{}", file_name_of(name),
                        target.json ? "json" : "md");
  target.path = (fs::path(project_root) / path).lexically_normal().string();
  return target;
}

Status write_summary(const SummaryTarget& target, const RunReport& report) {
  if (!target.path) return {};
  TRY_VOID(write_after_run(
      target.json ? render_json(report) + "\n" : render_markdown(report),
      *target.path));
  const std::string line = fmt::format("Summary: {}\n", *target.path);
  print_notice(line);
  return {};
}

}  // namespace aitherzero
