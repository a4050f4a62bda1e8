// What `orchestrate` prints: progress while the run goes on, then the report
// in the format that was asked for, to where it was asked for.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/command.hpp"
#include "cli/view/background_writer.hpp"
#include "cli/view/progress_view.hpp"
#include "controller/plan/plan.hpp"
#include "controller/report/run_result.hpp"

namespace aitherzero {

class RunOutput {
 public:
  RunOutput(const CommandContext& context, const ParsedOptions& options);

  // nullptr with --quiet.
  ProgressView* view() { return view_.get(); }

  // Where the view draws; nullptr with --quiet.
  BackgroundWriter* writer() { return writer_.get(); }

  // Prints or writes the report of a run that has ended.
  Status finish(const RunReport& report);

 private:
  std::string format_;
  std::optional<std::string> path_;
  int progress_descriptor_;
  bool colour_;
  bool quiet_;
  std::unique_ptr<BackgroundWriter> writer_;  // outlives the view
  std::unique_ptr<ProgressView> view_;
};

// To a file when there is a path, else to standard output.
Status write_report(const std::string& text,
                    const std::optional<std::string>& path);

// Where a summary goes and in which format; nothing when none is wanted.
struct SummaryTarget {
  std::optional<std::string> path;
  bool json = false;
};
// --generate-summary[=PATH], else the playbook's options. SummaryPath is
// relative to the project, a path of the command line to the current folder.
Result<SummaryTarget> summary_target(const ParsedOptions& options,
                                     const PlanRequest& request,
                                     const std::string& project_root);
// Whether the report and the summary can be written where they are wanted; to
// be asked before anything runs. Makes their folders.
Status check_report_files(const ParsedOptions& options,
                          const SummaryTarget& summary);
Status write_summary(const SummaryTarget& target, const RunReport& report);

}  // namespace aitherzero
