// Turns what happens in a run into its report. Pure: times come in.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "controller/plan/plan.hpp"
#include "controller/report/run_result.hpp"
#include "controller/schedule/schedule.hpp"

namespace aitherzero {

// Lines kept of each job for the report of its failure.
constexpr std::size_t k_kept_lines = 50;

class RunRecorder {
 public:
  // `started_at` is for people (ISO 8601 UTC), `now` starts the clock.
  RunRecorder(const Plan& plan, std::string run_id, std::string started_at,
              std::uint32_t concurrency, Instant now);

  void on_job_changed(const JobChanged& change, const std::string& agent,
                      Instant now);
  void on_output(JobIndex job, const std::vector<OutputLine>& lines);
  void on_run_ended(const RunEnded& ended, Instant now);

  const RunReport& report() const { return report_; }
  JobReport& job(JobIndex index) { return report_.jobs[index.value]; }

 private:
  void keep_output(JobReport& job, const std::string& objects);

  RunReport report_;
  std::size_t output_bytes_ = 0;  // of all jobs
  Instant started_;
};

}  // namespace aitherzero
