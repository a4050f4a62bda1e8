#include "controller/plan/playbook.hpp"

#include <gmock/gmock.h>

#include "shared/value/psd1.hpp"

namespace aitherzero {
namespace {

using ::testing::HasSubstr;

Result<Playbook> read(const std::string& text) {
  TRY(const Value value, parse_psd1(text, "p.psd1", {}));
  return read_playbook(value, "file-name");
}

// The steps as they are written.
Result<std::vector<Step>> steps_of(const std::string& text) {
  TRY(const Playbook playbook, read(text));
  std::vector<Step> steps;
  std::vector<Warning> warnings;
  for (const StepSource& source : playbook.steps) {
    TRY(Step step, read_step(source.value, warnings));
    steps.push_back(std::move(step));
  }
  return steps;
}

std::string error_of(const std::string& text) {
  const auto steps = steps_of(text);
  return steps ? "no error" : to_string(steps.error());
}

TEST(Playbook, reads_what_it_says) {
  const std::string text(
      "@{ Name = 'n'; Description = 'd'; Version = '1.0'; Tags = @('a')\n"
      "Sequence = @('0407', @{ Script = 407; Name = 's'\n"
      "Arguments = @('x', 1); Timeout = 1.5; Env = @{ K = 'v' }\n"
      "Stage = 'Testing' }); Variables = @{ V = 1 } }");
  const auto playbook = read(text);
  ASSERT_TRUE(playbook) << to_string(playbook.error());
  EXPECT_EQ(playbook->name, "n");
  const auto steps = steps_of(text);
  ASSERT_TRUE(steps) << to_string(steps.error());
  ASSERT_EQ(steps->size(), 2u);
  EXPECT_EQ(steps->front().terms, std::vector<std::string>{"0407"});
  const Step& step = steps->back();
  EXPECT_EQ(step.script, "407");
  EXPECT_EQ(step.arguments, (std::vector<std::string>{"x", "1"}));
  EXPECT_EQ(step.timeout_seconds, 1.5);
  EXPECT_EQ(step.stage, "Testing");
  EXPECT_TRUE(playbook->warnings.empty());
}

TEST(Playbook, is_named_by_its_file_when_it_has_no_name) {
  EXPECT_EQ(read("@{ Sequence = '0407' }")->name, "file-name");
}

TEST(Playbook, an_unknown_key_is_a_warning_with_the_nearest_known_one) {
  const auto playbook = read("@{ Sequence = '0407'\n Varables = @{} }");
  ASSERT_TRUE(playbook);
  ASSERT_EQ(playbook->warnings.size(), 1u);
  EXPECT_EQ(playbook->warnings[0].message,
            "unknown key 'Varables' in playbook");
  EXPECT_EQ(playbook->warnings[0].advice, "did you mean 'Variables'?");
  EXPECT_EQ(playbook->warnings[0].place, (Place{"p.psd1", 2, 2}));
}

TEST(Playbook, a_configuration_of_its_own_is_checked_like_the_projects) {
  const auto playbook = read(
      "@{ Sequence = '0407'\n Configuration = @{ Automation = @{ MaxRetries = "
      "2 }; Automaton = @{} } }");
  ASSERT_TRUE(playbook) << to_string(playbook.error());
  EXPECT_NE(playbook->configuration.find("Automation"), nullptr);
  ASSERT_EQ(playbook->warnings.size(), 1u);
  EXPECT_EQ(playbook->warnings[0].message,
            "unknown key 'Automaton' in Configuration");
  EXPECT_EQ(error_of("@{ Sequence = '0407'; Configuration = @{ Automation = "
                     "@{\nMaxRetries = 'x' } } }"),
            "p.psd1:2:14: MaxRetries of Automation must be a whole number, "
            "not string");
}

TEST(Playbook, what_only_takes_longer_without_is_a_warning) {
  const auto playbook =
      read("@{ Sequence = '0407'; Options = @{ UseCache = $true } }");
  ASSERT_TRUE(playbook) << to_string(playbook.error());
  ASSERT_EQ(playbook->warnings.size(), 1u);
  EXPECT_EQ(playbook->warnings[0].message,
            "UseCache of Options has no effect here: nothing is cached yet");
}

TEST(Playbook, a_key_that_asks_for_nothing_is_fine) {
  EXPECT_EQ(error_of("@{ Sequence = '0407'; Notifications = @{}\n"
                     "RequireAdmin = $false; Options = @{ UseCache = $false }"
                     "}"),
            "no error");
}

TEST(Playbook, errors_have_a_place_and_advice) {
  EXPECT_EQ(error_of("@{ Name = 'x' }"),
            "p.psd1:1:1: this playbook has no Sequence\n  add Sequence = "
            "@('0407', …)");
  EXPECT_EQ(error_of("@{ Sequence = @(@{ Timeout = 5 }) }"),
            "p.psd1:1:17: this step names no script\n  add Script = '0407' (a "
            "number, a file name or a path)");
  EXPECT_EQ(error_of("@{ Sequence = @(@{ Script = 'x'\nTimeout = 'long' }) }"),
            "p.psd1:2:11: Timeout of step must be a number of seconds, not "
            "string");
  EXPECT_EQ(error_of("@{ Sequence = @(@{ Script = 'x'\nTimeout = -1 }) }")
                .substr(0, 11),
            "p.psd1:2:11");
  EXPECT_EQ(error_of("'just text'"),
            "p.psd1:1:1: a playbook is a table @{ … }, not string");
}

TEST(Playbook,
     says_where_a_step_runs_what_it_makes_and_which_secrets_it_needs) {
  const auto steps = steps_of(
      "@{ Sequence = @(@{ Script = '0407'; RunsOn = ' os=linux '\n"
      "Outputs = @('out', '**/*.log'); Secrets = 'TOKEN' }) }");
  ASSERT_TRUE(steps) << to_string(steps.error());
  const Step& step = steps->front();
  EXPECT_EQ(step.runs_on, std::vector<std::string>{"os=linux"});
  EXPECT_EQ(step.outputs, (std::vector<std::string>{"out", "**/*.log"}));
  EXPECT_EQ(step.secrets, std::vector<std::string>{"TOKEN"});
}

TEST(Playbook, a_step_that_cannot_be_placed_is_an_error_at_its_key) {
  const auto of = [](const std::string& key) {
    return error_of("@{ Sequence = @(@{ Script = '0407'\n" + key + " }) }");
  };
  EXPECT_THAT(of("RunsOn = @('')"), HasSubstr("p.psd1:2:"));
  EXPECT_THAT(of("Outputs = '../out'"), HasSubstr("p.psd1:2:"));
  EXPECT_THAT(of("Outputs = '/etc'"), HasSubstr("p.psd1:2:"));
  EXPECT_THAT(of("Secrets = 'my value'"), HasSubstr("cannot name a secret"));
  EXPECT_THAT(of("Secrets = 'A'; Env = @{ A = 'x' }"),
              HasSubstr("in Env, too"));
}

}  // namespace
}  // namespace aitherzero
