#include "cli/view/live_view.hpp"

#include <gmock/gmock.h>

#include "support/screen.hpp"

namespace aitherzero {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class LiveViewTest : public ::testing::Test {
 protected:
  LiveViewTest() {
    for (const char* id : {"0400", "0401", "0402"}) {
      JobReport job;
      job.id = id;
      job.name = std::string("Job-") + id;
      report_.jobs.push_back(job);
    }
    report_.concurrency = 2;
    options_.width = [this] { return width_; };
  }

  void start_view() {
    view_ = std::make_unique<LiveView>(
        [this](std::string_view text) { screen_.write(text); }, options_);
    view_->on_run_started(report_, at(0));
  }

  static Instant at(double seconds) {
    return Instant{} + from_seconds(seconds);
  }

  JobReport& job(std::size_t i) { return report_.jobs[i]; }

  void end(std::size_t i, JobStatus status, double duration, double now) {
    job(i).status = status;
    job(i).duration_seconds = duration;
    view_->on_job_ended(job(i), at(now));
  }

  std::string last_line() const { return screen_.lines().back(); }

  int width_ = 80;
  RunReport report_;
  ViewOptions options_;
  testing::Screen screen_;
  std::unique_ptr<LiveView> view_;
};

TEST_F(LiveViewTest, lists_what_runs_with_its_slot_and_time) {
  start_view();
  view_->on_job_started(job(0), 0, at(1));
  view_->on_job_started(job(1), 1, at(2));
  view_->on_tick(at(4));
  EXPECT_THAT(screen_.lines(),
              ElementsAre("   1    3.0s  0400 Job-0400",
                          "   2    2.0s  0401 Job-0401", HasSubstr("0/3")));
  EXPECT_FALSE(screen_.cursor_is_visible());
}

TEST_F(LiveViewTest, output_scrolls_by_above_the_footer) {
  start_view();
  view_->on_job_started(job(0), 0, at(0));
  view_->on_output(job(0), {Stream::output, "hello"});
  view_->on_output(job(0), {Stream::verbose, "unseen"});
  view_->on_tick(at(1));
  end(0, JobStatus::succeeded, 1, 1);
  EXPECT_THAT(screen_.lines(),
              ElementsAre("[0400] hello", "[0400] ✓ succeeded in 1.0s",
                          HasSubstr("1/3")));
}

TEST_F(LiveViewTest, shows_the_last_progress_record_beside_its_job) {
  start_view();
  view_->on_job_started(job(0), 0, at(0));
  view_->on_output(job(0), {Stream::progress, "Copying 10%"});
  view_->on_output(job(0), {Stream::progress, "Copying 20%"});
  view_->on_tick(at(1));
  EXPECT_THAT(screen_.lines().front(), HasSubstr("Copying 20%"));
}

TEST_F(LiveViewTest, counts_failures_and_estimates_the_rest) {
  start_view();
  end(0, JobStatus::succeeded, 10, 10);
  EXPECT_THAT(last_line(), Not(HasSubstr("left")));
  end(1, JobStatus::failed, 10, 20);
  EXPECT_THAT(last_line(), HasSubstr("1 failed"));
  EXPECT_THAT(last_line(), HasSubstr("about 10s left"));
}

TEST_F(LiveViewTest, footer_lines_never_wrap) {
  width_ = 24;
  job(0).name = std::string(200, 'x');
  start_view();
  view_->on_job_started(job(0), 0, at(0));
  for (const std::string& line : screen_.lines()) {
    // The bar's characters are three bytes each.
    EXPECT_LE(line.size(), 24u * 3);
  }
  EXPECT_THAT(screen_.lines(), ::testing::SizeIs(2));
  EXPECT_THAT(screen_.lines().front(), HasSubstr("…"));
}

TEST_F(LiveViewTest, output_cannot_move_the_cursor) {
  start_view();
  view_->on_output(job(0), {Stream::output, "a\x1b[10Ab\rc\x1b]0;title\x07"});
  view_->on_tick(at(1));
  EXPECT_THAT(screen_.lines().front(), "[0400] abc");
}

TEST_F(LiveViewTest, leaves_only_what_was_said_when_the_run_ends) {
  start_view();
  end(0, JobStatus::succeeded, 1, 1);
  view_->on_run_ended(report_, at(1));
  EXPECT_THAT(screen_.lines(), ElementsAre("[0400] ✓ succeeded in 1.0s"));
  EXPECT_TRUE(screen_.cursor_is_visible());
}

TEST_F(LiveViewTest, gives_the_cursor_back_when_the_run_never_ends) {
  start_view();
  view_->on_job_started(job(0), 0, at(0));
  view_.reset();
  EXPECT_TRUE(screen_.cursor_is_visible());
  EXPECT_THAT(screen_.lines(), ElementsAre());
}

TEST_F(LiveViewTest, shows_notices) {
  start_view();
  view_->on_notice("cancelling", at(1));
  EXPECT_THAT(last_line(), HasSubstr("cancelling"));
}

}  // namespace
}  // namespace aitherzero
