// The controller's part that tells agents what their jobs are.
#include <fmt/format.h>

#include "controller/app/controller.hpp"
#include "controller/plan/job_output.hpp"
#include "controller/plan/template.hpp"
#include "controller/schedule/run_state.hpp"
#include "shared/value/limits.hpp"

namespace aitherzero {
namespace {

JobKind job_kind(ScriptKind kind) {
  switch (kind) {
    case ScriptKind::powershell:
      return JobKind::powershell;
    case ScriptKind::executable:
      return JobKind::executable;
    case ScriptKind::check:
      return JobKind::check;
  }
  return JobKind::executable;
}

}  // namespace

JobSpec Controller::job_spec(const Run& run, JobIndex index) const {
  const Job& job = run.plan->jobs[index.value];
  const PlannedStep& step = run.plan->step(job);
  JobSpec spec;
  spec.label = job_name(*run.plan, job);
  spec.kind = job_kind(step.kind);
  spec.isolation = run.record.isolation;
  spec.script = step.script_path;
  spec.working_directory = run.record.working_directory;
  spec.parameters = job.parameters;
  spec.arguments = step.arguments;
  spec.environment = step.environment;
  if (step.timeout_seconds) {
    spec.timeout = std::chrono::duration_cast<Milliseconds>(
        from_seconds(*step.timeout_seconds));
  }
  spec.grace = run.record.grace;
  for (const std::string& name : step.secrets) {
    const auto value = run.secrets.find(name);
    if (value != run.secrets.end()) spec.secrets.insert(*value);
  }
  spec.secret_parameters = step.secret_parameters;
  spec.skip_if_exists = step.skip_if_exists;
  spec.require_admin = step.require_admin;
  spec.keep_processes = step.keep_processes;
  spec.required_files = step.required_files;
  spec.optional_files = step.optional_files;
  if (!step.condition.empty()) add_condition(run, job, spec);
  fill_in_outputs(run, index, spec);
  spec.workspace = run.record.workspace;
  if (!spec.workspace) return spec;
  spec.outputs = step.outputs;
  if (!run.outputs.empty()) spec.overlays = overlays_of(run, index);
  return spec;
}

// Replaces what waited for the output of other jobs.
void Controller::fill_in_outputs(const Run& run, JobIndex index,
                                 JobSpec& spec) const {
  const auto found = run.plan->late.find(index);
  if (found == run.plan->late.end()) return;
  const LateValues& late = found->second;
  JobOutputs outputs;
  for (const auto& [name, job] : late.jobs) {
    outputs[name] = output_of(run, job);
  }
  const Status filled = [&]() -> Status {
    TRY(const Value parameters, fill_in(Value(spec.parameters), outputs));
    TRY(const Value arguments, fill_in(Value(late.arguments), outputs));
    TRY(const Value environment, fill_in(Value(late.environment), outputs));
    spec.parameters = *parameters.as<Table>();
    if (!late.arguments.empty()) spec.arguments.clear();
    for (const Value& argument : *arguments.as<Array>()) {
      spec.arguments.push_back(text_of(argument));
    }
    for (const auto& entry : environment.as<Table>()->entries()) {
      spec.environment[entry.key] = text_of(entry.value);
    }
    return {};
  }();
  if (filled) return;
  spec.parameters = {};
  spec.refusal = to_string(filled.error());
}

std::shared_ptr<const JobOutput> Controller::output_of(const Run& run,
                                                       JobIndex job) const {
  const auto written = run.written.find(job);
  if (written != run.written.end()) return written->second;
  const RunState* state = schedule_.run(run.id);
  const JobStatus status =
      state == nullptr ? JobStatus::lost : state->job(job).status;
  return std::make_shared<const JobOutput>(
      JobOutput{{},
                fmt::format("{} is {}, and wrote nothing that is kept",
                            run.plan->jobs[job.value].id, to_string(status))});
}

// What its condition sees.
void Controller::add_condition(const Run& run, const Job& job,
                               JobSpec& spec) const {
  const PlannedStep& step = run.plan->step(job);
  spec.condition = step.condition;
  spec.condition_place = to_string(step.place);
  spec.variables = step.variables;
  if (const Cell* cell = run.plan->cell(job)) {
    for (const Variable& axis : *cell)
      spec.variables.set(axis.name, axis.value);
  }
  const RunState* state = schedule_.run(run.id);
  if (state == nullptr) return;
  const bool with_outputs = asks_for_outputs(step);
  for (const JobIndex need : needs_of(*run.plan, job)) {
    const std::string& id = run.plan->jobs[need.value].id;
    spec.need_statuses[id] = to_string(state->job(need).status);
    if (!with_outputs) continue;
    if (spec.need_outputs.size() == k_max_table_keys) {
      spec.refusal =
          fmt::format("its condition asks for the outputs of more than {} jobs",
                      k_max_table_keys);
      return;
    }
    if (const auto written = output_of(run, need); written->output) {
      spec.need_outputs.set(id, *written->output);
    }
  }
}

// The outputs of all that the job needs, in plan order.
std::vector<Digest> Controller::overlays_of(const Run& run, JobIndex index) {
  const std::set<JobIndex> needed =
      needs_of(*run.plan, run.plan->jobs[index.value]);
  std::vector<Digest> overlays;
  for (const auto& [job, outputs] : run.outputs) {
    if (needed.contains(job)) overlays.push_back(outputs);
  }
  return overlays;
}

}  // namespace aitherzero
