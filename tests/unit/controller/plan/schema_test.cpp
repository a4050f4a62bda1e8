// The JSON Schema in playbooks/schema knows the keys that playbooks may have,
// and no others.
#include <gmock/gmock.h>

#include "controller/plan/playbook.hpp"
#include "shared/platform/files.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

using ::testing::IsEmpty;

class Schema : public ::testing::Test {
 protected:
  Schema() {
    const auto text = read_file(AITHERZERO_SOURCE_DIR
                                "/playbooks/schema/playbook.schema.json",
                                1u << 20);
    schema_ = parse_json(text.value(), "schema").value();
  }

  // The table at a path of keys.
  const Table& at(std::initializer_list<const char*> path) const {
    const Value* value = &schema_;
    for (const char* key : path) value = value->as<Table>()->find(key);
    return *value->as<Table>();
  }

  // A table with all properties of a schema; null asks for nothing.
  static Table all_of(const Table& properties, Table table) {
    for (const Table::Entry& property : properties.entries()) {
      if (table.find(property.key) == nullptr) {
        table.set(property.key, Value());
      }
    }
    return table;
  }

  Value schema_;
};

std::vector<std::string> texts(const std::vector<Warning>& warnings) {
  std::vector<std::string> result;
  for (const Warning& warning : warnings) result.push_back(warning.message);
  return result;
}

TEST_F(Schema, names_only_keys_that_a_playbook_may_have) {
  const auto playbook =
      read_playbook(all_of(at({"properties"}), {{"Sequence", "0100"}}), "p");
  ASSERT_TRUE(playbook) << to_string(playbook.error());
  EXPECT_THAT(texts(playbook->warnings), IsEmpty());
}

TEST_F(Schema, names_only_keys_that_a_step_may_have) {
  std::vector<Warning> warnings;
  const auto step = read_step(
      all_of(at({"$defs", "step", "properties"}), {{"Script", "0100"}}),
      warnings);
  ASSERT_TRUE(step) << to_string(step.error());
  EXPECT_THAT(texts(warnings), IsEmpty());
}

TEST_F(Schema, names_only_keys_that_a_stage_may_have) {
  const Table stage = all_of(at({"$defs", "stage", "properties"}), {});
  Table usable = stage;
  usable.set("Sequence", "0100");
  for (const char* key : {"Sequences", "Scripts", "Steps"}) usable.erase(key);
  const auto playbook = read_playbook(Table{{"Stages", Array{usable}}}, "p");
  EXPECT_TRUE(playbook) << to_string(playbook.error());
}

// A reader's key that the schema lacks would be an error in an editor.
TEST_F(Schema, knows_every_key_of_a_step) {
  const Table& known = at({"$defs", "step", "properties"});
  for (const char* key :
       {"Script",          "Scripts",    "Playbook",     "Name",
        "Description",     "Parameters", "Arguments",    "Timeout",
        "ContinueOnError", "Required",   "Needs",        "Dependencies",
        "Stage",           "Phase",      "Group",        "Parallel",
        "SkipInCI",        "Condition",  "SkipIfExists", "RequireAdmin",
        "Variables",       "Env",        "RunsOn",       "Outputs",
        "Secrets",         "Retry",      "RetryCount",   "RetryDelay",
        "Matrix"}) {
    EXPECT_NE(known.find(key), nullptr) << key;
  }
}

}  // namespace
}  // namespace aitherzero
