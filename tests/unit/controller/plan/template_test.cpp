#include "controller/plan/template.hpp"

#include <gmock/gmock.h>

#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

using ::testing::HasSubstr;

class TemplateTest : public ::testing::Test {
 protected:
  TemplateTest() {
    scope.set(Table{{"profile", "quick"},
                    {"Count", 3},
                    {"flag", true},
                    {"list", Array{1, "two"}},
                    {"build", Table{{"os", "linux"}, {"n", 7}}},
                    {"greeting", "hello {{profile}}"},
                    {"a", "{{b}}"},
                    {"b", "x{{a}}"}});
  }

  // The value as compact JSON, or the error.
  std::string of(const Value& value) {
    const auto result = expand(value, scope);
    return result ? to_json(*result, JsonStyle::compact)
                  : to_string(result.error());
  }

  Scope scope;
};

TEST_F(TemplateTest, a_whole_template_keeps_its_type) {
  EXPECT_EQ(of("{{count}}"), "3");
  EXPECT_EQ(of("{{ Flag }}"), "true");
  EXPECT_EQ(of("{{list}}"), "[1,\"two\"]");
  EXPECT_EQ(of("{{build.n}}"), "7");
}

TEST_F(TemplateTest, within_a_text_it_becomes_text) {
  EXPECT_EQ(of("n={{count}}, {{profile}}"), "\"n=3, quick\"");
  EXPECT_EQ(of("{{list}}!"), "\"[1,\\\"two\\\"]!\"");
  EXPECT_EQ(of("{{build.os}}-{{build.n}}"), "\"linux-7\"");
}

TEST_F(TemplateTest, anywhere_in_a_value_but_in_script_blocks) {
  EXPECT_EQ(of(Table{{"k", Array{"{{count}}", Table{{"x", "{{profile}}"}}}}}),
            "{\"k\":[3,{\"x\":\"quick\"}]}");
  const Value block(ScriptBlock{"{{count}}"});
  EXPECT_EQ(*expand(block, scope), block);
}

TEST_F(TemplateTest, a_default_serves_where_there_is_no_variable) {
  EXPECT_EQ(of("{{none:=5}}"), "5");
  EXPECT_EQ(of("{{none:=plain text}}"), "\"plain text\"");
  EXPECT_EQ(of("{{none:=\"5\"}}"), "\"5\"");
  EXPECT_EQ(of("{{none:=}}"), "\"\"");
  EXPECT_EQ(of("{{none:={{profile}}}}"), "\"quick\"");
  EXPECT_EQ(of("{{none:=[1,2]}}"), "[1,2]");
  EXPECT_EQ(of("{{profile:=5}}"), "\"quick\"");
}

TEST_F(TemplateTest, values_of_variables_may_hold_templates) {
  EXPECT_EQ(of("{{greeting}}!"), "\"hello quick!\"");
  EXPECT_THAT(of("{{a}}"),
              HasSubstr("these variables refer to each other: a → b → a"));
}

TEST_F(TemplateTest, four_braces_are_two) {
  EXPECT_EQ(of("{{{{profile}}"), "\"{{profile}}\"");
  EXPECT_EQ(of("}} is fine"), "\"}} is fine\"");
}

TEST_F(TemplateTest, a_default_may_be_a_table_of_json) {
  EXPECT_EQ(of(R"({{no:={"a":{"b":[1]}}}})"), R"({"a":{"b":[1]}})");
  EXPECT_EQ(of(R"(x{{no:={"a":1}}}y)"), R"("x{\"a\":1}y")");
  EXPECT_EQ(of("{{no:=a{b}}"), "\"a{b\"");
  EXPECT_EQ(of("{{no:={{profile}}}}"), "\"quick\"");
}

TEST_F(TemplateTest, bad_ones_say_where_and_what) {
  const Value unknown = Value("{{profle}}").at({"p.psd1", 3, 9});
  EXPECT_EQ(to_string(expand(unknown, scope).error()),
            "p.psd1:3:9: there is no variable 'profle'\n"
            "  did you mean 'profile'?");
  EXPECT_THAT(of("{{count"), HasSubstr("'{{count' has no closing }}"));
  EXPECT_THAT(of("{{ $x }}"), HasSubstr("names no variable"));
  EXPECT_THAT(of("{{}}"), HasSubstr("names no variable"));
  EXPECT_THAT(of("{{build.none}}"), HasSubstr("no variable 'build.none'"));
}

TEST_F(TemplateTest, ever_growing_values_are_stopped) {
  for (int i = 0; i < 30; ++i) {
    const std::string next = fmt::format("{{{{v{}}}}}", i + 1);
    scope.set({fmt::format("v{}", i), Array{next, next}});
  }
  scope.set({"v30", 1});
  EXPECT_THAT(of("{{v0}}"), HasSubstr("far too large"));
}

TEST_F(TemplateTest, what_is_nested_too_deep_is_stopped) {
  std::string text = "1";
  for (int i = 0; i < 20'000; ++i) text = "{{no:=" + text + "}}";
  EXPECT_THAT(of(Value(text)), HasSubstr("stand in each other more than 64"));
  EXPECT_FALSE(mentions(Value(text), {"other"}));
  Value deep("{{list}}");
  for (int i = 0; i < 48; ++i) deep = Value(Array{std::move(deep)});
  EXPECT_THAT(of(deep), HasSubstr("this is nested deeper than 48 levels"));
}

TEST_F(TemplateTest, a_scope_within_another_is_stronger) {
  Scope inner(&scope);
  inner.set({"PROFILE", "full"});
  EXPECT_EQ(expand("{{profile}}{{count}}", inner).value(), Value("full3"));
  EXPECT_TRUE(scope.is_used("Profile"));
  EXPECT_FALSE(scope.is_used("list"));
}

TEST_F(TemplateTest, names_that_are_mentioned_are_found) {
  const std::vector<std::string> names{"os"};
  EXPECT_TRUE(mentions(Array{"x {{OS}}"}, names));
  EXPECT_TRUE(mentions("{{none:={{os.name}}}}", names));
  EXPECT_FALSE(mentions("{{{{os}} os {{cos}}", names));
}

}  // namespace
}  // namespace aitherzero
