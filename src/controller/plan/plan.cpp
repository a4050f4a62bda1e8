#include "controller/plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "controller/plan/checks.hpp"
#include "controller/plan/parameters.hpp"
#include "controller/plan/planning.hpp"
#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

std::string plan_name(const PlanRequest& request) {
  if (request.playbook) return request.playbook->name;
  std::vector<std::string> texts;
  for (const SequenceText& part : request.sequence) texts.push_back(part.text);
  return join(texts, ",");
}

// Most specific first: the command line, the playbook, the configuration,
// then what the original does.
Plan with_run_options(const PlanRequest& request) {
  const PlanOptions& asked = request.options;
  const PlaybookOptions written =
      request.playbook ? request.playbook->options : PlaybookOptions{};
  Plan plan;
  plan.name = plan_name(request);
  plan.parallel = asked.parallel.value_or(
      written.parallel.value_or(asked.automation.parallel.value_or(true)));
  plan.max_concurrency =
      asked.max_concurrency.value_or(written.max_concurrency.value_or(
          asked.automation.max_concurrency.value_or(0)));
  if (request.playbook) plan.criteria = request.playbook->success.criteria;
  // Criteria judge what all jobs have come to.
  plan.stop_on_error = written.stop_on_error.value_or(!plan.criteria.any());
  plan.fail_fast = asked.fail_fast;
  plan.timeout_seconds = planning::bound_of(
      asked.timeout_seconds ? asked.timeout_seconds : written.timeout_seconds);
  plan.wait_agents_seconds = asked.wait_agents_seconds;
  return plan;
}

// A variable of the command line that no script of the run declares and no
// template names is probably misspelt. What is declared may still not be
// passed: null and empty values are left out.
void warn_unused_variables(const Catalog& catalog, const PlanRequest& request,
                           const Plan& plan, const Scope& scope,
                           std::vector<Warning>& warnings) {
  std::unordered_set<std::string_view> paths;
  for (const PlannedStep& step : plan.steps) paths.insert(step.script_path);
  const auto is_used = [&](const std::string& name) {
    if (scope.is_used(name)) return true;
    return std::ranges::any_of(catalog.scripts(), [&](const Script& script) {
      return paths.contains(script.path) && find_parameter(script, name);
    });
  };
  const auto check = [&](const std::string& name) {
    if (is_used(name)) return;
    warnings.push_back({fmt::format("no script of this run declares a "
                                    "parameter '{}', and no template names it",
                                    name),
                        {"--variable", 0, 0},
                        ""});
  };
  for (const auto& [name, value] : request.options.variables) check(name);
  for (const auto& [name, text] : request.options.text_variables) check(name);
}

// An expression as steps.
std::vector<StepSource> steps_of(const PlanRequest& request) {
  std::vector<StepSource> steps;
  for (const SequenceText& text : request.sequence) {
    steps.push_back({Value(text.text).at(text.place), {}});
  }
  return steps;
}

// The playbook's profile, else the configuration's.
Result<Table> chosen_profile(const PlanRequest& request) {
  const std::string& name = request.options.profile;
  const Table& known = request.options.automation.profiles;
  const bool of_playbook = request.playbook.has_value() &&
                           request.playbook->profiles.find(name) != nullptr;
  if (of_playbook || (request.playbook && known.find(name) == nullptr)) {
    return profile_variables(request.playbook->profiles, name);
  }
  return profile_variables(known, name);
}

Result<Scope> outermost_scope(const PlanRequest& request) {
  Scope scope;
  if (request.playbook) scope.set(request.playbook->variables);
  TRY(const Table profile, chosen_profile(request));
  scope.set(profile);
  planning::set_command_line(request.options, scope);
  return scope;
}

bool is_called(const Catalog& catalog, const PlannedStep& step,
               const std::string& name) {
  if (equals_ignoring_case(step.name, name) ||
      equals_ignoring_case(step.script, name)) {
    return true;
  }
  return std::ranges::any_of(
      resolve_script_name(catalog, name), [&](std::size_t script) {
        return catalog.scripts()[script].path == step.script_path;
      });
}

// The steps that the criteria's lists name, by name or script.
Status mark_steps(const Catalog& catalog, const PlaybookCriteria& success,
                  Plan& plan) {
  const auto mark = [&](const std::vector<std::string>& names,
                        bool PlannedStep::*flag, const Place& place) -> Status {
    for (const std::string& name : names) {
      bool found = false;
      for (PlannedStep& step : plan.steps) {
        if (!is_called(catalog, step, name)) continue;
        step.*flag = true;
        found = true;
      }
      if (found) continue;
      std::vector<std::string> known;
      for (const PlannedStep& step : plan.steps) known.push_back(step.name);
      return fail(ErrorKind::not_found,
                  fmt::format("'{}' names no step of this run", name), place,
                  did_you_mean(name, known));
    }
    return {};
  };
  TRY_VOID(
      mark(success.critical, &PlannedStep::critical, success.critical_place));
  return mark(success.allowed, &PlannedStep::may_fail, success.allowed_place);
}

}  // namespace

std::string_view to_string(NeedOrigin origin) {
  switch (origin) {
    case NeedOrigin::header:
      return "its header";
    case NeedOrigin::step:
      return "Needs";
    case NeedOrigin::group:
      return "Group";
    case NeedOrigin::output:
      return "its output";
    case NeedOrigin::check:
      return "a check";
  }
  return "";
}

std::set<JobIndex> jobs_referred_to(const Plan& plan) {
  std::set<JobIndex> jobs;
  for (const auto& [job, late] : plan.late) {
    for (const auto& [name, meant] : late.jobs) jobs.insert(meant);
  }
  std::vector<bool> asking;  // by step, as many jobs may share one
  for (const PlannedStep& step : plan.steps) {
    asking.push_back(asks_for_outputs(step));
  }
  for (const Job& job : plan.jobs) {
    if (asking[job.step]) jobs.merge(needs_of(plan, job));
  }
  return jobs;
}

bool is_within(const Plan& plan, std::uint32_t nested, std::uint32_t around) {
  while (nested != around && nested != k_not_nested) {
    nested = plan.nested[nested].within;
  }
  return nested == around;
}

bool is_in_lane(const Plan& plan, std::uint32_t lane, std::uint32_t around) {
  while (lane != around && lane != k_no_lane) lane = plan.lanes[lane].within;
  return lane != k_no_lane;
}

bool stops_on_error(const Plan& plan, std::uint32_t nested) {
  return nested == k_not_nested ? plan.stop_on_error
                                : plan.nested[nested].stop_on_error;
}

std::set<JobIndex> needs_of(const Plan& plan, const Job& job) {
  std::set<JobIndex> needed;
  std::vector<const Job*> open{&job};
  while (!open.empty()) {
    const Job* next = open.back();
    open.pop_back();
    for (const Need& need : next->needs) {
      if (needed.insert(need.job).second) {
        open.push_back(&plan.jobs[need.job.value]);
      }
    }
  }
  return needed;
}

bool asks_for_outputs(const PlannedStep& step) {
  return !step.condition.empty() &&
         to_lower(step.condition).find(".output") != std::string::npos;
}

std::string job_name(const Plan& plan, const Job& job) {
  const Cell* cell = plan.cell(job);
  const std::string& name = plan.step(job).name;
  return cell == nullptr ? name
                         : fmt::format("{} ({})", name, cell_text(*cell));
}

Result<PlannedRun> make_plan(const Catalog& catalog, const PlanRequest& request,
                             const PlanFiles& files) {
  PlannedRun result;
  if (request.playbook) result.warnings = request.playbook->warnings;
  const auto& misspelt = request.options.automation.misspelt;
  result.warnings.insert(result.warnings.end(), misspelt.begin(),
                         misspelt.end());
  result.plan = with_run_options(request);
  TRY(const Scope scope, outermost_scope(request));
  planning::Context context{catalog,     request, files,
                            result.plan, {},      result.warnings};
  planning::Level level;
  const std::vector<StepSource> terms = steps_of(request);
  level.steps = terms;
  if (request.playbook) {
    level.steps = request.playbook->steps;
    level.matrix = request.playbook->matrix;
    level.chain = {request.playbook->source};
  }
  level.matrix = combined(std::move(level.matrix), request.options.matrix);
  level.scope = &scope;
  TRY(auto units, planning::make_units(context, level));
  TRY_VOID(planning::connect_units(context, level, std::move(units)));
  if (request.playbook) {
    TRY_VOID(planning::add_checks(context, level, request.playbook->checks, 0));
  }
  TRY_VOID(planning::put_in_order(result.plan));
  if (request.playbook) {
    for (PlannedStep& step : result.plan.steps) {
      step.require_admin |= request.playbook->require_admin;
    }
    TRY_VOID(mark_steps(catalog, request.playbook->success, result.plan));
    SuccessCriteria& criteria = result.plan.criteria;
    criteria.critical |= criteria.any() && request.playbook->checks.any();
  }
  warn_unused_variables(catalog, request, result.plan, scope, result.warnings);
  return result;
}

}  // namespace aitherzero
