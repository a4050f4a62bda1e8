#include "controller/report/run_result.hpp"

namespace aitherzero {

RunSummary summarize(const RunReport& run) {
  RunSummary summary;
  summary.total = static_cast<std::uint32_t>(run.jobs.size());
  for (const JobReport& job : run.jobs) {
    if (job.cached) ++summary.cached;
    switch (job.status) {
      case JobStatus::succeeded:
        ++summary.succeeded;
        break;
      case JobStatus::failed:
        ++summary.failed;
        break;
      case JobStatus::timed_out:
        ++summary.timed_out;
        break;
      case JobStatus::skipped:
        ++summary.skipped;
        break;
      case JobStatus::cancelled:
        ++summary.cancelled;
        break;
      case JobStatus::lost:
        ++summary.lost;
        break;
      case JobStatus::pending:
      case JobStatus::ready:
      case JobStatus::leased:
      case JobStatus::running:
        break;
    }
  }
  return summary;
}

}  // namespace aitherzero
