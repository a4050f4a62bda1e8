#include "controller/plan/playbook_shapes.hpp"

#include <fmt/format.h>

#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

// Where a key of version 2.0 goes, by its folder and name.
struct Move {
  const char* from;
  const char* key;
  const char* to;
};
constexpr Move k_moves[] = {
    {"metadata", "name", "Name"},
    {"metadata", "description", "Description"},
    {"metadata", "version", "Version"},
    {"metadata", "author", "Author"},
    {"metadata", "tags", "Tags"},
    {"orchestration", "defaultVariables", "Variables"},
    {"orchestration", "variables", "Variables"},
    {"orchestration", "profiles", "Profiles"},
    {"orchestration", "stages", "Stages"},
    {"orchestration", "sequence", "Sequence"},
    {"orchestration", "options", "Options"},
    {"orchestration", "successCriteria", "SuccessCriteria"},
    {"orchestration", "matrix", "Matrix"},
    {"validation", "preConditions", "PreConditions"},
    {"validation", "postConditions", "PostConditions"},
};

// What dates and the like say about a playbook, and nothing is done with.
bool is_idle(std::string_view key) {
  for (const char* name :
       {"category", "created", "modified", "updated", "lastModified", "license",
        "schema", "estimatedDuration"}) {
    if (equals_ignoring_case(key, name)) return true;
  }
  return false;
}

const Move* find_move(std::string_view from, std::string_view key) {
  for (const Move& move : k_moves) {
    if (equals_ignoring_case(from, move.from) &&
        equals_ignoring_case(key, move.key)) {
      return &move;
    }
  }
  return nullptr;
}

bool is_folder(std::string_view key) {
  return equals_ignoring_case(key, "metadata") ||
         equals_ignoring_case(key, "orchestration") ||
         equals_ignoring_case(key, "validation");
}

// Keys of a stage that its steps take over where they do not say otherwise,
// with the names that steps have for them.
constexpr std::pair<const char*, const char*> k_inherited[] = {
    {"ContinueOnError", "ContinueOnError"},
    {"Required", "Required"},
    {"Parallel", "Parallel"},
    {"Timeout", "Timeout"},
    {"Retry", "Retry"},
    {"Retries", "Retry"},
    {"RetryCount", "Retry"},
    {"RetryDelay", "RetryDelay"},
    {"Condition", "Condition"},
    {"SkipInCI", "SkipInCI"},
    {"RunsOn", "RunsOn"},
    {"Variables", "Variables"},
    {"Env", "Env"},
    {"Matrix", "Matrix"},
};

constexpr const char* k_members[] = {"Sequence", "Sequences", "Scripts",
                                     "Steps"};

bool is_stage_key(std::string_view key) {
  for (const char* name : {"Name", "Description"}) {
    if (equals_ignoring_case(key, name)) return true;
  }
  for (const char* name : k_members) {
    if (equals_ignoring_case(key, name)) return true;
  }
  for (const auto& [name, step_name] : k_inherited) {
    if (equals_ignoring_case(key, name)) return true;
  }
  return false;
}

void warn_of_unknown_keys(const Table& stage, std::vector<Warning>& warnings) {
  std::vector<std::string> known = {"Name", "Description"};
  for (const char* name : k_members) known.emplace_back(name);
  for (const auto& [name, step_name] : k_inherited) known.emplace_back(name);
  for (const Table::Entry& entry : stage.entries()) {
    if (is_stage_key(entry.key)) continue;
    warnings.push_back({fmt::format("unknown key '{}' in stage", entry.key),
                        entry.key_place, did_you_mean(entry.key, known)});
  }
}

// A step as a table, whatever it was.
Table table_of(const Value& step) {
  if (const auto* table = step.as<Table>()) return *table;
  return Table{{"Scripts", Array{step}}};
}

Result<std::vector<StepSource>> read_stage(const Table& stage, int number,
                                           const Place& place,
                                           std::vector<Warning>& warnings) {
  warn_of_unknown_keys(stage, warnings);
  const Value* members = nullptr;
  for (const char* name : k_members) {
    if (const Value* found = stage.find(name)) members = found;
  }
  if (members == nullptr) {
    return fail(ErrorKind::bad_input, "this stage has no Sequence", place,
                "add Sequence = @('0407', …)");
  }
  const auto* list = members->as<Array>();
  std::vector<StepSource> steps;
  for (const Value& member : list != nullptr ? *list : Array{*members}) {
    Table step = table_of(member);
    step.set("Group", number);
    const Value* name = stage.find("Name");
    if (name != nullptr && step.find("Stage") == nullptr) {
      step.set("Stage", *name);
    }
    for (const auto& [from, to] : k_inherited) {
      const Value* value = stage.find(from);
      if (value != nullptr && step.find(to) == nullptr) step.set(to, *value);
    }
    const Place& at = member.place().source.empty() ? place : member.place();
    TRY(StepSource source, read_step_source(Value(std::move(step)).at(at)));
    steps.push_back(std::move(source));
  }
  return steps;
}

}  // namespace

Result<Table> in_one_shape(const Table& playbook) {
  if (playbook.find("orchestration") == nullptr) return playbook;
  Table result;
  for (const Table::Entry& entry : playbook.entries()) {
    if (!is_folder(entry.key)) {
      result.set(entry.key, entry.value, entry.key_place);
      continue;
    }
    const auto* folder = entry.value.as<Table>();
    if (folder == nullptr) {
      return fail(ErrorKind::bad_input,
                  fmt::format("{} must be a table, not {}", entry.key,
                              entry.value.type_name()),
                  entry.value.place());
    }
    for (const Table::Entry& inner : folder->entries()) {
      const Move* move = find_move(entry.key, inner.key);
      if (move != nullptr) {
        result.set(move->to, inner.value, inner.key_place);
      } else if (!is_idle(inner.key)) {
        result.set(inner.key, inner.value, inner.key_place);
      }
    }
  }
  return result;
}

Result<std::vector<StepSource>> read_stages(const Value& stages,
                                            std::vector<Warning>& warnings) {
  const auto* list = stages.as<Array>();
  std::vector<StepSource> steps;
  int number = 0;
  for (const Value& stage : list != nullptr ? *list : Array{stages}) {
    const auto* table = stage.as<Table>();
    if (table == nullptr) {
      return fail(ErrorKind::bad_input,
                  fmt::format("a stage is a table, not {}", stage.type_name()),
                  stage.place(),
                  "write @{ Name = 'Build'; Sequence = @('0100') }");
    }
    TRY(auto members, read_stage(*table, ++number, stage.place(), warnings));
    for (StepSource& step : members) steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace aitherzero
