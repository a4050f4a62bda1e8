#include "controller/plan/plan_jobs.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "controller/plan/parameters.hpp"
#include "controller/plan/step_checks.hpp"
#include "shared/base/text.hpp"

namespace aitherzero::planning {
namespace {

std::vector<Variable> playbook_variables(const PlanRequest& request) {
  std::vector<Variable> variables;
  if (!request.playbook) return variables;
  for (const Table::Entry& entry : request.playbook->variables.entries()) {
    variables.push_back({entry.key, entry.value, Variable::Form::typed});
  }
  return variables;
}

std::vector<Variable> command_line_variables(const PlanOptions& options) {
  std::vector<Variable> variables;
  for (const auto& [name, value] : options.variables) {
    variables.push_back({name, value, Variable::Form::typed});
  }
  for (const auto& [name, text] : options.text_variables) {
    variables.push_back({name, Value(text), Variable::Form::text});
  }
  return variables;
}

std::optional<double> effective_timeout(const std::optional<double>& step,
                                        const Script& script,
                                        const PlanOptions& options) {
  std::optional<double> timeout = step;
  if (!timeout) timeout = script.timeout_seconds;
  if (!timeout) timeout = options.default_timeout_seconds;
  if (options.max_timeout_seconds) {
    timeout = std::min(timeout.value_or(*options.max_timeout_seconds),
                       *options.max_timeout_seconds);
  }
  return timeout;
}

// A step's own word is stronger than the run's --continue-on-error.
bool is_tolerated(const Step& step, const PlanOptions& options) {
  if (step.continue_on_error) return *step.continue_on_error;
  if (step.required) return !*step.required;
  return options.continue_on_error;
}

std::string environment_text(const Value& value) {
  if (const auto* text = value.as<std::string>()) return *text;
  if (const bool* flag = value.as<bool>()) return *flag ? "true" : "false";
  if (const auto* number = value.as<std::int64_t>()) {
    return fmt::to_string(*number);
  }
  if (const auto* number = value.as<double>()) return fmt::to_string(*number);
  return {};
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

// Where it may run and what it leaves: the step's word before the header's,
// and the command line's before both.
Status place_step(const PlanRequest& request, const Step& step,
                  const Script& script, PlannedStep& planned) {
  planned.runs_on = request.options.runs_on;
  if (planned.runs_on.empty()) planned.runs_on = step.runs_on;
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

Result<Draft> draft(const PlanRequest& request, const Step& step,
                    const Script& script, std::vector<Warning>& warnings) {
  TRY_VOID(check_parameters_fit(step, script));
  Draft result;
  PlannedStep& planned = result.step;
  TRY_VOID(place_step(request, step, script, planned));
  planned.number = script.number;
  planned.script = script.number.empty() ? step.script : script.file_name;
  planned.script_path = script.path;
  planned.name = step.name.empty() ? script.base_name : step.name;
  planned.description =
      step.description.empty() ? script.description : step.description;
  planned.stage = step.stage.empty() ? script.stage : step.stage;
  planned.kind = script.kind;
  if (script.kind == ScriptKind::powershell) {
    TRY(result.job.parameters,
        bind_parameters(script, playbook_variables(request), step.parameters,
                        command_line_variables(request.options), warnings));
  }
  planned.arguments = step.arguments;
  for (const Table::Entry& entry : step.environment.entries()) {
    planned.environment[entry.key] = environment_text(entry.value);
  }
  planned.timeout_seconds =
      effective_timeout(step.timeout_seconds, script, request.options);
  planned.tolerated = is_tolerated(step, request.options);
  planned.allow_parallel = script.allow_parallel;
  planned.place = step.place;
  result.header_dependencies = script.dependencies;
  result.step_needs = step.needs;
  result.step_name = step.name;
  result.needs_place = step.needs_place;
  return result;
}

bool looks_like_path(std::string_view script) {
  return script.find('/') != std::string_view::npos ||
         script.find('\\') != std::string_view::npos;
}

std::vector<std::string> script_names(const Catalog& catalog) {
  std::vector<std::string> names;
  for (const Script& script : catalog.scripts()) {
    names.push_back(script.file_name);
  }
  return names;
}

Result<Draft> draft_table_step(const Catalog& catalog,
                               const PlanRequest& request, const Step& step,
                               const ReadPathScript& read_path_script,
                               std::vector<Warning>& warnings) {
  if (looks_like_path(step.script)) {
    std::string path = step.script;
    std::replace(path.begin(), path.end(), '\\', '/');
    const auto absolute =
        (std::filesystem::path(request.project_root) / path).lexically_normal();
    auto script = read_path_script(absolute.string());
    if (!script) {
      Error error = script.error();
      error.place = step.place;
      return tl::make_unexpected(std::move(error));
    }
    TRY(Draft result, draft(request, step, *script, warnings));
    result.step.why = fmt::format("step {}", to_string(step.place));
    return result;
  }
  const std::vector<std::size_t> found =
      resolve_script_name(catalog, step.script);
  if (found.empty()) {
    return fail(ErrorKind::not_found,
                fmt::format("no script is called '{}'", step.script),
                step.place, did_you_mean(step.script, script_names(catalog)));
  }
  if (found.size() > 1) {
    std::vector<std::string> names;
    for (const std::size_t index : found) {
      names.push_back(catalog.scripts()[index].file_name);
    }
    return fail(
        ErrorKind::bad_input,
        fmt::format("'{}' is ambiguous: {}", step.script, join(names, ", ")),
        step.place, "write the file name instead");
  }
  const Script& script = catalog.scripts()[found.front()];
  TRY(Draft result, draft(request, step, script, warnings));
  result.script = found.front();
  result.step.why = fmt::format("step {}", to_string(step.place));
  return result;
}

// String steps that stand next to each other are one expression; exclusions
// reach over the whole playbook.
class StringSteps {
 public:
  explicit StringSteps(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      if (step.sequence.empty()) continue;
      for (const std::string_view term : split(step.sequence, ',')) {
        if (!trim(term).starts_with('!')) continue;
        exclusions_.push_back({std::string(term), step.place});
      }
    }
  }

  // The expression of the steps [first, last). Empty when it only excludes,
  // which is fine beside other steps; `alone` it is kept, for its error.
  std::vector<SequenceText> expression(const Step* first, const Step* last,
                                       bool alone) const {
    std::vector<SequenceText> texts;
    bool selects = false;
    for (; first != last; ++first) {
      texts.push_back({first->sequence, first->place});
      for (const std::string_view term : split(first->sequence, ',')) {
        selects = selects || !trim(term).starts_with('!');
      }
    }
    if (alone) return texts;
    if (!selects) return {};
    texts.insert(texts.end(), exclusions_.begin(), exclusions_.end());
    return texts;
  }

 private:
  std::vector<SequenceText> exclusions_;
};

void add_new_warnings(std::vector<Warning>& warnings,
                      std::vector<Warning> found) {
  for (Warning& warning : found) {
    const bool known = std::any_of(warnings.begin(), warnings.end(),
                                   [&](const Warning& other) {
                                     return other.message == warning.message &&
                                            other.place == warning.place;
                                   });
    if (!known) warnings.push_back(std::move(warning));
  }
}

// Drafts jobs step by step, keeping what an earlier step has selected.
class Drafter {
 public:
  Drafter(const Catalog& catalog, const PlanRequest& request,
          const ReadPathScript& read_path_script,
          std::vector<Warning>& warnings)
      : catalog_(catalog),
        request_(request),
        read_path_script_(read_path_script),
        warnings_(warnings) {}

  Result<std::vector<Draft>> draft(const std::vector<Step>& steps) {
    const StringSteps string_steps(steps);
    const Step* const end = steps.data() + steps.size();
    for (const Step* step = steps.data(); step != end;) {
      if (!step->script.empty()) {
        TRY(Draft made, draft_table_step(catalog_, request_, *step++,
                                         read_path_script_, warnings_));
        drafts_.push_back(std::move(made));
        continue;
      }
      const Step* const first = step;
      step = std::find_if(
          first, end, [](const Step& other) { return !other.script.empty(); });
      const bool alone = first == steps.data() && step == end;
      auto expression = string_steps.expression(first, step, alone);
      if (expression.empty()) continue;
      TRY_VOID(add_expression(expression));
    }
    return std::move(drafts_);
  }

 private:
  Status add_expression(const std::vector<SequenceText>& expression) {
    TRY(Selection selection,
        select_scripts(catalog_, expression, Dependencies::selected_only));
    add_new_warnings(warnings_, std::move(selection.warnings));
    for (const SelectedScript& found : selection.scripts) {
      if (!selected_.insert(found.script).second) continue;
      TRY(Draft made, draft_script(catalog_, request_, found.script,
                                   fmt::format("term '{}'", found.term),
                                   expression.front().place, warnings_));
      drafts_.push_back(std::move(made));
    }
    return {};
  }

  const Catalog& catalog_;
  const PlanRequest& request_;
  const ReadPathScript& read_path_script_;
  std::vector<Warning>& warnings_;
  std::set<std::size_t> selected_;
  std::vector<Draft> drafts_;
};

std::vector<Step> steps_of(const PlanRequest& request) {
  if (request.playbook) return request.playbook->steps;
  std::vector<Step> steps;
  for (const SequenceText& text : request.sequence) {
    Step step;
    step.sequence = text.text;
    step.place = text.place;
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace

Result<Draft> draft_script(const Catalog& catalog, const PlanRequest& request,
                           std::size_t script, std::string why, Place place,
                           std::vector<Warning>& warnings) {
  Step step;
  step.place = std::move(place);
  TRY(Draft result, draft(request, step, catalog.scripts()[script], warnings));
  result.script = script;
  result.step.why = std::move(why);
  return result;
}

Result<std::vector<Draft>> draft_jobs(const Catalog& catalog,
                                      const PlanRequest& request,
                                      const ReadPathScript& read_path_script,
                                      std::vector<Warning>& warnings) {
  Drafter drafter(catalog, request, read_path_script, warnings);
  return drafter.draft(steps_of(request));
}

}  // namespace aitherzero::planning
