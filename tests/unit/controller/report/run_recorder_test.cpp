#include "controller/report/run_recorder.hpp"

#include <gmock/gmock.h>

#include "controller/report/critical_path.hpp"
#include "support/plan_builder.hpp"

namespace aitherzero {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Instant at(double seconds) { return Instant{} + from_seconds(seconds); }

class RunRecorderTest : public ::testing::Test {
 protected:
  void change(std::uint32_t job, JobStatus status, double now) {
    recorder_.on_job_changed({RunId{1}, JobIndex{job}, status}, "agent",
                             at(now));
  }

  void end(std::uint32_t job, JobStatus status, double duration, double now) {
    JobChanged ended{RunId{1}, JobIndex{job}, status};
    ended.result = JobResult{};
    ended.result->duration = from_seconds(duration);
    ended.result->exit_code = status == JobStatus::succeeded ? 0 : 7;
    ended.result->outcome =
        status == JobStatus::succeeded ? Outcome::succeeded : Outcome::failed;
    recorder_.on_job_changed(ended, "agent", at(now));
  }

  void end_with(std::uint32_t job, const std::string& objects) {
    JobChanged ended{RunId{1}, JobIndex{job}, JobStatus::succeeded};
    ended.result = JobResult{};
    ended.result->objects = objects;
    recorder_.on_job_changed(ended, "agent", at(100));
  }

  const JobReport& job(std::size_t i) const {
    return recorder_.report().jobs[i];
  }

  Plan plan_ = testing::plan({{"a"}, {"b", {"a"}}, {"c"}});
  RunRecorder recorder_{plan_, "id", "2026-01-01T00:00:00Z", 2, at(100)};
};

TEST_F(RunRecorderTest, a_try_that_failed_is_an_attempt_and_the_job_goes_on) {
  change(0, JobStatus::running, 101);
  JobChanged again{RunId{1}, JobIndex{0}, JobStatus::ready};
  again.result = JobResult{};
  again.result->outcome = Outcome::timed_out;
  again.reason = "timed out; try 2 of 2 follows";
  recorder_.on_job_changed(again, "agent", at(102));
  EXPECT_EQ(job(0).status, JobStatus::ready);
  EXPECT_EQ(job(0).attempts.back().status, JobStatus::timed_out);
  change(0, JobStatus::running, 103);
  end(0, JobStatus::succeeded, 1, 104);
  EXPECT_EQ(job(0).attempts.size(), 2u);
  EXPECT_EQ(job(0).attempts.back().status, JobStatus::succeeded);
}

TEST_F(RunRecorderTest, times_count_from_the_start_of_the_run) {
  change(0, JobStatus::running, 101);
  end(0, JobStatus::succeeded, 2, 103);
  recorder_.on_run_ended({RunId{1}, RunStatus::succeeded}, at(104));
  EXPECT_DOUBLE_EQ(job(0).started_seconds.value(), 1);
  EXPECT_DOUBLE_EQ(job(0).duration_seconds.value(), 2);
  EXPECT_DOUBLE_EQ(recorder_.report().duration_seconds, 4);
  EXPECT_EQ(recorder_.report().exit_code, 0);
}

TEST_F(RunRecorderTest,
       an_attempt_that_was_lost_before_its_start_was_heard_of) {
  change(0, JobStatus::leased, 101);
  JobChanged again{RunId{1}, JobIndex{0}, JobStatus::ready};
  again.losses = 1;
  recorder_.on_job_changed(again, "gone", at(102));
  ASSERT_THAT(job(0).attempts, SizeIs(1));
  EXPECT_EQ(job(0).attempts[0].status, JobStatus::lost);
  EXPECT_EQ(job(0).attempts[0].agent, "gone");
  // One that never reached its agent did not run.
  change(0, JobStatus::leased, 103);
  recorder_.on_job_changed(again, "other", at(104));
  EXPECT_THAT(job(0).attempts, SizeIs(1));
}

TEST_F(RunRecorderTest, an_attempt_whose_agent_went_away_is_lost) {
  change(0, JobStatus::running, 101);
  change(0, JobStatus::ready, 103);
  change(0, JobStatus::leased, 104);
  end(0, JobStatus::failed, 0, 105);  // before it could start
  ASSERT_THAT(job(0).attempts, SizeIs(2));
  EXPECT_EQ(job(0).attempts[0].status, JobStatus::lost);
  EXPECT_DOUBLE_EQ(job(0).attempts[0].duration_seconds, 2);
  EXPECT_EQ(job(0).attempts[1].status, JobStatus::failed);
}

TEST_F(RunRecorderTest, a_second_attempt_forgets_the_output_of_the_first) {
  change(0, JobStatus::running, 101);
  recorder_.on_output(JobIndex{0}, {{Stream::output, "first"}});
  change(0, JobStatus::ready, 102);
  change(0, JobStatus::running, 103);
  recorder_.on_output(JobIndex{0}, {{Stream::output, "second"}});
  end(0, JobStatus::failed, 1, 104);
  EXPECT_THAT(job(0).attempts, SizeIs(2));
  ASSERT_THAT(job(0).last_lines, SizeIs(1));
  EXPECT_EQ(job(0).last_lines[0].text, "second");
  EXPECT_EQ(job(0).exit_code, 7);
}

TEST_F(RunRecorderTest, a_job_that_fails_before_it_starts_has_an_attempt) {
  end(2, JobStatus::failed, 0, 101);
  EXPECT_THAT(job(2).attempts, SizeIs(1));
  EXPECT_EQ(job(2).attempts[0].agent, "agent");
}

TEST_F(RunRecorderTest, keeps_the_last_lines_and_counts_the_others) {
  change(0, JobStatus::running, 101);
  for (int i = 0; i < 60; ++i) {
    recorder_.on_output(JobIndex{0}, {{Stream::output, std::to_string(i)}});
  }
  EXPECT_THAT(job(0).last_lines, SizeIs(k_kept_lines));
  EXPECT_EQ(job(0).lines_before, 60 - k_kept_lines);
  EXPECT_EQ(job(0).last_lines.back().text, "59");
}

TEST_F(RunRecorderTest, a_skipped_job_has_no_attempt_and_no_exit_code) {
  change(1, JobStatus::skipped, 101);
  EXPECT_THAT(job(1).attempts, IsEmpty());
  EXPECT_FALSE(job(1).exit_code);
  EXPECT_EQ(summarize(recorder_.report()).skipped, 1u);
}

TEST_F(RunRecorderTest, critical_path_is_the_longest_chain_of_needs) {
  for (std::uint32_t i = 0; i < 3; ++i) change(i, JobStatus::running, 100);
  end(0, JobStatus::succeeded, 3, 103);
  end(1, JobStatus::succeeded, 2, 105);
  end(2, JobStatus::succeeded, 4, 104);
  EXPECT_THAT(critical_path(recorder_.report()), ElementsAre(0, 1));
}

TEST_F(RunRecorderTest, critical_path_of_nothing_is_empty) {
  EXPECT_THAT(critical_path(recorder_.report()), IsEmpty());
}

TEST_F(RunRecorderTest, what_scripts_wrote_is_kept_up_to_a_bound) {
  const std::string half(9u << 20, '1');
  end_with(0, half);
  end_with(1, half);
  end_with(2, "3");
  EXPECT_EQ(job(0).output, half);
  EXPECT_EQ(job(1).output, "") << "the two would be 18 MiB";
  EXPECT_EQ(job(2).output, "3");
}

}  // namespace
}  // namespace aitherzero
