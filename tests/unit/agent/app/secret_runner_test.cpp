#include "agent/app/secret_runner.hpp"

#include <gmock/gmock.h>

namespace aitherzero {
namespace {

// Keeps what it is told, and what to tell.
class StillRunner final : public Runner {
 public:
  void set_callbacks(Callbacks given) override { callbacks = std::move(given); }
  void start(AttemptId, std::uint32_t, const JobSpec& given) override {
    spec = given;
  }
  void stop(AttemptId) override {}
  void kill(AttemptId) override {}
  void pause_output(AttemptId) override {}
  void resume_output(AttemptId) override {}

  Callbacks callbacks;
  JobSpec spec;
};

class SecretRunnerTest : public ::testing::Test {
 protected:
  SecretRunnerTest() {
    runner_.set_callbacks(
        {[](AttemptId) {},
         [this](AttemptId, std::vector<OutputLine> lines) {
           for (auto& line : lines) {
             seen_.push_back(line.text);
           }
         },
         [](AttemptId) {},
         [this](AttemptId, JobResult result) { result_ = std::move(result); }});
  }

  StillRunner inner_;
  SecretRunner runner_{inner_};
  std::vector<std::string> seen_;
  JobResult result_;
};

TEST_F(SecretRunnerTest, the_job_gets_them_and_nobody_else_does) {
  JobSpec spec;
  spec.secrets = {{"TOKEN", "s3cret-value"}};
  spec.environment = {{"OTHER", "x"}};
  runner_.start({1}, 0, spec);
  EXPECT_EQ(inner_.spec.environment.at("TOKEN"), "s3cret-value");
  EXPECT_EQ(inner_.spec.environment.at("OTHER"), "x");
  inner_.callbacks.on_output({1}, {{Stream::output, "it is s3cret-value!"}});
  JobResult result;
  result.error = JobError{"bad s3cret-value"};
  inner_.callbacks.on_ended({1}, result);
  EXPECT_THAT(seen_, ::testing::ElementsAre("it is ***!"));
  EXPECT_EQ(result_.error->message, "bad ***");
}

TEST_F(SecretRunnerTest, a_declared_parameter_is_given_but_on_no_command_line) {
  JobSpec spec;
  spec.secrets = {{"TOKEN", "s3cret-value"}, {"KEY", "another"}};
  spec.secret_parameters = {"TOKEN"};
  runner_.start({1}, 0, spec);
  EXPECT_EQ(inner_.spec.parameters, (Table{{"TOKEN", "s3cret-value"}}));
  spec.isolation = Isolation::cold;
  runner_.start({2}, 0, spec);
  EXPECT_TRUE(inner_.spec.parameters.empty());
}

// A line that may be the beginning of a secret is held back, and not lost.
TEST_F(SecretRunnerTest, what_is_held_back_comes_before_the_end) {
  JobSpec spec;
  spec.secrets = {{"KEY", "first line\nsecond line"}};
  runner_.start({1}, 0, spec);
  inner_.callbacks.on_output({1}, {{Stream::output, "first line"}});
  inner_.callbacks.on_ended({1}, {});
  ASSERT_EQ(seen_.size(), 1u);
}

TEST_F(SecretRunnerTest, jobs_without_secrets_are_left_alone) {
  runner_.start({1}, 0, JobSpec{});
  inner_.callbacks.on_output({1}, {{Stream::output, "plain"}});
  inner_.callbacks.on_ended({1}, {});
  EXPECT_THAT(seen_, ::testing::ElementsAre("plain"));
}

}  // namespace
}  // namespace aitherzero
