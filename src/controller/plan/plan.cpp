#include "controller/plan/plan.hpp"

#include <fmt/format.h>

#include <unordered_set>

#include "controller/plan/parameters.hpp"
#include "controller/plan/plan_jobs.hpp"
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
      written.parallel.value_or(asked.default_parallel.value_or(true)));
  plan.max_concurrency = asked.max_concurrency.value_or(
      written.max_concurrency.value_or(asked.default_concurrency.value_or(0)));
  plan.stop_on_error = written.stop_on_error.value_or(true);
  plan.fail_fast = asked.fail_fast;
  plan.timeout_seconds =
      asked.timeout_seconds ? asked.timeout_seconds : written.timeout_seconds;
  plan.wait_agents_seconds = asked.wait_agents_seconds;
  return plan;
}

// A variable that no script of the run declares is probably misspelt. What is
// declared may still not be passed: null and empty values are left out.
void warn_unused_variables(const Catalog& catalog, const PlanRequest& request,
                           const Plan& plan, std::vector<Warning>& warnings) {
  std::unordered_set<std::string_view> paths;
  for (const PlannedStep& step : plan.steps) paths.insert(step.script_path);
  const auto is_used = [&](const std::string& name) {
    const auto& scripts = catalog.scripts();
    return std::any_of(plan.jobs.begin(), plan.jobs.end(),
                       [&](const Job& job) {
                         return job.parameters.find(name) != nullptr;
                       }) ||
           std::any_of(scripts.begin(), scripts.end(), [&](const Script& s) {
             return paths.contains(s.path) && find_parameter(s, name);
           });
  };
  const auto check = [&](const std::string& name) {
    if (is_used(name)) return;
    warnings.push_back({fmt::format("no script of this run declares a "
                                    "parameter '{}'",
                                    name),
                        {"--variable", 0, 0},
                        ""});
  };
  for (const auto& [name, value] : request.options.variables) check(name);
  for (const auto& [name, text] : request.options.text_variables) check(name);
}

}  // namespace

std::string_view to_string(NeedOrigin origin) {
  return origin == NeedOrigin::header ? "its header" : "Needs";
}

Result<PlannedRun> make_plan(const Catalog& catalog, const PlanRequest& request,
                             const ReadPathScript& read_path_script) {
  PlannedRun result;
  if (request.playbook) result.warnings = request.playbook->warnings;
  result.plan = with_run_options(request);
  TRY(auto drafts, planning::draft_jobs(catalog, request, read_path_script,
                                        result.warnings));
  TRY_VOID(planning::connect_jobs(catalog, request, std::move(drafts),
                                  result.plan, result.warnings));
  warn_unused_variables(catalog, request, result.plan, result.warnings);
  return result;
}

}  // namespace aitherzero
