#include "controller/schedule/criteria.hpp"

#include <fmt/format.h>

#include <cmath>

namespace aitherzero {
namespace {

class Judge {
 public:
  Judge(const Plan& plan, const StatusOf& status)
      : plan_(plan), criteria_(plan.criteria) {
    for (std::uint32_t i = 0; i < plan.jobs.size(); ++i) {
      if (const auto known = status({i})) count({i}, *known);
    }
  }

  Verdict verdict() {
    if (criteria_.critical) check_critical();
    if (criteria_.require_all) check_all();
    if (criteria_.minimum_count) check_count();
    if (criteria_.minimum_rate) check_rate();
    if (criteria_.allowed_failures || criteria_.lists_allowed) check_allowed();
    return verdict_;
  }

 private:
  void count(JobIndex job, JobStatus status) {
    const PlannedStep& step = plan_.step(job);
    const std::string& id = plan_.jobs[job.value].id;
    ++total_;
    if (status == JobStatus::succeeded) {
      ++succeeded_;
      return;
    }
    if (step.critical && first_critical_.empty()) {
      first_critical_ = fmt::format("{} {}", id, status_word(status));
    }
    if (!is_failure(status)) return;
    ++failed_;
    if (!step.may_fail && first_forbidden_.empty()) {
      first_forbidden_ = fmt::format("{} {}", id, status_word(status));
    }
  }

  void decide(bool met, std::string reason) {
    if (!verdict_.met) return;
    verdict_ = {met, std::move(reason)};
  }

  void check_critical() {
    decide(first_critical_.empty(),
           first_critical_.empty()
               ? "CriticalScripts: all succeeded"
               : fmt::format("CriticalScripts: {}", first_critical_));
  }

  void check_all() {
    decide(succeeded_ == total_,
           fmt::format("RequireAllSuccess: {} of {} succeeded", succeeded_,
                       total_));
  }

  void check_count() {
    decide(succeeded_ >= *criteria_.minimum_count,
           fmt::format("MinimumSuccessCount {}: {} of {} succeeded",
                       *criteria_.minimum_count, succeeded_, total_));
  }

  // Of nothing, all has succeeded.
  void check_rate() {
    const double rate =
        total_ == 0 ? 1 : static_cast<double>(succeeded_) / total_;
    decide(rate >= *criteria_.minimum_rate - 1e-9,
           fmt::format("MinimumSuccessRate {}: {} of {} succeeded",
                       *criteria_.minimum_rate, succeeded_, total_));
  }

  void check_allowed() {
    if (criteria_.allowed_failures) {
      decide(failed_ <= *criteria_.allowed_failures,
             fmt::format("AllowedFailures {}: {} failed",
                         *criteria_.allowed_failures, failed_));
    }
    if (criteria_.lists_allowed) {
      decide(first_forbidden_.empty(),
             first_forbidden_.empty()
                 ? fmt::format("AllowedFailures: {} failed, and may", failed_)
                 : fmt::format("AllowedFailures: {}, and may not",
                               first_forbidden_));
    }
  }

  const Plan& plan_;
  const SuccessCriteria& criteria_;
  int total_ = 0;
  int succeeded_ = 0;
  int failed_ = 0;
  std::string first_critical_;   // that did not succeed
  std::string first_forbidden_;  // that failed and may not
  Verdict verdict_;
};

}  // namespace

Verdict judge(const Plan& plan, const StatusOf& status) {
  return Judge(plan, status).verdict();
}

}  // namespace aitherzero
