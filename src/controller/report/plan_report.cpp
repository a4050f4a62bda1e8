#include "controller/report/plan_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "controller/report/text_layout.hpp"
#include "controller/report/text_table.hpp"
#include "shared/base/text.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

Array need_ids(const Plan& plan, const Job& job) {
  Array ids;
  for (const Need& need : job.needs) {
    ids.push_back(plan.jobs[need.job.value].id);
  }
  return ids;
}

Table to_table(const Plan& plan, const Job& job) {
  const PlannedStep& step = plan.step(job);
  return {
      {"id", job.id},
      {"number", step.number.empty() ? Value() : Value(step.number)},
      {"script", step.script},
      {"name", job_name(plan, job)},
      {"description", step.description},
      {"stage", step.stage},
      {"parameters", job.parameters},
      {"arguments", Array(step.arguments.begin(), step.arguments.end())},
      {"needs", need_ids(plan, job)},
      {"timeoutSeconds",
       step.timeout_seconds ? Value(*step.timeout_seconds) : Value()},
      {"continueOnError", step.tolerated},
      {"runsOn", Array(step.runs_on.begin(), step.runs_on.end())},
      {"outputs", Array(step.outputs.begin(), step.outputs.end())},
      {"secrets", Array(step.secrets.begin(), step.secrets.end())},
      {"matrix", matrix_value(plan.cell(job))},
      {"condition", step.condition.empty() ? Value() : Value(step.condition)},
      {"skip", step.skip.empty() ? Value() : Value(step.skip)},
      {"retries", step.retries},
      {"cache", Value()},
      {"why", step.why}};
}

// The wave in which a job can start at the earliest: one after its latest
// need; one after another where the plan is sequential.
std::vector<std::size_t> waves(const Plan& plan) {
  std::vector<std::size_t> wave(plan.jobs.size(), 1);
  for (std::size_t i = 0; i < plan.jobs.size(); ++i) {
    if (!plan.parallel) {
      wave[i] = i + 1;
      continue;
    }
    for (const Need& need : plan.jobs[i].needs) {
      wave[i] = std::max(wave[i], wave[need.job.value] + 1);
    }
  }
  return wave;
}

// The first few; JSON has them all.
std::string needs_text(const Plan& plan, const Job& job) {
  constexpr std::size_t k_shown = 4;
  std::vector<std::string> parts;
  for (const auto& [need, origin] : job.needs) {
    if (parts.size() == k_shown) break;
    parts.push_back(
        fmt::format("{} ({})", plan.jobs[need.value].id, to_string(origin)));
  }
  const std::size_t others = job.needs.size() - parts.size();
  if (others > 0) parts.push_back(fmt::format("and {} more", others));
  return join(parts, ", ");
}

std::string parameters_text(const Plan& plan, const Job& job) {
  const auto& arguments = plan.step(job).arguments;
  std::vector<std::string> parts;
  for (const Table::Entry& entry : job.parameters.entries()) {
    parts.push_back(entry.key + "=" + to_json(entry.value, JsonStyle::compact));
  }
  parts.insert(parts.end(), arguments.begin(), arguments.end());
  return join(parts, " ");
}

std::string headline(const Plan& plan) {
  std::string text =
      fmt::format("Plan '{}': {} job{}, ", harmless(plan.name, Colours::strip),
                  plan.jobs.size(), plan.jobs.size() == 1 ? "" : "s");
  if (!plan.parallel) {
    text += "one at a time";
  } else if (plan.max_concurrency > 0) {
    text += fmt::format("at most {} at a time", plan.max_concurrency);
  } else {
    text += "as many at a time as there are slots";
  }
  if (plan.timeout_seconds) {
    text += fmt::format(", within {} s", *plan.timeout_seconds);
  }
  return text + (plan.stop_on_error ? "; stops at the first failure\n"
                                    : "; goes on after failures\n");
}

// What nested playbooks have of their own: "release: within 60 s; …".
std::string nested_lines(const Plan& plan) {
  std::string text;
  for (const NestedPlaybook& nested : plan.nested) {
    std::vector<std::string> own;
    if (nested.timeout_seconds) {
      own.push_back(fmt::format("within {} s", *nested.timeout_seconds));
    }
    if (nested.stop_on_error != stops_on_error(plan, nested.within)) {
      own.emplace_back(nested.stop_on_error ? "stops at its first failure"
                                            : "goes on after failures");
    }
    if (own.empty()) continue;
    text += fmt::format("{}: {}\n", harmless(nested.name, Colours::strip),
                        join(own, "; "));
  }
  return text;
}

Array nested_array(const Plan& plan) {
  Array all;
  for (const NestedPlaybook& nested : plan.nested) {
    all.push_back(Table{
        {"name", nested.name},
        {"stopOnError", nested.stop_on_error},
        {"timeoutSeconds",
         nested.timeout_seconds ? Value(*nested.timeout_seconds) : Value()}});
  }
  return all;
}

}  // namespace

std::string render_plan_json(const Plan& plan) {
  Array jobs;
  jobs.reserve(plan.jobs.size());
  for (const Job& job : plan.jobs) jobs.push_back(to_table(plan, job));
  Table table{
      {"name", plan.name},
      {"parallel", plan.parallel},
      {"maxConcurrency",
       plan.max_concurrency > 0 ? Value(plan.max_concurrency) : Value()},
      {"stopOnError", plan.stop_on_error},
      {"timeoutSeconds",
       plan.timeout_seconds ? Value(*plan.timeout_seconds) : Value()},
      {"nested", nested_array(plan)},
      {"jobs", std::move(jobs)}};
  return to_json(Table{{"plan", std::move(table)}}, JsonStyle::indented);
}

std::string render_plan_text(const Plan& plan) {
  std::vector<std::string> headings = {"When",       "Job",        "Script",
                                       "Timeout",    "On failure", "Needs",
                                       "Parameters", "Why"};
  const bool has_labels = std::ranges::any_of(
      plan.steps,
      [](const PlannedStep& step) { return !step.runs_on.empty(); });
  if (has_labels) headings.insert(headings.begin() + 3, "Runs on");
  TextTable table(std::move(headings));
  const std::vector<std::size_t> wave = waves(plan);
  for (std::size_t i = 0; i < plan.jobs.size(); ++i) {
    const Job& job = plan.jobs[i];
    const PlannedStep& step = plan.step(job);
    std::vector<std::string> cells = {
        fmt::to_string(wave[i]),
        job.id,
        step.script,
        step.timeout_seconds ? fmt::format("{} s", *step.timeout_seconds) : "-",
        step.tolerated ? "tolerated" : "fails",
        needs_text(plan, job),
        parameters_text(plan, job),
        step.why};
    if (has_labels) cells.insert(cells.begin() + 3, join(step.runs_on, ", "));
    table.add(std::move(cells));
  }
  return headline(plan) + nested_lines(plan) + "\n" + table.render();
}

}  // namespace aitherzero
