#include "controller/plan/checks.hpp"

#include <fmt/format.h>

#include "controller/plan/step_checks.hpp"
#include "controller/plan/table_reader.hpp"
#include "controller/plan/template.hpp"
#include "shared/base/text.hpp"

namespace aitherzero::planning {
namespace {

// One condition: its PowerShell, and what people call it.
struct Check {
  std::string condition;
  std::string name;  // may be empty
  Place place;
};

// PowerShell as text or block, or a table that has it as Condition.
Result<Check> read_check(const Value& value, std::string_view key,
                         std::vector<Warning>& warnings) {
  Check check;
  check.place = value.place();
  if (const auto* text = value.as<std::string>()) {
    check.condition = *text;
  } else if (const auto* block = value.as<ScriptBlock>()) {
    check.condition = block->text;
  } else if (const auto* table = value.as<Table>()) {
    TableReader reader(*table, std::string(key));
    check.name = reader.string("Name").value_or("");
    const auto message = reader.string("Message");
    if (check.name.empty()) check.name = message.value_or("");
    const Value* condition = reader.raw("Condition");
    static_cast<void>(reader.string("Description"));
    std::vector<Warning> unknown;
    TRY_VOID(reader.finish(unknown));
    if (condition == nullptr && !unknown.empty()) {
      return fail(ErrorKind::bad_input, unknown.front().message,
                  unknown.front().place, unknown.front().advice);
    }
    std::ranges::move(unknown, std::back_inserter(warnings));
    if (condition != nullptr) {
      TRY(Check inner, read_check(*condition, key, warnings));
      check.condition = std::move(inner.condition);
    }
  } else {
    return fail(
        ErrorKind::bad_input,
        fmt::format("{} holds PowerShell, not {}", key, value.type_name()),
        value.place(), "write { Test-Path 'src' }");
  }
  check.condition = std::string(trim(check.condition));
  if (!check.condition.empty()) return check;
  return fail(ErrorKind::bad_input,
              fmt::format("a condition of {} is empty", key), check.place,
              "write { Test-Path 'src' }");
}

// What people see of a check that has no name: its first line.
std::string first_line(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  return std::string(trim(line)) + (line.size() < text.size() ? " …" : "");
}

class CheckMaker {
 public:
  CheckMaker(Context& context, const Level& level, std::uint32_t first)
      : context_(context), level_(level) {
    const Plan& plan = context.plan;
    const auto end = static_cast<std::uint32_t>(plan.jobs.size());
    first_ = first_jobs(plan, {{first, end - first}});
    all_ = all_jobs({{first, end - first}});
    last_ = last_jobs(plan, {{first, end - first}});
  }

  Status add(const PlaybookChecks& checks) {
    TRY_VOID(add_artifacts(checks.artifacts));
    TRY_VOID(add_conditions(checks.pre_conditions, "PreConditions",
                            "precondition", false, [this](std::uint32_t check) {
                              for (const std::uint32_t job : first_) {
                                need(job, check);
                              }
                            }));
    return add_conditions(checks.post_conditions, "PostConditions",
                          "postcondition", follows_failures(),
                          [this](std::uint32_t check) { need_all(check); });
  }

 private:
  // Success criteria may wave failures through: what is checked in the end is
  // checked after them as well.
  bool follows_failures() const { return context_.plan.criteria.any(); }

  template <typename Connect>
  Status add_conditions(const Value& value, std::string_view key,
                        std::string_view what, bool waits,
                        const Connect& connect) {
    if (value.is_null()) return {};
    TRY(const Value expanded, expand(value, *level_.scope));
    const auto* list = expanded.as<Array>();
    for (const Value& item : list != nullptr ? *list : Array{expanded}) {
      TRY(Check check, read_check(item, key, context_.warnings));
      PlannedStep step = new_step(what, check.place);
      step.name = check.name.empty() ? first_line(check.condition) : check.name;
      step.condition = std::move(check.condition);
      step.waits_for_ends = asks_how_needs_ended(step.condition) || waits;
      TRY_VOID(show_variables(level_.scope->all(), *level_.scope, step));
      connect(add_job(std::move(step)));
    }
    return {};
  }

  Status add_artifacts(const Value& value) {
    if (value.is_null()) return {};
    TRY(const Value expanded, expand(value, *level_.scope));
    const auto* table = expanded.as<Table>();
    if (table == nullptr) {
      return fail(ErrorKind::bad_input,
                  fmt::format("Artifacts of playbook must be a table @{{ … }}, "
                              "not {}",
                              expanded.type_name()),
                  value.place(), "write @{ Required = 'out/*.zip' }");
    }
    TableReader reader(*table, "Artifacts");
    PlannedStep step = new_step("artifacts", value.place());
    step.required_files = reader.strings("Required");
    step.optional_files = reader.strings("Optional");
    const Place required_place = reader.place_of("Required");
    const Place optional_place = reader.place_of("Optional");
    TRY_VOID(reader.finish(context_.warnings));
    TRY_VOID(check_outputs(step.required_files, required_place));
    TRY_VOID(check_outputs(step.optional_files, optional_place));
    if (step.required_files.empty() && step.optional_files.empty()) return {};
    const auto& shown =
        step.required_files.empty() ? step.optional_files : step.required_files;
    step.name = first_line(join(shown, ", "));
    step.waits_for_ends = follows_failures();
    need_all(add_job(std::move(step)));
    return {};
  }

  PlannedStep new_step(std::string_view what, const Place& place) const {
    PlannedStep step;
    step.kind = ScriptKind::check;
    step.script = what;
    step.why = fmt::format("step {}", to_string(place));
    step.place = place;
    step.runs_on = context_.request.options.runs_on;
    // Success criteria cannot wave it through.
    step.critical = true;
    return step;
  }

  std::uint32_t add_job(PlannedStep step) {
    Plan& plan = context_.plan;
    Job job;
    const std::string base = level_.prefix + step.script;
    const int times = ++context_.ids[base];
    job.id = times == 1 ? base : fmt::format("{}#{}", base, times);
    job.step = static_cast<std::uint32_t>(plan.steps.size());
    plan.steps.push_back(std::move(step));
    plan.jobs.push_back(std::move(job));
    return static_cast<std::uint32_t>(plan.jobs.size() - 1);
  }

  void need(std::uint32_t job, std::uint32_t needed) {
    context_.plan.jobs[job].needs.push_back({{needed}, NeedOrigin::check});
  }
  void need_all(std::uint32_t check) {
    const PlannedStep& step = context_.plan.step(JobIndex{check});
    for (const std::uint32_t job : step.waits_for_ends ? all_ : last_) {
      need(check, job);
    }
  }

  Context& context_;
  const Level& level_;
  Positions all_;  // the playbook's jobs
  Positions first_;
  Positions last_;
};

}  // namespace

Status add_checks(Context& context, const Level& level,
                  const PlaybookChecks& checks, std::uint32_t first) {
  if (!checks.any()) return {};
  return CheckMaker(context, level, first).add(checks);
}

}  // namespace aitherzero::planning
