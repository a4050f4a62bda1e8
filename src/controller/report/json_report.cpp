#include "controller/report/json_report.hpp"

#include <cmath>

#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

// Milliseconds are as fine as a report is honest.
Value seconds(double value) { return Value(std::round(value * 1000) / 1000); }

Value optional_text(const std::string& text) {
  return text.empty() ? Value() : Value(text);
}

Value number(std::uint64_t value) {
  return Value(static_cast<std::int64_t>(value));
}

Value to_value(const std::optional<JobError>& error) {
  if (!error) return {};
  return Table{{"message", error->message},
               {"script", optional_text(error->script)},
               {"line", error->line == 0 ? Value() : number(error->line)},
               {"column", error->column == 0 ? Value() : number(error->column)},
               {"position", optional_text(error->position)}};
}

Value to_value(const std::optional<KillReceipt>& receipt) {
  if (!receipt) return {};
  return Table{{"ended", number(receipt->ended)},
               {"byStop", number(receipt->by_stop)},
               {"byTerm", number(receipt->by_term)},
               {"byKill", number(receipt->by_kill)},
               {"survivors", number(receipt->survivors)},
               {"means", receipt->means},
               {"names", Array(receipt->names.begin(), receipt->names.end())}};
}

Value optional_number(const std::optional<int>& value) {
  return value ? Value(*value) : Value();
}

Value to_value(const AttemptReport& attempt) {
  return Table{{"number", number(attempt.number)},
               {"agent", attempt.agent},
               {"status", std::string(to_string(attempt.status))},
               {"exitCode", optional_number(attempt.exit_code)},
               {"startedSeconds", seconds(attempt.started_seconds)},
               {"durationSeconds", seconds(attempt.duration_seconds)}};
}

Value output_of(const JobReport& job) {
  if (job.output.empty()) return {};
  auto output = parse_json(job.output, job.id);
  return output ? std::move(*output) : Value();
}

Value to_value(const JobReport& job) {
  Array attempts;
  for (const AttemptReport& attempt : job.attempts) {
    attempts.push_back(to_value(attempt));
  }
  const auto optional_seconds = [](const std::optional<double>& value) {
    return value ? seconds(*value) : Value();
  };
  return Table{
      {"id", job.id},
      {"number", job.number ? Value(*job.number) : Value()},
      {"script", job.script},
      {"name", job.name},
      {"stage", optional_text(job.stage)},
      {"status", std::string(to_string(job.status))},
      {"exitCode", optional_number(job.exit_code)},
      {"startedSeconds", optional_seconds(job.started_seconds)},
      {"durationSeconds", optional_seconds(job.duration_seconds)},
      {"attempts", std::move(attempts)},
      {"agent",
       job.attempts.empty() ? Value() : Value(job.attempts.back().agent)},
      {"needs", Array(job.needs.begin(), job.needs.end())},
      {"matrix", job.matrix},
      {"tolerated", job.tolerated},
      {"cached", job.cached},
      {"cacheMiss", Value()},
      {"reason", optional_text(job.reason)},
      {"note", optional_text(job.note)},
      {"output", output_of(job)},
      {"killReceipt", to_value(job.kill_receipt)},
      {"error", to_value(job.error)}};
}

}  // namespace

std::string render_json(const RunReport& report) {
  const RunSummary summary = summarize(report);
  Array jobs;
  for (const JobReport& job : report.jobs) jobs.push_back(to_value(job));
  const Table run{
      {"id", report.id},
      {"name", report.name},
      {"startedAt", report.started_at},
      {"status", std::string(to_string(report.status))},
      {"exitCode", report.exit_code},
      {"reason", optional_text(report.reason)},
      {"durationSeconds", seconds(report.duration_seconds)},
      {"concurrency",
       report.concurrency == 0 ? Value() : number(report.concurrency)},
      {"summary", Table{{"total", number(summary.total)},
                        {"succeeded", number(summary.succeeded)},
                        {"failed", number(summary.failed)},
                        {"timedOut", number(summary.timed_out)},
                        {"skipped", number(summary.skipped)},
                        {"cancelled", number(summary.cancelled)},
                        {"lost", number(summary.lost)},
                        {"cached", number(summary.cached)}}}};
  return to_json(Table{{"run", run}, {"jobs", std::move(jobs)}},
                 JsonStyle::indented);
}

}  // namespace aitherzero
