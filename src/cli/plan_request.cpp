#include "cli/plan_request.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "cli/save_playbook.hpp"
#include "cli/view/background_writer.hpp"
#include "controller/plan/step_checks.hpp"
#include "shared/base/text.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

using Kind = OptionSpec::Kind;

// NAME=VALUE is text, NAME:=JSON has a type.
struct Assignment {
  std::string name;
  std::string value;
  bool typed = false;
};

// Nothing for a text that is none.
std::optional<Assignment> split_assignment(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) return std::nullopt;
  const bool typed = equals > 0 && text[equals - 1] == ':';
  Assignment found{text.substr(0, typed ? equals - 1 : equals),
                   text.substr(equals + 1), typed};
  if (found.name.empty()) return std::nullopt;
  return found;
}

Status add_variables(const ParsedOptions& options, PlanOptions& plan) {
  for (const std::string& text : options.list("variable")) {
    const auto given = split_assignment(text);
    if (!given) {
      return fail(ErrorKind::bad_input,
                  fmt::format("'{}' sets no variable", text),
                  options.origin("variable"), "write NAME=VALUE or NAME:=JSON");
    }
    if (!given->typed) {
      plan.text_variables.emplace_back(given->name, given->value);
      continue;
    }
    TRY(Value parsed, parse_json(given->value, "--variable " + given->name));
    plan.variables.emplace_back(given->name, std::move(parsed));
  }
  return {};
}

// V1,V2 are texts, JSON is a value or a list of values.
Result<MatrixAxis> axis_of(const Assignment& words, const Place& place) {
  MatrixAxis axis;
  axis.name = words.name;
  if (words.typed) {
    TRY(Value parsed, parse_json(words.value, "--matrix " + words.name));
    const auto* list = parsed.as<Array>();
    axis.values = list != nullptr ? *list : Array{parsed};
  } else {
    axis.form = Variable::Form::text;
    for (const std::string_view value : split(words.value, ',')) {
      axis.values.emplace_back(std::string(trim(value)));
    }
  }
  if (axis.values.empty()) {
    return fail(ErrorKind::bad_input,
                fmt::format("axis '{}' has no values", axis.name), place);
  }
  return axis;
}

// "max-parallel=2", "exclude:=[{…}]": as they stand in a playbook.
Result<Matrix> setting_of(const Assignment& words, const Place& place) {
  auto value = parse_json(words.value, "--matrix " + words.name);
  if (!value && words.typed) return tl::make_unexpected(value.error());
  Table table;
  table.set(words.name,
            (value ? std::move(*value) : Value(words.value)).at(place));
  return read_matrix(Value(std::move(table)).at(place));
}

Result<Matrix> read_axes(const ParsedOptions& options) {
  const Place place = options.origin("matrix");
  Matrix matrix;
  for (const std::string& text : options.list("matrix")) {
    const auto words = split_assignment(text);
    if (!words || words->value.empty()) {
      return fail(ErrorKind::bad_input,
                  fmt::format("'{}' gives an axis no values", text), place,
                  "write AXIS=VALUE,VALUE or AXIS:=JSON");
    }
    Matrix one;
    if (is_matrix_key(words->name)) {
      TRY(one, setting_of(*words, place));
    } else {
      TRY(MatrixAxis axis, axis_of(*words, place));
      one.axes.push_back(std::move(axis));
    }
    matrix = combined(std::move(matrix), one);
  }
  return matrix;
}

// As the usual services set it.
bool is_ci(const Environment& environment) {
  const std::string ci = get(environment, "CI");
  return equals_ignoring_case(ci, "true") || ci == "1";
}

Result<PlanOptions> read_plan_options(const CommandContext& context,
                                      const ParsedOptions& options) {
  PlanOptions plan;
  TRY(plan.matrix, read_axes(options));
  plan.profile = options.value("profile").value_or("");
  plan.in_ci = is_ci(context.environment);
  TRY(plan.parallel, options.boolean("parallel"));
  TRY(plan.max_concurrency, options.count("max-concurrency"));
  TRY(plan.timeout_seconds, options.seconds("timeout"));
  TRY(plan.wait_agents_seconds, options.seconds("wait-agents"));
  plan.continue_on_error = options.flag("continue-on-error");
  plan.fail_fast = options.flag("fail-fast");
  plan.with_dependencies = options.flag("with-dependencies");
  plan.runs_on = options.list("runs-on");
  TRY_VOID(check_labels(plan.runs_on, options.origin("runs-on")));
  TRY_VOID(add_variables(options, plan));
  return plan;
}

Result<Automation> read_automation_of(const CommandContext& context,
                                      const ParsedOptions& options,
                                      const Project& project,
                                      const std::optional<Playbook>& playbook) {
  TRY(Configuration configuration,
      read_configuration(context, options, project));
  if (playbook) TRY_VOID(configuration.add(Value(playbook->configuration)));
  const Value* automation = configuration.find("Automation");
  if (automation == nullptr || automation->is_null()) return Automation{};
  const auto* table = automation->as<Table>();
  if (table != nullptr) return read_automation(*table);
  return fail(ErrorKind::bad_input,
              fmt::format("Automation is a table of settings, not {}",
                          automation->type_name()),
              automation->place());
}

Result<Playbook> named_playbook(const CommandContext& context,
                                const Project& project,
                                const std::string& name) {
  auto playbook = load_playbook(context, project, name);
  if (!playbook && playbook.error().kind == ErrorKind::not_found &&
      looks_like_sequence(name)) {
    Error error = playbook.error();
    error.advice = fmt::format("to run a sequence: --sequence '{}'", name);
    return tl::make_unexpected(std::move(error));
  }
  return playbook;
}

}  // namespace

std::vector<OptionSpec> plan_options() {
  std::vector<OptionSpec> options = project_options();
  const std::vector<OptionSpec> own = {
      {"sequence", Kind::list, "EXPR",
       "Run the scripts of a sequence, such as 0400-0499,!0450, instead of a "
       "playbook."},
      {"parallel", Kind::optional, "true|false",
       "Whether independent scripts run at the same time."},
      {"max-concurrency", Kind::value, "N",
       "At most N scripts at a time (default: the usable CPUs)."},
      {"continue-on-error", Kind::flag, "",
       "Tolerate failures: go on, and end with 10."},
      {"fail-fast", Kind::flag, "",
       "At the first failure cancel what runs, too."},
      {"timeout", Kind::value, "SECONDS",
       "Time for the whole run; 0: no limit."},
      {"variable", Kind::list, "NAME=VALUE",
       "Set a variable; NAME:=JSON gives it a type."},
      {"matrix", Kind::list, "AXIS=V1,V2",
       "Run everything for each combination of such values; AXIS:=JSON gives "
       "them types. max-parallel=N, fail-fast=true, exclude:=JSON and "
       "include:=JSON are as in a playbook."},
      {"profile", Kind::value, "NAME",
       "A profile of the playbook or the configuration."},
      config_option(),
      {"save-playbook", Kind::value, "NAME",
       "Save what is asked for as a playbook of this name, too."},
      {"with-dependencies", Kind::flag, "",
       "Also run what the selected scripts depend on."},
      {"runs-on", Kind::list, "LABEL",
       "A label that agents of all jobs must have; stronger than RunsOn."},
      {"wait-agents", Kind::value, "SECONDS",
       "A job fails when no agent with its labels has come for so long; 0: at "
       "once (on a controller; default: it waits)."},
  };
  options.insert(options.end(), own.begin(), own.end());
  return options;
}

Result<PlanRequest> plan_request(const CommandContext& context,
                                 const ParsedOptions& options,
                                 const Project& project) {
  PlanRequest request;
  request.project_root = project.root;
  TRY(request.options, read_plan_options(context, options));
  for (const std::string& text : options.list("sequence")) {
    request.sequence.push_back({text, options.origin("sequence")});
  }
  const bool named = !options.operands().empty();
  if (named == !request.sequence.empty()) {
    return fail(ErrorKind::bad_input,
                named ? "a playbook and a sequence are two different runs"
                      : "nothing to run",
                {}, "name a playbook, or give --sequence 0400-0499");
  }
  if (named) {
    TRY(request.playbook,
        named_playbook(context, project, options.operands().front()));
  }
  TRY(request.options.automation,
      read_automation_of(context, options, project, request.playbook));
  return request;
}

Result<Plan> plan_run(const CommandContext& context,
                      const ParsedOptions& options, const Project& project,
                      const PlanRequest& request) {
  TRY(const Catalog catalog, read_catalog(project));
  TRY(PlannedRun planned,
      make_plan(catalog, request, plan_files(context, project)));
  print_warnings(planned.warnings);
  if (const auto name = options.value("save-playbook")) {
    TRY(const std::string path,
        save_playbook(*name, request, planned.plan, project));
    print_notice(fmt::format("Saved as {}\n", path));
  }
  return std::move(planned.plan);
}

}  // namespace aitherzero
