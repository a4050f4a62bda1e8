#include "golden/report_cases.hpp"

namespace aitherzero::testing {
namespace {

RunReport run(RunStatus status, std::vector<JobReport> jobs) {
  RunReport report;
  report.id = "20261124-161622-3f2a";
  report.name = "project-health-check";
  report.started_at = "2026-11-24T16:16:22Z";
  report.status = status;
  report.exit_code = exit_code_of(status);
  report.duration_seconds = 75.25;
  report.concurrency = 2;
  report.jobs = std::move(jobs);
  return report;
}

JobReport waiting(const std::string& number, const std::string& name) {
  JobReport job;
  job.id = number;
  job.number = number;
  job.name = number + "_" + name;
  job.script = job.name + ".ps1";
  job.script_path = "/project/automation-scripts/" + job.script;
  job.stage = "Testing";
  return job;
}

void add_attempt(JobReport& job, JobStatus status, int exit_code,
                 double duration) {
  AttemptReport attempt;
  attempt.number = static_cast<std::uint32_t>(job.attempts.size() + 1);
  attempt.agent = "box";
  attempt.status = status;
  attempt.exit_code = exit_code;
  attempt.started_seconds = 0.25 + 10 * double(job.attempts.size());
  attempt.duration_seconds = duration;
  job.status = status;
  job.exit_code = exit_code;
  job.started_seconds = attempt.started_seconds;
  job.duration_seconds = duration;
  job.attempts.push_back(attempt);
}

JobReport ended(const std::string& number, const std::string& name,
                JobStatus status, int exit_code, double duration) {
  JobReport job = waiting(number, name);
  add_attempt(job, status, exit_code, duration);
  return job;
}

JobReport good(const std::string& number, const std::string& name,
               double duration) {
  return ended(number, name, JobStatus::succeeded, 0, duration);
}

JobReport dropped(const std::string& number, const std::string& name,
                  JobStatus status, const std::string& reason) {
  JobReport job = waiting(number, name);
  job.status = status;
  job.reason = reason;
  return job;
}

RunReport all_good() {
  JobReport syntax = good("0407", "Validate-Syntax", 12.345);
  syntax.output = R"({"Count":3,"Files":["a.ps1"]})";
  JobReport tests = good("0402", "Run-UnitTests", 61.5);
  tests.needs = {"0407"};
  JobReport path = good("0", "Deploy", 0.0421);
  path.id = "deploy";
  path.number.reset();
  path.script = "./tools/deploy.sh";
  path.name = "Deploy";
  path.stage.clear();
  path.note = "left 1 process behind, ended";
  path.kill_receipt = KillReceipt{1, 0, 1, 0, 0, "cgroup", {"4711 sleep"}};
  return run(RunStatus::succeeded, {syntax, tests, path});
}

RunReport failed() {
  JobReport job =
      ended("0407", "Validate-Syntax", JobStatus::failed, 1, 2.0625);
  job.error =
      JobError{"Cannot find path '/x' because it does not exist.",
               job.script_path, 12, 3, "At " + job.script_path + ":12 char:3"};
  job.lines_before = 30;
  for (int i = 31; i <= 42; ++i) {
    job.last_lines.push_back(
        {Stream::output, "checked file " + std::to_string(i)});
  }
  job.last_lines.push_back({Stream::warning, "WARNING: one file is empty"});
  job.last_lines.push_back({Stream::error, "Get-Item: no such file"});
  job.rerun_command =
      "aitherzero orchestrate --sequence 0407_Validate-Syntax.ps1 --variable "
      "Path='my files'";
  JobReport exit_code = ended("0413", "Check-Config", JobStatus::failed, 3, 1);
  return run(RunStatus::failed, {job, exit_code, good("0402", "Run", 0.5)});
}

RunReport timed_out() {
  JobReport job =
      ended("0402", "Run-UnitTests", JobStatus::timed_out, 124, 65.004);
  job.error = JobError{"timed out after 60 s"};
  job.kill_receipt =
      KillReceipt{4, 1, 2, 1, 0, "cgroup", {"4711 sh", "4712 sleep"}};
  job.last_lines = {{Stream::output, "still waiting"}};
  JobReport stuck = ended("0403", "Stuck", JobStatus::timed_out, 124, 70);
  stuck.error = JobError{"the run's timeout was over"};
  stuck.kill_receipt = KillReceipt{0, 0, 0, 0, 1, "subreaper", {"4713 dd"}};
  return run(RunStatus::timed_out, {job, stuck});
}

RunReport tolerated() {
  JobReport optional = ended("0404", "Analyze", JobStatus::failed, 7, 3);
  optional.tolerated = true;
  JobReport late = ended("0405", "Lint", JobStatus::timed_out, 124, 5);
  late.tolerated = true;
  late.error = JobError{"timed out after 5 s"};
  late.kill_receipt = KillReceipt{1, 1, 0, 0, 0, "cgroup", {"4711 pwsh"}};
  JobReport after = good("0407", "Validate-Syntax", 4);
  after.needs = {"0404", "0405"};
  return run(RunStatus::partial, {optional, late, after});
}

RunReport skipped() {
  JobReport cause = ended("0400", "Install", JobStatus::failed, 1, 0.3);
  cause.error = JobError{"no network", cause.script_path, 7, 0, ""};
  JobReport direct = dropped("0402", "Run-UnitTests", JobStatus::skipped,
                             "needs 0400, which failed");
  direct.needs = {"0400"};
  JobReport indirect = dropped("0403", "Report", JobStatus::skipped,
                               "needs 0402, which was skipped");
  indirect.needs = {"0402"};
  JobReport stopped = dropped("0407", "Validate-Syntax", JobStatus::skipped,
                              "stopped after 0400 failed");
  return run(RunStatus::failed, {cause, direct, indirect, stopped});
}

RunReport cancelled() {
  JobReport running =
      ended("0402", "Run-UnitTests", JobStatus::cancelled, 130, 8.75);
  running.kill_receipt = KillReceipt{2, 0, 2, 0, 0, "cgroup", {"4711 sh"}};
  running.last_lines = {{Stream::output, "half way"}};
  return run(RunStatus::cancelled,
             {good("0407", "Validate-Syntax", 1), running,
              dropped("0413", "Check-Config", JobStatus::cancelled,
                      "the run was cancelled")});
}

// An agent that went away, and one that came back.
RunReport lost() {
  JobReport again = waiting("0402", "Run-UnitTests");
  add_attempt(again, JobStatus::lost, 0, 3);
  add_attempt(again, JobStatus::succeeded, 0, 4.5);
  JobReport gone = waiting("0403", "Report");
  for (int i = 0; i < 3; ++i) add_attempt(gone, JobStatus::lost, 0, 1);
  gone.exit_code.reset();
  gone.reason = "its agent was lost";
  return run(RunStatus::failed, {again, gone});
}

// Everything that could break out of XML, Markdown or a line of a terminal.
RunReport odd_characters() {
  JobReport job = ended("0407", "Odd", JobStatus::failed, 1, 1);
  job.name = "a|b\n <i>\"quoted\"</i> & `code` 日本語 🚀 e\u0301";
  job.stage = "Tab\tand \\ backslash";
  job.reason = "line one\nline two | with a pipe";
  job.error = JobError{
      "bell \a, escape \x1b[31mred\x1b[0m, ]]> and & <tag> # * _\nsecond line",
      "/odd path/|x`.ps1", 1, 2, "At |x`.ps1 <1>"};
  job.last_lines = {
      {Stream::output, "\x1b[1;31mred\x1b[0m and \x1b]0;title\a plain"},
      {Stream::output, "```fence``` and ````more````"},
      {Stream::output, "a\tb\rc\bd"},
      {Stream::output, ""},
      {Stream::output, "</system-out><x> ]]> &amp;"},
      {Stream::error, "héllo wörld, 日本語, 🚀, e\u0301"},
      {Stream::output, "long " + std::string(300, 'x') + " end"}};
  job.rerun_command =
      "aitherzero orchestrate --sequence 0407 --variable 'A=``` | '\\''$x'";
  RunReport report = run(RunStatus::failed, {job});
  report.name = "odd | \"name\" <&> *bold*";
  return report;
}

}  // namespace

std::vector<ReportCase> report_cases() {
  return {{"all-good", all_good()},
          {"failed", failed()},
          {"timed-out", timed_out()},
          {"tolerated", tolerated()},
          {"skipped", skipped()},
          {"cancelled", cancelled()},
          {"lost", lost()},
          {"odd-characters", odd_characters()},
          {"no-jobs", run(RunStatus::succeeded, {})}};
}

}  // namespace aitherzero::testing
