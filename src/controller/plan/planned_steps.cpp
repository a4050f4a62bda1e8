#include <fmt/format.h>

#include <algorithm>

#include "controller/plan/parameters.hpp"
#include "controller/plan/planning.hpp"
#include "controller/plan/step_checks.hpp"
#include "shared/base/text.hpp"

namespace aitherzero::planning {
namespace {

// The step's, else the configuration's for this script, else the header's, else
// the configuration's for all; never above its MaxTimeout.
std::optional<double> effective_timeout(const Step& step, const Script& script,
                                        const ScriptDefaults& defaults,
                                        const Automation& automation) {
  std::optional<double> timeout = step.timeout_seconds;
  if (!timeout) timeout = defaults.timeout_seconds;
  if (!timeout) timeout = script.timeout_seconds;
  if (!timeout) timeout = automation.default_timeout_seconds;
  timeout = bound_of(timeout);
  if (const auto most = bound_of(automation.max_timeout_seconds)) {
    timeout = std::min(timeout.value_or(*most), *most);
  }
  return timeout;
}

int effective_retries(const Step& step, const Script& script,
                      const ScriptDefaults& defaults,
                      const Automation& automation) {
  if (step.retry_count) return *step.retry_count;
  if (defaults.retry_count) return *defaults.retry_count;
  if (script.retry_count > 0) return script.retry_count;
  return automation.max_retries.value_or(0);
}

// A step's own word is stronger than the run's --continue-on-error.
bool is_tolerated(const Step& step, const ScriptDefaults& defaults,
                  const PlanOptions& options) {
  if (step.continue_on_error) return *step.continue_on_error;
  if (step.required) return !*step.required;
  return options.continue_on_error ||
         defaults.continue_on_error.value_or(false);
}

std::string environment_text(const Value& value) {
  if (value.as<Array>() != nullptr || value.as<Table>() != nullptr) return {};
  if (const auto* late = value.as<Deferred>()) return late->text;
  return text_of(value);
}

Status check_parameters_fit(const Step& step, const Script& script) {
  if (script.kind == ScriptKind::powershell || step.parameters.empty()) {
    return {};
  }
  return fail(ErrorKind::bad_input,
              fmt::format("{} is not PowerShell and takes no Parameters",
                          script.file_name),
              step.place, "use Arguments = @('…') instead");
}

// Where it may run, what it leaves and what it is given: the step's word
// before the header's, and the command line's before both.
Status place_step(const PlanOptions& options, const Step& step,
                  const Script& script, const ScriptDefaults& defaults,
                  PlannedStep& planned) {
  planned.runs_on = options.runs_on;
  if (planned.runs_on.empty()) planned.runs_on = step.runs_on;
  if (planned.runs_on.empty()) planned.runs_on = defaults.runs_on;
  if (planned.runs_on.empty()) planned.runs_on = script.runs_on;
  planned.outputs = step.outputs;
  if (planned.outputs.empty()) {
    TRY_VOID(check_outputs(script.outputs, {script.path, 0, 0}));
    planned.outputs = script.outputs;
  }
  planned.secrets = step.secrets;
  for (const std::string& name : step.secrets) {
    const DeclaredParameter* declared = find_parameter(script, name);
    // Text does not become a SecureString by itself.
    if (declared == nullptr ||
        to_lower(declared->type).ends_with("securestring")) {
      continue;
    }
    planned.secret_parameters.push_back(name);
  }
  return {};
}

void skip_in_ci(const PlanOptions& options, const Step& step,
                PlannedStep& planned) {
  if (step.skip_in_ci && options.in_ci) {
    planned.skip = "SkipInCI, and this is CI";
  }
}

}  // namespace

bool asks_how_needs_ended(const std::string& condition) {
  const std::string text = to_lower(condition);
  for (const std::string_view word : {"always", "failure"}) {
    for (std::size_t at = text.find(word); at != std::string::npos;
         at = text.find(word, at + 1)) {
      const char before = at == 0 ? ' ' : text[at - 1];
      const std::size_t end = at + word.size();
      const char after = end == text.size() ? ' ' : text[end];
      const bool stands_alone =
          !is_alphanumeric(before) && !is_alphanumeric(after) &&
          std::string_view("$.:_-'\"").find(before) == std::string_view::npos &&
          after != '_' && after != '-';
      if (stands_alone) return true;
    }
  }
  return false;
}

void set_command_line(const PlanOptions& options, Scope& scope) {
  for (const auto& [name, value] : options.variables) {
    scope.set({name, value, Variable::Form::typed});
  }
  for (const auto& [name, text] : options.text_variables) {
    scope.set({name, Value(text), Variable::Form::text});
  }
}

Result<PlannedStep> planned_step(const Context& context, const Step& step,
                                 const Script& script) {
  const PlanOptions& options = context.request.options;
  TRY_VOID(check_parameters_fit(step, script));
  const Automation& automation = options.automation;
  const ScriptDefaults defaults = defaults_of(automation, script);
  PlannedStep planned;
  TRY_VOID(place_step(options, step, script, defaults, planned));
  planned.number = script.number;
  planned.script = script.number.empty() ? step.script : script.file_name;
  planned.script_path = script.path;
  planned.name = step.name.empty() ? script.base_name : step.name;
  planned.description =
      step.description.empty() ? script.description : step.description;
  planned.stage = step.stage.empty() ? script.stage : step.stage;
  planned.kind = script.kind;
  planned.arguments = step.arguments;
  for (const Table::Entry& entry : step.environment.entries()) {
    planned.environment[entry.key] = environment_text(entry.value);
  }
  planned.timeout_seconds =
      effective_timeout(step, script, defaults, automation);
  planned.tolerated = is_tolerated(step, defaults, options);
  planned.allow_parallel = step.parallel.value_or(
      defaults.allow_parallel.value_or(script.allow_parallel));
  skip_in_ci(options, step, planned);
  planned.retries = effective_retries(step, script, defaults, automation);
  planned.retry_delay_seconds =
      step.retry_delay_seconds.value_or(defaults.retry_delay_seconds.value_or(
          automation.retry_delay_seconds.value_or(0)));
  planned.condition =
      step.condition.empty() ? script.condition : step.condition;
  planned.waits_for_ends = asks_how_needs_ended(planned.condition);
  planned.skip_if_exists = step.skip_if_exists;
  planned.require_admin = step.require_admin;
  planned.keep_processes = step.keep_processes;
  planned.place = step.place;
  return planned;
}

Status show_variables(const std::vector<Variable>& variables,
                      const Scope& scope, PlannedStep& planned) {
  for (const Variable& variable : variables) {
    TRY(Value value, expand(variable.value, scope));
    if (!job_references(value).empty()) continue;
    planned.variables.set(variable.name, std::move(value));
  }
  return {};
}

void inherit_settings(const PlanOptions& options, const Step& nesting,
                      PlannedStep& planned) {
  if (nesting.continue_on_error.value_or(false) ||
      !nesting.required.value_or(true)) {
    planned.tolerated = true;
  }
  skip_in_ci(options, nesting, planned);
  if (planned.runs_on.empty()) planned.runs_on = nesting.runs_on;
  if (planned.stage.empty()) planned.stage = nesting.stage;
  if (nesting.require_admin) planned.require_admin = true;
}

}  // namespace aitherzero::planning
