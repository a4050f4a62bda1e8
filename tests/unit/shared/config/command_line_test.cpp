#include "shared/config/command_line.hpp"

#include <gmock/gmock.h>

namespace aitherzero {
namespace {

using Kind = OptionSpec::Kind;
using testing::ElementsAre;
using testing::HasSubstr;

CommandSpec a_command() {
  CommandSpec spec;
  spec.name = "orchestrate";
  spec.operands = "[PLAYBOOK]";
  spec.max_operands = 1;
  spec.summary = "Runs.";
  spec.options = {
      {"quiet", Kind::flag, "", "Say little.", 'q'},
      {"timeout", Kind::value, "SECONDS", "Time."},
      {"max-concurrency", Kind::value, "N", "Most at a time."},
      {"parallel", Kind::optional, "true|false", "At the same time."},
      {"summary", Kind::optional, "PATH", "A summary."},
      {"variable", Kind::list, "NAME=VALUE", "A variable."},
      {"format", Kind::value, "FORMAT", "Format.", 0, {"text", "json"}},
  };
  return spec;
}

Result<ParsedOptions> parse(const std::vector<std::string>& arguments,
                            const Environment& environment = {}) {
  return parse_options(a_command(), arguments, environment);
}

std::string error_of(const std::vector<std::string>& arguments,
                     const Environment& environment = {}) {
  const auto parsed = parse(arguments, environment);
  return parsed ? "no error" : to_string(parsed.error());
}

TEST(CommandLine, takes_values_behind_an_equal_sign_or_as_the_next_word) {
  const auto parsed = parse({"--timeout=5", "--max-concurrency", "3", "name"});
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->seconds("timeout").value(), 5);
  EXPECT_EQ(parsed->count("max-concurrency").value(), 3);
  EXPECT_THAT(parsed->operands(), ElementsAre("name"));
}

TEST(CommandLine, an_optional_value_never_takes_the_operand) {
  const auto parsed = parse({"--summary", "name"});
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->value("summary"), "");
  EXPECT_THAT(parsed->operands(), ElementsAre("name"));
}

TEST(CommandLine, an_optional_value_may_be_followed_by_an_option) {
  const auto parsed = parse({"--parallel", "--quiet", "name"});
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->boolean("parallel").value(), true);
  EXPECT_TRUE(parsed->flag("quiet"));
}

TEST(CommandLine, true_or_false_may_be_the_next_word) {
  EXPECT_EQ(parse({"--parallel", "false"})->boolean("parallel").value(), false);
  EXPECT_EQ(parse({"--parallel", "$true"})->boolean("parallel").value(), true);
  EXPECT_EQ(parse({"--parallel=0"})->boolean("parallel").value(), false);
  const auto parsed = parse({"--parallel", "name"});
  ASSERT_TRUE(parsed);
  EXPECT_THAT(parsed->operands(), ElementsAre("name"));
  EXPECT_FALSE(parse({"--parallel=maybe"})->boolean("parallel"));
}

TEST(CommandLine, words_after_two_dashes_are_operands) {
  const auto parsed = parse({"--quiet", "--", "--parallel"});
  ASSERT_TRUE(parsed);
  EXPECT_THAT(parsed->operands(), ElementsAre("--parallel"));
}

TEST(CommandLine, lists_keep_their_order) {
  const auto parsed = parse({"--variable", "a=1", "--variable=b=2"});
  ASSERT_TRUE(parsed);
  EXPECT_THAT(parsed->list("variable"), ElementsAre("a=1", "b=2"));
}

TEST(CommandLine, the_command_line_is_stronger_than_the_environment) {
  const Environment environment = {{"AITHERZERO_TIMEOUT", "9"},
                                   {"AITHERZERO_QUIET", "1"}};
  const auto parsed = parse({"--timeout", "5"}, environment);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->seconds("timeout").value(), 5);
  EXPECT_TRUE(parsed->flag("quiet"));
  EXPECT_EQ(parse({}, environment)->seconds("timeout").value(), 9);
  EXPECT_EQ(parse({}, environment)->origin("timeout").source,
            "AITHERZERO_TIMEOUT");
}

TEST(CommandLine, a_flag_can_be_switched_off_in_the_environment) {
  EXPECT_FALSE(parse({}, {{"AITHERZERO_QUIET", "0"}})->flag("quiet"));
  EXPECT_FALSE(parse({}, {{"AITHERZERO_QUIET", "false"}})->flag("quiet"));
}

TEST(CommandLine, an_unknown_option_names_the_nearest_one) {
  EXPECT_THAT(error_of({"--timout", "5"}), HasSubstr("--timeout"));
}

TEST(CommandLine, abbreviations_are_unknown) {
  EXPECT_THAT(error_of({"--time", "5"}), HasSubstr("unknown option"));
}

TEST(CommandLine, refuses_what_is_given_twice_or_too_much) {
  EXPECT_THAT(error_of({"--timeout=1", "--timeout=2"}), HasSubstr("twice"));
  EXPECT_THAT(error_of({"--parallel", "--parallel"}), HasSubstr("twice"));
  EXPECT_THAT(error_of({"one", "two"}), HasSubstr("'two'"));
}

TEST(CommandLine, a_choice_is_checked_wherever_it_came_from) {
  EXPECT_THAT(error_of({"--format", "jsn"}), HasSubstr("json"));
  EXPECT_THAT(error_of({}, {{"AITHERZERO_FORMAT", "yaml"}}),
              HasSubstr("AITHERZERO_FORMAT"));
}

TEST(CommandLine, numbers_are_checked_with_their_option_as_place) {
  for (const char* text : {"x", "-1", "1e99", "nan", "5s", ""}) {
    const auto seconds = parse({"--timeout", text})->seconds("timeout");
    ASSERT_FALSE(seconds) << text;
    EXPECT_EQ(seconds.error().place.source, "--timeout");
  }
  for (const char* text : {"0", "-1", "1.5", "many", "99999999999"}) {
    EXPECT_FALSE(parse({"--max-concurrency", text})->count("max-concurrency"))
        << text;
  }
  EXPECT_EQ(parse({"--timeout", "0.5"})->seconds("timeout").value(), 0.5);
}

TEST(CommandLine, help_shows_every_option) {
  const std::string help = render_help(a_command());
  for (const OptionSpec& option : a_command().options) {
    EXPECT_THAT(help, HasSubstr("--" + option.name));
  }
  EXPECT_THAT(help, HasSubstr("-q, --quiet"));
}

TEST(CommandLine, names_the_operand_that_is_missing) {
  CommandSpec spec = a_command();
  spec.operands = "RUN DIR";
  spec.min_operands = spec.max_operands = 2;
  const auto missing = [&](const std::vector<std::string>& arguments) {
    return parse_options(spec, arguments, {}).error().message;
  };
  EXPECT_EQ(missing({}), "RUN is missing");
  EXPECT_EQ(missing({"a-run"}), "DIR is missing");
}

}  // namespace
}  // namespace aitherzero
