#include "cli/view/progress_view.hpp"

#include <gmock/gmock.h>

#include "cli/view/plain_view.hpp"

namespace aitherzero {
namespace {

JobReport a_job() {
  JobReport job;
  job.id = "0407";
  job.name = "Validate";
  return job;
}

TEST(OutputLine, has_its_job_in_front) {
  EXPECT_EQ(output_line(a_job(), {Stream::output, "text"}, false),
            "[0407] text");
  EXPECT_EQ(output_line(a_job(), {Stream::output, ""}, false), "[0407]");
}

TEST(OutputLine, without_colour_has_no_escape_sequence) {
  EXPECT_EQ(output_line(a_job(), {Stream::error, "\x1b[31mred\x1b[0m"}, false),
            "[0407] red");
}

TEST(OutputLine, with_colour_marks_errors) {
  EXPECT_THAT(output_line(a_job(), {Stream::error, "bad"}, true),
              testing::HasSubstr("\x1b[31mbad"));
}

TEST(Streams, verbose_and_debug_are_shown_when_asked_for) {
  for (const Stream stream : {Stream::verbose, Stream::debug}) {
    EXPECT_FALSE(is_shown(stream, false));
    EXPECT_TRUE(is_shown(stream, true));
  }
  EXPECT_TRUE(is_shown(Stream::warning, false));
  EXPECT_FALSE(is_shown(Stream::progress, true));
}

TEST(EndedLine, says_how_long_it_took_and_why_it_failed) {
  JobReport job = a_job();
  job.status = JobStatus::failed;
  job.exit_code = 3;
  job.duration_seconds = 75;
  job.tolerated = true;
  EXPECT_EQ(ended_line(job, false),
            "[0407] ✗ failed after 1m 15s: exit code 3, tolerated");
}

TEST(EndedLine, says_why_a_job_was_skipped) {
  JobReport job = a_job();
  job.status = JobStatus::skipped;
  job.reason = "needs 0400, which failed";
  EXPECT_EQ(ended_line(job, false),
            "[0407] - skipped: needs 0400, which failed");
}

TEST(PlainView, writes_each_line_once) {
  std::string text;
  PlainView view([&](std::string_view part) { text += part; }, {});
  RunReport report;
  report.name = "check";
  report.concurrency = 2;
  report.jobs.push_back(a_job());
  JobReport& job = report.jobs.front();
  view.on_run_started(report, {});
  view.on_job_started(job, 0, {});
  view.on_output(job, {Stream::output, "hello"});
  view.on_output(job, {Stream::progress, "10%"});
  job.status = JobStatus::succeeded;
  job.duration_seconds = 0.012;
  view.on_job_ended(job, {});
  EXPECT_EQ(text,
            "Running 'check': 1 job, at most 2 at a time\n"
            "[0407] ▸ started Validate\n"
            "[0407] hello\n"
            "[0407] ✓ succeeded in 12ms\n");
}

}  // namespace
}  // namespace aitherzero
