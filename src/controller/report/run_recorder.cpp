#include "controller/report/run_recorder.hpp"

namespace aitherzero {
namespace {

// What scripts wrote that one report holds; of a run with more, later jobs'
// is left out.
constexpr std::size_t k_max_report_output = 16u << 20;

JobReport new_job(const Plan& plan, const Job& job) {
  const PlannedStep& step = plan.step(job);
  JobReport report;
  report.id = job.id;
  if (!step.number.empty()) report.number = step.number;
  report.script = step.script;
  report.script_path = step.script_path;
  report.name = job_name(plan, job);
  report.stage = step.stage;
  report.tolerated = step.tolerated;
  report.matrix = matrix_value(plan.cell(job));
  for (const Need& need : job.needs) {
    report.needs.push_back(plan.jobs[need.job.value].id);
  }
  return report;
}

std::uint32_t lost_attempts(const JobReport& job) {
  std::uint32_t lost = 0;
  for (const AttemptReport& attempt : job.attempts) {
    if (attempt.status == JobStatus::lost) ++lost;
  }
  return lost;
}

AttemptReport& add_attempt(JobReport& job, const std::string& agent,
                           JobStatus status, double started_seconds) {
  AttemptReport attempt;
  attempt.number = static_cast<std::uint32_t>(job.attempts.size() + 1);
  attempt.agent = agent;
  attempt.status = status;
  attempt.started_seconds = started_seconds;
  job.attempts.push_back(std::move(attempt));
  return job.attempts.back();
}

// An attempt that has no result is gone with its agent; it may have run also
// where nobody heard of its start.
void end_lost_attempt(JobReport& job, const JobChanged& change,
                      const std::string& agent, double now_seconds) {
  if (!job.attempts.empty() &&
      job.attempts.back().status == JobStatus::running) {
    AttemptReport& attempt = job.attempts.back();
    attempt.status = JobStatus::lost;
    attempt.duration_seconds = now_seconds - attempt.started_seconds;
    job.duration_seconds = attempt.duration_seconds;
  } else if (change.losses > lost_attempts(job)) {
    add_attempt(job, agent, JobStatus::lost, now_seconds);
  }
}

}  // namespace

RunRecorder::RunRecorder(const Plan& plan, std::string run_id,
                         std::string started_at, std::uint32_t concurrency,
                         Instant now)
    : started_(now) {
  report_.id = std::move(run_id);
  report_.name = plan.name;
  report_.started_at = std::move(started_at);
  report_.concurrency = concurrency;
  report_.jobs.reserve(plan.jobs.size());
  for (const Job& job : plan.jobs) {
    report_.jobs.push_back(new_job(plan, job));
  }
}

void RunRecorder::on_job_changed(const JobChanged& change,
                                 const std::string& agent, Instant now) {
  JobReport& job = report_.jobs[change.job.value];
  job.status = change.status;
  job.reason = change.reason;
  if (change.status == JobStatus::running) {
    add_attempt(job, agent, JobStatus::running, to_seconds(now - started_));
    job.started_seconds = job.attempts.back().started_seconds;
    job.last_lines.clear();
    job.lines_before = 0;
    return;
  }
  if (!change.result) {
    return end_lost_attempt(job, change, agent, to_seconds(now - started_));
  }
  const JobResult& result = *change.result;
  // A job can fail before it starts to run; that is an attempt as well.
  const JobStatus status = status_of(result.outcome);
  if (job.attempts.empty() ||
      job.attempts.back().status != JobStatus::running) {
    add_attempt(job, agent, status, to_seconds(now - started_));
  }
  AttemptReport& attempt = job.attempts.back();
  attempt.status = status;
  attempt.exit_code = result.exit_code;
  attempt.duration_seconds = to_seconds(result.duration);
  job.started_seconds = attempt.started_seconds;
  job.duration_seconds = attempt.duration_seconds;
  job.exit_code = result.exit_code;
  job.error = result.error;
  job.kill_receipt = result.kill_receipt;
  // A job that decided itself not to run says why once.
  job.note = result.note == job.reason ? "" : result.note;
  keep_output(job, result.objects);
}

void RunRecorder::keep_output(JobReport& job, const std::string& objects) {
  output_bytes_ += objects.size();
  output_bytes_ -= job.output.size();
  job.output = objects;
  if (output_bytes_ <= k_max_report_output) return;
  output_bytes_ -= objects.size();
  job.output.clear();
}

void RunRecorder::on_output(JobIndex index,
                            const std::vector<OutputLine>& lines) {
  JobReport& job = report_.jobs[index.value];
  for (const OutputLine& line : lines) {
    if (line.stream == Stream::progress) continue;
    job.last_lines.push_back(line);
  }
  if (job.last_lines.size() <= k_kept_lines) return;
  const std::size_t extra = job.last_lines.size() - k_kept_lines;
  job.last_lines.erase(
      job.last_lines.begin(),
      job.last_lines.begin() + static_cast<std::ptrdiff_t>(extra));
  job.lines_before += extra;
}

void RunRecorder::on_run_ended(const RunEnded& ended, Instant now) {
  report_.status = ended.status;
  report_.reason = ended.reason;
  report_.exit_code = exit_code_of(ended.status);
  report_.duration_seconds = to_seconds(now - started_);
}

}  // namespace aitherzero
