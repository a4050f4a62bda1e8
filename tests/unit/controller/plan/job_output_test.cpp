// Values that hold what other jobs write.
#include "controller/plan/job_output.hpp"

#include <gmock/gmock.h>

#include "controller/plan/template.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> jobs_in(const Value& value) {
  std::vector<std::string> names;
  for (const JobReference& found : job_references(value)) {
    names.push_back(found.job);
  }
  return names;
}

class JobOutputTest : public ::testing::Test {
 protected:
  JobOutputTest() {
    scope.set(Table{{"who", "me"},
                    {"braces", "{{{{x}}"},
                    {"port", "{{jobs.Make.output.port}}"},
                    {"ports", Array{"{{jobs.make.output.port}}"}}});
    wrote("make", R"({"Count": 3, "Port": 8080, "Names": ["a", "b"],
            "Rows": [{"Id": 1}, {"Id": 2}, {"Other": 3}]})");
    wrote("none", "null");
    outputs["lost"] =
        std::make_shared<const JobOutput>(JobOutput{{}, "it was skipped"});
  }

  void wrote(const std::string& name, const std::string& objects) {
    outputs[name] =
        std::make_shared<const JobOutput>(read_objects(objects, name));
  }

  // Planned, then filled in; as compact JSON, or the error.
  std::string of(const Value& value) {
    const auto planned = expand(value, scope);
    if (!planned) return to_string(planned.error());
    const auto filled = fill_in(*planned, outputs);
    return filled ? to_json(*filled, JsonStyle::compact)
                  : to_string(filled.error());
  }

  Scope scope;
  JobOutputs outputs;
};

TEST_F(JobOutputTest, waits_for_the_job_until_it_is_filled_in) {
  const auto planned = expand(Value("{{jobs.make.output.Count}}"), scope);
  ASSERT_TRUE(planned);
  ASSERT_NE(planned->as<Deferred>(), nullptr);
  EXPECT_THAT(jobs_in(*planned), ElementsAre("make"));
  EXPECT_EQ(of("{{jobs.make.output.Count}}"), "3") << "it keeps its type";
  EXPECT_EQ(of("{{ JOBS.Make.Output.count }}"), "3");
}

TEST_F(JobOutputTest, within_a_text_the_other_templates_are_replaced_before) {
  const auto planned =
      expand(Value("{{who}}: {{jobs.make.output.port}} {{{{y}}"), scope);
  ASSERT_TRUE(planned);
  EXPECT_EQ(*planned, Value(Deferred{"me: {{jobs.make.output.port}} {{{{y}}"}));
  EXPECT_EQ(of("{{who}}: {{jobs.make.output.port}} {{{{y}}"),
            "\"me: 8080 {{y}}\"");
  EXPECT_EQ(of("{{braces}}{{jobs.make.output.port}}"), "\"{{x}}8080\"");
}

TEST_F(JobOutputTest, a_variable_may_hold_it) {
  EXPECT_EQ(of("{{port}}"), "8080");
  EXPECT_EQ(of("port {{port}}"), "\"port 8080\"");
  EXPECT_EQ(of(Table{{"a", Array{"{{ports}}"}}}), R"({"a":[[8080]]})");
  EXPECT_THAT(of("ports {{ports}}"), HasSubstr("cannot be part of a text"));
}

TEST_F(JobOutputTest, a_path_leads_into_it) {
  EXPECT_EQ(of("{{jobs.make.output.Names}}"), R"(["a","b"])");
  EXPECT_EQ(of("{{jobs.make.output.Names.1}}"), "\"b\"");
  EXPECT_EQ(of("{{jobs.make.output.Names.Count}}"), "2");
  EXPECT_EQ(of("{{jobs.make.output.Names.Length}}"), "2");
  EXPECT_EQ(of("{{jobs.make.output.Rows.Id}}"), "[1,2]")
      << "the member of each item";
  EXPECT_EQ(of("{{jobs.make.output.Rows.1.Id}}"), "2");
  EXPECT_EQ(of("{{jobs.make.output.Port.Count}}"), "1");
  EXPECT_EQ(of("{{jobs.none.output.Count}}"), "0");
  EXPECT_EQ(of("{{jobs.none.output}}"), "null");
}

TEST_F(JobOutputTest, what_leads_nowhere_is_told) {
  EXPECT_THAT(of("{{jobs.make.output.Prt}}"),
              HasSubstr("what make wrote has no 'Prt'"));
  EXPECT_THAT(of("{{jobs.make.output.Prt}}"), HasSubstr("'Port'"));
  EXPECT_THAT(of("{{jobs.make.output.Names.2}}"), HasSubstr("no '2'"));
  EXPECT_THAT(of("{{jobs.lost.output}}"), HasSubstr("it was skipped"));
}

TEST_F(JobOutputTest, what_was_not_kept_or_is_no_value_is_told) {
  wrote("long", "");
  EXPECT_THAT(of("{{jobs.long.output}}"), HasSubstr("what long wrote is not "
                                                    "kept"));
  wrote("odd", R"({"a":1,"A":2})");
  EXPECT_THAT(of("{{jobs.odd.output}}"), HasSubstr("what odd wrote cannot be "
                                                   "read"));
}

TEST_F(JobOutputTest, unless_there_is_a_default) {
  EXPECT_EQ(of("{{jobs.make.output.Prt:=7}}"), "7");
  EXPECT_EQ(of("{{jobs.lost.output:=some text}}"), "\"some text\"");
  EXPECT_EQ(of("{{jobs.make.output.port:=7}}"), "8080");
  EXPECT_THAT(of("{{jobs.make.output.port:={{who}}}}"),
              HasSubstr("cannot hold templates"));
}

TEST_F(JobOutputTest, other_forms_are_refused) {
  for (const char* bad : {"{{jobs}}", "{{jobs.make}}", "{{jobs.make.outputs}}",
                          "{{jobs..output}}", "{{jobs.output}}"}) {
    EXPECT_THAT(of(bad), HasSubstr("names no output of a job")) << bad;
  }
}

TEST_F(JobOutputTest, a_variable_of_that_name_is_a_variable) {
  scope.set(Table{{"jobs", Table{{"make", "mine"}}}});
  EXPECT_EQ(of("{{jobs.make}}"), "\"mine\"");
}

TEST_F(JobOutputTest, a_name_may_have_dots) {
  wrote("v1.2", "5");
  EXPECT_EQ(of("{{jobs.v1.2.output}}"), "5");
}

TEST(JobReferences, each_job_stands_once_in_the_order_written) {
  const Value value(Array{Deferred{"{{jobs.b.output}} {{jobs.a.output}}"},
                          Table{{"x", Deferred{"{{jobs.B.output.c}}"}}},
                          "{{jobs.c.output}}"});
  EXPECT_THAT(jobs_in(value), ElementsAre("b", "a"));
}

}  // namespace
}  // namespace aitherzero
