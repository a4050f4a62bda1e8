#include "cli/save_playbook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "shared/base/text.hpp"
#include "shared/platform/files.hpp"
#include "shared/value/psd1.hpp"

namespace aitherzero {
namespace {

const Place k_option{"--save-playbook", 0, 0};

Status check_name(const std::string& name) {
  const bool good =
      !name.empty() && name.front() != '-' && name.front() != '.' &&
      std::ranges::all_of(name, [](char c) {
        return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
      });
  if (good) return {};
  return fail(ErrorKind::bad_input,
              fmt::format("'{}' cannot name a playbook", name), k_option,
              "use letters, digits, '-', '_' and '.'");
}

Status check_sayable(const PlanRequest& request) {
  const PlanOptions& options = request.options;
  const std::pair<bool, const char*> unsayable[] = {
      {options.fail_fast, "--fail-fast"},
      {options.with_dependencies, "--with-dependencies"},
      {options.wait_agents_seconds.has_value(), "--wait-agents"},
      {!options.profile.empty(), "--profile"}};
  if (request.playbook) {
    return fail(ErrorKind::bad_input, "this is a playbook already", k_option,
                "it is for runs of a --sequence");
  }
  for (const auto& [is_set, name] : unsayable) {
    if (!is_set) continue;
    return fail(ErrorKind::bad_input,
                fmt::format("a playbook cannot say {}", name), k_option,
                "leave it out and say it when the playbook is run");
  }
  return {};
}

// A text as the type that a script of the plan has for it.
Value typed(const Plan& plan, const std::string& name, const std::string& text,
            bool is_axis) {
  for (const Job& job : plan.jobs) {
    if (is_axis) {
      const Cell* cell = plan.cell(job);
      const bool has = cell != nullptr &&
                       std::ranges::any_of(*cell, [&](const Variable& axis) {
                         return axis.name == name && axis.value == Value(text);
                       });
      if (!has) continue;
    }
    if (const Value* value = job.parameters.find(name)) return *value;
  }
  return Value(text);
}

Table variables_of(const PlanRequest& request, const Plan& plan) {
  Table variables;
  for (const auto& [name, value] : request.options.variables) {
    variables.set(name, value);
  }
  for (const auto& [name, text] : request.options.text_variables) {
    variables.set(name, typed(plan, name, text, false));
  }
  return variables;
}

Table matrix_of(const Matrix& matrix, const Plan& plan) {
  Table table;
  for (const MatrixAxis& axis : matrix.axes) {
    Array values;
    for (const Value& value : axis.values) {
      const auto* text = value.as<std::string>();
      values.push_back(axis.form == Variable::Form::text && text != nullptr
                           ? typed(plan, axis.name, *text, true)
                           : value);
    }
    table.set(axis.name, std::move(values));
  }
  const auto add = [&](const char* key, const std::vector<Table>& tables) {
    if (!tables.empty()) table.set(key, Array(tables.begin(), tables.end()));
  };
  add("include", matrix.include);
  add("exclude", matrix.exclude);
  if (matrix.max_parallel) table.set("max-parallel", *matrix.max_parallel);
  if (matrix.fail_fast) table.set("fail-fast", true);
  return table;
}

Table options_of(const PlanOptions& asked) {
  Table options;
  if (asked.parallel) options.set("Parallel", *asked.parallel);
  if (asked.max_concurrency) {
    options.set("MaxConcurrency", *asked.max_concurrency);
  }
  if (asked.timeout_seconds) options.set("Timeout", *asked.timeout_seconds);
  return options;
}

// Terms alone where that is all, else steps that say more.
Value sequence_of(const PlanRequest& request) {
  Array terms;
  for (const SequenceText& text : request.sequence) {
    terms.emplace_back(text.text);
  }
  const PlanOptions& options = request.options;
  if (!options.continue_on_error && options.runs_on.empty()) return terms;
  Table step{{"Scripts", std::move(terms)}};
  if (options.continue_on_error) step.set("ContinueOnError", true);
  if (!options.runs_on.empty()) {
    step.set("RunsOn", Array(options.runs_on.begin(), options.runs_on.end()));
  }
  return Array{Value(std::move(step))};
}

}  // namespace

Result<std::string> save_playbook(const std::string& name,
                                  const PlanRequest& request, const Plan& plan,
                                  const Project& project) {
  TRY_VOID(check_name(name));
  TRY_VOID(check_sayable(request));
  const std::string path = project.playbooks + "/" + name + ".psd1";
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    return fail(ErrorKind::bad_input, fmt::format("{} is there already", path),
                k_option, "choose another name, or remove it first");
  }
  Table playbook{{"Name", name}, {"Sequence", sequence_of(request)}};
  const auto add = [&](const char* key, Table table) {
    if (!table.empty()) playbook.set(key, std::move(table));
  };
  add("Variables", variables_of(request, plan));
  add("Matrix", matrix_of(request.options.matrix, plan));
  add("Options", options_of(request.options));
  TRY_VOID(make_folders(project.playbooks));
  TRY_VOID(write_file_atomically(path, to_psd1(playbook) + "\n"));
  return path;
}

}  // namespace aitherzero
