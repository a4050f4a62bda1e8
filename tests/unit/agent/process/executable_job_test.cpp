#include "agent/process/executable_job.hpp"

#include <gmock/gmock.h>

#include <set>

#include "supervisor_fixture.hpp"

namespace aitherzero {
namespace {

class ExecutableJobTest : public SupervisorTest {
 protected:
  // A shell script; ready once it has printed a line.
  void start(const std::string& script) {
    ExecutableCommand command;
    command.program = "/bin/sh";
    command.arguments = {"-c", script};
    command.working_directory = "/";
    command.environment = current_environment();
    JobSpec spec;
    spec.grace = k_long_grace;
    job_ = start_executable_job(loop, *supervisor, command, spec,
                                {[] {},
                                 [this](const std::vector<OutputLine>& lines) {
                                   lines_ += lines.size();
                                   loop.stop();
                                 },
                                 [this](JobResult result) {
                                   result_ = std::move(result);
                                   loop.stop();
                                 }});
    wait_until([this] { return lines_ > 0; });
  }
  const JobResult& wait_for_end() {
    wait_until([this] { return result_.has_value(); });
    return *result_;
  }

  std::unique_ptr<ActiveJob> job_;
  std::size_t lines_ = 0;
  std::optional<JobResult> result_;
};

TEST_F(ExecutableJobTest, counts_each_process_once_however_it_was_ended) {
  start("trap '' TERM; sleep 1000 & echo ready; while :; do sleep 1000; done");
  job_->stop();
  job_->kill();
  job_->kill();
  const auto& receipt = wait_for_end().kill_receipt;
  ASSERT_TRUE(receipt);
  const std::set<std::string> names(receipt->names.begin(),
                                    receipt->names.end());
  EXPECT_EQ(names.size(), receipt->names.size());
  EXPECT_EQ(receipt->ended, names.size());
  EXPECT_EQ(receipt->survivors, 0u);
}

}  // namespace
}  // namespace aitherzero
