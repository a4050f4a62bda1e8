#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <span>

#include "controller/plan/checks.hpp"
#include "controller/plan/members.hpp"
#include "controller/plan/parameters.hpp"
#include "controller/plan/planning.hpp"
#include "controller/plan/string_steps.hpp"
#include "shared/base/text.hpp"

namespace aitherzero::planning {
namespace {

constexpr std::size_t k_max_jobs = 2'000'000;

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

// The position of the one script that a step means.
Result<std::size_t> find_script(const Catalog& catalog, const Step& step) {
  const std::vector<std::size_t> found =
      resolve_script_name(catalog, step.script);
  if (found.empty()) {
    return fail(ErrorKind::not_found,
                fmt::format("no script is called '{}'", step.script),
                step.place, did_you_mean(step.script, script_names(catalog)));
  }
  if (found.size() == 1) return found.front();
  std::vector<std::string> names;
  for (const std::size_t index : found) {
    names.push_back(catalog.scripts()[index].file_name);
  }
  return fail(
      ErrorKind::bad_input,
      fmt::format("'{}' is ambiguous: {}", step.script, join(names, ", ")),
      step.place, "write the file name instead");
}

Result<Script> read_path_script(const Context& context, const Step& step) {
  std::string path = step.script;
  std::replace(path.begin(), path.end(), '\\', '/');
  const auto absolute =
      (std::filesystem::path(context.request.project_root) / path)
          .lexically_normal();
  auto script = context.files.read_script(absolute.string());
  if (script) return script;
  Error error = script.error();
  error.place = step.place;
  return tl::make_unexpected(std::move(error));
}

std::vector<Variable> command_line_variables(const PlanOptions& options,
                                             const Cell* cell) {
  std::vector<Variable> variables;
  const auto add = [&](Variable variable) {
    const bool is_axis = cell != nullptr && find_axis(*cell, variable.name);
    if (!is_axis) variables.push_back(std::move(variable));
  };
  for (const auto& [name, value] : options.variables) {
    add({name, value, Variable::Form::typed});
  }
  for (const auto& [name, text] : options.text_variables) {
    add({name, Value(text), Variable::Form::text});
  }
  return variables;
}

class UnitMaker {
 public:
  UnitMaker(Context& context, const Level& level)
      : context_(context), level_(level) {}

  Result<std::vector<Unit>> make() {
    TRY(members_, read_members(context_, level_));
    TRY_VOID(make_all());
    return std::move(units_);
  }

  Result<Unit> make_one(std::size_t script, const std::string& why,
                        Place place) {
    Member member;
    TRY(member.cells, cells_of(level_.matrix));
    member.bounds = {level_.matrix.max_parallel, level_.matrix.fail_fast};
    member.step.place = std::move(place);
    TRY_VOID(add_unit(member, context_.catalog.scripts()[script], script, why));
    return std::move(units_.back());
  }

 private:
  Status make_all() {
    units_.reserve(members_.size());
    // Once: exact sizes for each nested playbook would move all each time.
    if (context_.plan.steps.empty()) {
      context_.plan.steps.reserve(members_.size());
    }
    const StringSteps string_steps(members_);
    for (auto member = members_.begin(); member != members_.end();) {
      if (!member->step.is_string) {
        TRY_VOID(make_table_step(*member++));
        continue;
      }
      const auto after =
          std::find_if(member, members_.end(), [&](const Member& other) {
            return !other.step.is_string || other.cells != member->cells;
          });
      const auto expression = string_steps.expression({member, after});
      if (!expression.empty()) TRY_VOID(add_selection(*member, expression));
      member = after;
    }
    return {};
  }

  Status make_table_step(const Member& member) {
    const Step& step = member.step;
    if (!step.playbook.empty()) return add_nested(member);
    if (!step.terms.empty()) {
      std::vector<SequenceText> expression;
      for (const std::string& term : step.terms) {
        expression.push_back({term, step.place});
      }
      return add_selection(member, expression);
    }
    const std::string why = fmt::format("step {}", to_string(step.place));
    if (looks_like_path(step.script)) {
      TRY(const Script script, read_path_script(context_, step));
      return add_unit(member, script, std::nullopt, why);
    }
    TRY(const std::size_t script, find_script(context_.catalog, step));
    return add_unit(member, context_.catalog.scripts()[script], script, why);
  }

  // What an earlier string step has selected stands there already.
  Status add_selection(const Member& member,
                       const std::vector<SequenceText>& expression) {
    TRY(Selection selection, select_scripts(context_.catalog, expression,
                                            Dependencies::selected_only));
    add_new_warnings(context_.warnings, std::move(selection.warnings));
    context_.excluded.insert(selection.excluded.begin(),
                             selection.excluded.end());
    for (const SelectedScript& found : selection.scripts) {
      if (member.step.is_string &&
          !selected_.insert({member.cells, found.script}).second) {
        continue;
      }
      TRY_VOID(add_unit(member, context_.catalog.scripts()[found.script],
                        found.script, why_selected(found)));
    }
    return {};
  }

  // The term, and where a playbook has it.
  static std::string why_selected(const SelectedScript& selected) {
    const bool is_option = selected.place.source.empty() ||
                           selected.place.source.starts_with("--");
    if (is_option) return fmt::format("term '{}'", selected.term);
    return fmt::format("term '{}' at {}", selected.term,
                       to_string(selected.place));
  }

  Status add_unit(const Member& member, const Script& script,
                  std::optional<std::size_t> position, const std::string& why) {
    Unit unit;
    unit.cells = member.cells;
    unit.script = position;
    unit.name = member.step.name;
    unit.header_dependencies = script.dependencies;
    unit.needs = member.step.needs;
    unit.needs_place = member.step.needs_place;
    unit.place = member.step.place;
    unit.group = member.step.group;
    const std::size_t count = member.cells ? member.cells->size() : 1;
    const std::uint32_t lane =
        matrix_lane(member, selects(member.step) ? script.path : "");
    for (std::size_t i = 0; i < count; ++i) {
      const bool differs = !member.of_cells.empty();
      const Step& step = differs ? member.of_cells[i] : member.step;
      if (i == 0 || differs) {
        TRY(PlannedStep planned, planned_step(context_, step, script));
        planned.why = why;
        planned.lane = lane;
        if (!planned.condition.empty()) {
          const Cell* seen = member.cells ? &(*member.cells)[i] : nullptr;
          TRY_VOID(show_variables(variables_of(step, nullptr),
                                  scope_of(step, seen), planned));
        }
        unit.shown_script = planned.script;
        unit.title = planned.name;
        context_.plan.steps.push_back(std::move(planned));
      }
      const Cell* cell = member.cells ? &(*member.cells)[i] : nullptr;
      TRY_VOID(add_job(step, script, cell, i == 0, unit));
      add_late_values(step, i == 0 || differs, unit);
    }
    units_.push_back(std::move(unit));
    return {};
  }

  // The playbook's, the step's and the cell's, the weaker ones first.
  std::vector<Variable> variables_of(const Step& step, const Cell* cell) const {
    std::vector<Variable> variables = variables_;
    for (const Table::Entry& own : step.variables.entries()) {
      variables.push_back({own.key, own.value, Variable::Form::typed});
    }
    if (cell != nullptr) {
      variables.insert(variables.end(), cell->begin(), cell->end());
    }
    return variables;
  }

  // What templates in variables may name.
  Scope scope_of(const Step& step, const Cell* cell) const {
    Scope scope(level_.scope);
    if (cell != nullptr) set_cell(*cell, scope);
    scope.set(step.variables);
    set_command_line(context_.request.options, scope);
    return scope;
  }

  // Of the job that was added last.
  void add_late_values(const Step& step, bool refers, Unit& unit) {
    Plan& plan = context_.plan;
    LateValues late;
    std::vector<JobReference> references;
    find_references(plan.jobs.back().parameters, references);
    for (const Value& argument : step.late_arguments) {
      find_references(argument, references);
    }
    for (const Table::Entry& entry : step.environment.entries()) {
      if (entry.value.as<Deferred>() == nullptr) continue;
      find_references(entry.value, references);
      late.environment.set(entry.key, entry.value);
    }
    if (references.empty()) return;
    late.arguments = step.late_arguments;
    const auto job = static_cast<std::uint32_t>(plan.jobs.size() - 1);
    plan.late.emplace(JobIndex{job}, std::move(late));
    // Those of one step's cells are the same, unless it was read for each.
    if (refers)
      std::ranges::move(references, std::back_inserter(unit.references));
  }

  std::uint32_t add_lane(Lane lane) {
    context_.plan.lanes.push_back(lane);
    return static_cast<std::uint32_t>(context_.plan.lanes.size() - 1);
  }

  // Whether what it runs is a sequence, and not one script.
  static bool selects(const Step& step) {
    return step.is_string || !step.terms.empty();
  }

  // The lane of the cells of a step, which may be members of their own, within
  // that of the level. Each script of a sequence counts as a step.
  std::uint32_t matrix_lane(const Member& member, const std::string& script) {
    Lane lane = member.bounds;
    if (!lane.max_parallel && !lane.fail_fast) return level_.lane;
    lane.within = level_.lane;
    const auto [entry, is_new] =
        matrix_lanes_.try_emplace({member.source, script});
    if (is_new) entry->second = add_lane(lane);
    return entry->second;
  }

  // … of the jobs of a playbook that a step nests, for one cell of these. One
  // that is sequential has a line of its own.
  std::uint32_t nested_lane(const Member& member, const Playbook& playbook) {
    const std::uint32_t around = matrix_lane(member, "");
    Lane lane{playbook.options.parallel == false
                  ? 1
                  : playbook.options.max_concurrency};
    lane.within = around;
    lane.is_cell = around != level_.lane;
    return lane.max_parallel || lane.is_cell ? add_lane(lane) : around;
  }

  Status add_job(const Step& step, const Script& script, const Cell* cell,
                 bool first, Unit& unit) {
    Plan& plan = context_.plan;
    if (plan.jobs.size() == k_max_jobs) {
      return fail(ErrorKind::limit,
                  fmt::format("this plan has more than {} jobs", k_max_jobs),
                  step.place, "a matrix with fewer cells would do");
    }
    Job job;
    job.step = static_cast<std::uint32_t>(plan.steps.size() - 1);
    job.id = unique_id(script, cell);
    if (script.kind == ScriptKind::powershell) {
      const Scope scope =
          has_templates_ ? scope_of(step, cell) : Scope::beside(*level_.scope);
      std::vector<Warning> warnings;
      TRY(job.parameters,
          bind_parameters(
              script, variables_of(step, cell), step.parameters,
              command_line_variables(context_.request.options, cell), scope,
              warnings));
      if (first) add_new_warnings(context_.warnings, std::move(warnings));
    }
    if (cell != nullptr) job.cell = cell_number(*cell);
    unit.jobs.push_back({static_cast<std::uint32_t>(plan.jobs.size()), 1});
    plan.jobs.push_back(std::move(job));
    return {};
  }

  // Cells of one matrix are shared by all steps that run for it.
  std::uint32_t cell_number(const Cell& cell) {
    const auto [entry, added] = cell_numbers_.try_emplace(
        &cell, static_cast<std::uint32_t>(context_.plan.cells.size()));
    if (added) context_.plan.cells.push_back(cell);
    return entry->second;
  }

  // The script's number, else its base name; with the cell's values, and "#2",
  // "#3" for repeats in the order written.
  std::string unique_id(const Script& script, const Cell* cell) {
    const std::string base =
        level_.prefix +
        (script.number.empty()
             ? std::filesystem::path(script.path).stem().string()
             : script.number);
    const std::string values =
        cell == nullptr ? "" : fmt::format(" ({})", cell_text(*cell));
    const int times = ++context_.ids[base + values];
    return times == 1 ? base + values
                      : fmt::format("{}#{}{}", base, times, values);
  }

  // The jobs of another playbook, as one unit that ends when all of them have.
  Status add_nested(const Member& member) {
    const Step& step = member.step;
    TRY(const Playbook playbook, load_nested(step));
    Scope scope = Scope::beside(*level_.scope);
    scope.set(playbook.variables);
    const std::string& profile = context_.request.options.profile;
    if (playbook.profiles.find(profile) != nullptr) {
      TRY(const Table chosen, profile_variables(playbook.profiles, profile));
      scope.set(chosen);
    }
    scope.set(step.variables);
    if (member.cells) set_cell(member.cells->front(), scope);
    set_command_line(context_.request.options, scope);
    Level inner;
    inner.steps = playbook.steps;
    inner.matrix = playbook.matrix;
    inner.scope = &scope;
    const std::string& name = step.name.empty() ? playbook.name : step.name;
    inner.prefix = level_.prefix + name + "/";
    if (member.cells) {
      inner.prefix = fmt::format("{}{} ({})/", level_.prefix, name,
                                 cell_text(member.cells->front()));
    }
    inner.chain = level_.chain;
    inner.chain.push_back(playbook.source);
    inner.nested = add_nested_playbook(step, playbook, inner.prefix);
    inner.lane = nested_lane(member, playbook);
    Unit unit;
    unit.cells = member.cells;
    unit.name = name;
    unit.title = name;
    unit.shown_script = step.playbook;
    unit.needs = step.needs;
    unit.needs_place = step.needs_place;
    unit.place = step.place;
    unit.group = step.group;
    Plan& plan = context_.plan;
    const std::size_t first_step = plan.steps.size();
    const auto first = static_cast<std::uint32_t>(plan.jobs.size());
    TRY(auto units, make_units(context_, inner));
    TRY_VOID(connect_units(context_, inner, std::move(units)));
    TRY_VOID(add_checks(context_, inner, playbook.checks, first));
    for (std::size_t i = first_step; i < plan.steps.size(); ++i) {
      PlannedStep& planned = plan.steps[i];
      inherit_settings(context_.request.options, step, planned);
      if (planned.lane == k_no_lane) planned.lane = inner.lane;
      if (planned.nested == k_not_nested) planned.nested = inner.nested;
    }
    const auto end = static_cast<std::uint32_t>(plan.jobs.size());
    unit.jobs = {{first, end - first}};
    units_.push_back(std::move(unit));
    return {};
  }

  Result<Playbook> load_nested(const Step& step) {
    auto playbook = context_.files.load_playbook(step.playbook);
    if (!playbook) {
      Error error = playbook.error();
      if (error.place.source.empty()) error.place = step.place;
      return tl::make_unexpected(std::move(error));
    }
    const auto open = std::ranges::find(level_.chain, playbook->source);
    if (open != level_.chain.end()) {
      std::vector<std::string> chain(open, level_.chain.end());
      chain.push_back(playbook->source);
      return fail(ErrorKind::bad_input,
                  "these playbooks nest each other: " + join(chain, " → "),
                  step.place, "take one of the steps away");
    }
    add_new_warnings(context_.warnings, playbook->warnings);
    if (playbook->success.criteria.any()) {
      warn_of_nested(step, *playbook, "SuccessCriteria");
    }
    if (!playbook->configuration.entries().empty()) {
      warn_of_nested(step, *playbook, "Configuration");
    }
    return playbook;
  }

  void warn_of_nested(const Step& step, const Playbook& playbook,
                      std::string_view key) {
    add_new_warnings(
        context_.warnings,
        {{fmt::format("the {} of {} has no effect where it is nested", key,
                      playbook.name),
          step.place, "what the outermost playbook says holds for all jobs"}});
  }

  // Its own options, else those around it; the step's Timeout is stronger.
  std::uint32_t add_nested_playbook(const Step& step, const Playbook& playbook,
                                    const std::string& prefix) {
    std::vector<NestedPlaybook>& all = context_.plan.nested;
    NestedPlaybook nested;
    nested.name = prefix.substr(0, prefix.size() - 1);
    nested.within = level_.nested;
    nested.stop_on_error = playbook.options.stop_on_error.value_or(
        stops_on_error(context_.plan, level_.nested));
    nested.timeout_seconds =
        bound_of(step.timeout_seconds ? step.timeout_seconds
                                      : playbook.options.timeout_seconds);
    all.push_back(std::move(nested));
    return static_cast<std::uint32_t>(all.size() - 1);
  }

  Context& context_;
  const Level& level_;
  // Of the playbook; the command line's come last.
  std::vector<Variable> variables_ = level_.scope->all();
  bool has_templates_ =
      std::ranges::any_of(variables_, has_template, &Variable::value);
  std::vector<Member> members_;
  // By string steps: for which cells, which scripts.
  std::set<std::pair<Cells, std::size_t>> selected_;
  // By step, and script of a sequence.
  std::map<std::pair<std::size_t, std::string>, std::uint32_t> matrix_lanes_;
  std::map<const Cell*, std::uint32_t> cell_numbers_;
  std::vector<Unit> units_;
};

}  // namespace

Result<std::vector<Unit>> make_units(Context& context, const Level& level) {
  return UnitMaker(context, level).make();
}

Result<Unit> make_script_unit(Context& context, const Level& level,
                              std::size_t script, const std::string& why,
                              Place place) {
  return UnitMaker(context, level).make_one(script, why, std::move(place));
}

}  // namespace aitherzero::planning
