#include "agent/app/file_check.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "shared/platform/event_loop.hpp"
#include "support/temporary_folder.hpp"

namespace aitherzero {
namespace {

using ::testing::HasSubstr;

class FileCheckTest : public ::testing::Test {
 protected:
  FileCheckTest() {
    spec_.kind = JobKind::check;
    spec_.working_directory = folder_.path();
    const auto out = std::filesystem::path(folder_.path()) / "out";
    std::filesystem::create_directory(out);
    std::ofstream(out / "app.zip");
  }
  JobCallbacks callbacks() {
    JobCallbacks callbacks;
    callbacks.on_started = [this] { EXPECT_FALSE(result_) << "too late"; };
    callbacks.on_ended = [this](JobResult result) {
      result_ = std::move(result);
      loop_.stop();
    };
    return callbacks;
  }
  JobResult check() {
    result_.reset();
    const auto job = start_file_check(loop_, spec_, callbacks());
    loop_.run();
    return *result_;
  }

  TemporaryFolder folder_;
  EventLoop loop_;
  JobSpec spec_;
  std::optional<JobResult> result_;
};

TEST_F(FileCheckTest, what_is_required_must_be_there) {
  spec_.required_files = {"out/*.zip"};
  EXPECT_EQ(check().outcome, Outcome::succeeded);
  spec_.required_files = {"out/*.zip", "out/*.log"};
  const JobResult missing = check();
  EXPECT_EQ(missing.outcome, Outcome::failed);
  EXPECT_EQ(missing.error->message, "nothing is there that matches out/*.log");
}

TEST_F(FileCheckTest, what_is_optional_is_noted) {
  spec_.optional_files = {"out/*.log"};
  const JobResult noted = check();
  EXPECT_EQ(noted.outcome, Outcome::succeeded);
  EXPECT_EQ(noted.note, "nothing matches out/*.log");
}

// The folder has no end to come to before it is asked to stop.
TEST_F(FileCheckTest, a_search_that_is_stopped_is_cancelled) {
  spec_.required_files = {"**/none"};
  spec_.working_directory = "/";
  const auto job = start_file_check(loop_, spec_, callbacks());
  job->stop();
  loop_.run();
  EXPECT_EQ(result_->outcome, Outcome::cancelled);
}

TEST_F(FileCheckTest, one_that_is_given_up_tells_nobody) {
  spec_.required_files = {"**/none"};
  start_file_check(loop_, spec_, callbacks()).reset();
  loop_.post([this] { loop_.stop(); });
  loop_.run();
  EXPECT_FALSE(result_);
}

}  // namespace
}  // namespace aitherzero
