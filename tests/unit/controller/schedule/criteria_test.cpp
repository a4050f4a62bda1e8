#include "controller/schedule/criteria.hpp"

#include <gtest/gtest.h>

#include "support/schedule_driver.hpp"

namespace aitherzero {
namespace {

using testing::plan;
using testing::ScheduleDriver;

//  "sfts" is succeeded, failed, timed out, succeeded
struct Case {
  std::string ends;
  SuccessCriteria criteria;
  bool met;
  std::string reason;
};

JobStatus status_of(char letter) {
  switch (letter) {
    case 's':
      return JobStatus::succeeded;
    case 'f':
      return JobStatus::failed;
    case 't':
      return JobStatus::timed_out;
    default:
      return JobStatus::skipped;
  }
}

Verdict verdict_of(const Case& one) {
  std::vector<testing::TestJob> jobs;
  for (std::size_t i = 0; i < one.ends.size(); ++i) {
    jobs.push_back({fmt::format("j{}", i)});
  }
  Plan judged = plan(jobs);
  judged.criteria = one.criteria;
  judged.steps[0].critical = true;
  judged.steps[1].may_fail = true;
  return judge(judged, [&](JobIndex job) -> std::optional<JobStatus> {
    const char end = one.ends[job.value];
    if (end == '.') return std::nullopt;
    return status_of(end);
  });
}

TEST(Criteria, decide_in_words) {
  const SuccessCriteria all{true, {}, {}, {}, false, false};
  const SuccessCriteria count{false, 2, {}, {}, false, false};
  const SuccessCriteria rate{false, {}, 0.75, {}, false, false};
  const SuccessCriteria most{false, {}, {}, 1, false, false};
  const SuccessCriteria listed{false, {}, {}, {}, true, false};
  const SuccessCriteria critical{false, {}, {}, {}, false, true};
  const Case cases[] = {
      {"ssss", all, true, "RequireAllSuccess: 4 of 4 succeeded"},
      {"sssf", all, false, "RequireAllSuccess: 3 of 4 succeeded"},
      {"ssff", count, true, "MinimumSuccessCount 2: 2 of 4 succeeded"},
      {"sfff", count, false, "MinimumSuccessCount 2: 1 of 4 succeeded"},
      {"sssf", rate, true, "MinimumSuccessRate 0.75: 3 of 4 succeeded"},
      {"ssft", rate, false, "MinimumSuccessRate 0.75: 2 of 4 succeeded"},
      {"ssst", most, true, "AllowedFailures 1: 1 failed"},
      {"ssft", most, false, "AllowedFailures 1: 2 failed"},
      {"sfss", listed, true, "AllowedFailures: 1 failed, and may"},
      {"sfsf", listed, false, "AllowedFailures: j3 failed, and may not"},
      {"sfff", critical, true, "CriticalScripts: all succeeded"},
      {"tsss", critical, false, "CriticalScripts: j0 timed out"},
      {"-sss", critical, false, "CriticalScripts: j0 skipped"},
      {".sss", critical, true, "CriticalScripts: all succeeded"},
      {"sss.", all, true, "RequireAllSuccess: 3 of 3 succeeded"},
  };
  for (const Case& one : cases) {
    const Verdict verdict = verdict_of(one);
    EXPECT_EQ(verdict.met, one.met) << one.ends << " " << one.reason;
    EXPECT_EQ(verdict.reason, one.reason);
  }
}

TEST(Criteria, the_first_that_is_not_met_decides) {
  SuccessCriteria both;
  both.minimum_count = 1;
  both.minimum_rate = 0.9;
  EXPECT_EQ(verdict_of({"sff", both, false, ""}).reason,
            "MinimumSuccessRate 0.9: 1 of 3 succeeded");
}

TEST(Criteria, make_a_run_partial_or_failed) {
  Plan jobs = plan({{"a"}, {"b"}, {"c"}});
  jobs.stop_on_error = false;
  jobs.criteria.minimum_count = 2;
  ScheduleDriver partial(jobs);
  partial.end("a", Outcome::failed);
  partial.end("b");
  partial.end("c");
  EXPECT_EQ(partial.ended, RunStatus::partial);
  ScheduleDriver failed(jobs);
  failed.end("a", Outcome::timed_out);
  failed.end("b", Outcome::timed_out);
  failed.end("c");
  EXPECT_EQ(failed.ended, RunStatus::failed);
  ScheduleDriver succeeded(jobs);
  for (const char* job : {"a", "b", "c"}) succeeded.end(job);
  EXPECT_EQ(succeeded.ended, RunStatus::succeeded);
}

}  // namespace
}  // namespace aitherzero
