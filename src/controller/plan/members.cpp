#include "controller/plan/members.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>
#include <unordered_map>

#include "shared/base/text.hpp"

namespace aitherzero::planning {
namespace {

std::vector<std::string> axis_names(const Cells& cells) {
  std::set<std::string> names;
  if (cells) {
    for (const Cell& cell : *cells) {
      for (const Variable& axis : cell) names.insert(axis.name);
    }
  }
  return {names.begin(), names.end()};
}

// What a step runs must be known before its cells are made of it.
bool target_mentions(const Value& step, const std::vector<std::string>& axes) {
  const auto* table = step.as<Table>();
  if (table == nullptr) return false;
  for (const char* key : {"Script", "Scripts", "Playbook", "Name", "Needs",
                          "Dependencies", "Group"}) {
    const Value* value = table->find(key);
    if (value != nullptr && mentions(*value, axes)) return true;
  }
  return table->find("Playbook") != nullptr;
}

bool is_string_step(const StepSource& source) {
  return source.value.as<Table>() == nullptr;
}

class MemberReader {
 public:
  MemberReader(Context& context, const Level& level)
      : context_(context), level_(level) {}

  Result<std::vector<Member>> read_all() {
    TRY(level_cells_, cells_of(level_.matrix));
    split_strings();
    members_.reserve(level_.steps.size());
    const auto end = level_.steps.end();
    for (auto step = level_.steps.begin(); step != end;) {
      if (!is_string_step(*step) || string_cells_.empty()) {
        TRY_VOID(read_members(*step++));
        continue;
      }
      const auto after = std::find_if_not(step, end, is_string_step);
      TRY_VOID(read_strings({step, after}));
      step = after;
    }
    TRY_VOID(check_names());
    return std::move(members_);
  }

 private:
  // String steps are one expression, so all differ by cell where one does.
  void split_strings() {
    if (!level_cells_) return;
    const std::vector<std::string> axes = axis_names(level_cells_);
    const bool differ =
        std::ranges::any_of(level_.steps, [&](const StepSource& source) {
          return is_string_step(source) && mentions(source.value, axes);
        });
    if (!differ) return;
    for (const Cell& cell : *level_cells_) {
      string_cells_.push_back(
          std::make_shared<const std::vector<Cell>>(1, cell));
    }
  }

  // Those of a cell stay beside each other.
  Status read_strings(std::span<const StepSource> sources) {
    const Lane bounds{level_.matrix.max_parallel, level_.matrix.fail_fast};
    for (const Cells& cells : string_cells_) {
      Scope scope(level_.scope);
      set_cell(cells->front(), scope);
      for (const StepSource& source : sources) {
        const bool first = cells == string_cells_.front();
        TRY(Step step, read(source.value, scope, first));
        members_.push_back({std::move(step), cells, bounds, 0, {}});
      }
    }
    return {};
  }

  // Its own variables are known to all else of a step.
  Result<Step> read(const Value& value, const Scope& outer, bool first) {
    if (!has_template(value)) return read_expanded(value, first);
    Scope scope(&outer);
    const auto* table = value.as<Table>();
    const Value* own = table == nullptr ? nullptr : table->find("Variables");
    if (own != nullptr && own->as<Table>() != nullptr) {
      TRY(const Value variables, expand(*own, outer));
      scope.set(*variables.as<Table>());
    }
    // The command line stays the strongest.
    set_command_line(context_.request.options, scope);
    TRY(const Value expanded, expand(value, scope));
    return read_expanded(expanded, first);
  }

  Result<Step> read_expanded(const Value& value, bool first) {
    std::vector<Warning> warnings;
    TRY(Step step, read_step(value, warnings));
    if (first) add_new_warnings(context_.warnings, std::move(warnings));
    return step;
  }

  // Steps whose values differ by cell are read once for each.
  Status read_members(const StepSource& source) {
    const std::size_t number =
        is_string_step(source)
            ? 0
            : 1 + static_cast<std::size_t>(&source - level_.steps.data());
    Cells cells = level_cells_;
    Matrix matrix = level_.matrix;
    if (source.matrix) {
      matrix = combined(std::move(matrix), *source.matrix);
      TRY(cells, cells_of(matrix));
    }
    const Lane bounds{matrix.max_parallel, matrix.fail_fast};
    const std::vector<std::string> axes = axis_names(cells);
    // A condition sees all variables.
    const bool by_cell =
        cells && (mentions(source.value, axes) || variables_mention(axes));
    if (cells && target_mentions(source.value, axes)) {
      for (const Cell& cell : *cells) {
        Scope scope(level_.scope);
        set_cell(cell, scope);
        TRY(Step step, read(source.value, scope, &cell == &cells->front()));
        const Cells only = std::make_shared<const std::vector<Cell>>(1, cell);
        members_.push_back({std::move(step), only, bounds, number, {}});
      }
      return {};
    }
    Member member;
    member.cells = cells;
    member.bounds = bounds;
    member.source = number;
    if (!by_cell) {
      TRY(member.step, read(source.value, *level_.scope, true));
    } else {
      for (const Cell& cell : *cells) {
        Scope scope(level_.scope);
        set_cell(cell, scope);
        TRY(Step step, read(source.value, scope, member.of_cells.empty()));
        member.of_cells.push_back(std::move(step));
      }
      member.step = member.of_cells.front();
    }
    members_.push_back(std::move(member));
    return {};
  }

  bool variables_mention(const std::vector<std::string>& axes) const {
    return std::ranges::any_of(variables_, [&](const Variable& variable) {
      return mentions(variable.value, axes);
    });
  }

  // Two steps with one name could not be told apart by Needs; cells of one
  // step may share theirs.
  Status check_names() {
    std::unordered_map<std::string, const Step*> seen;
    seen.reserve(members_.size());
    for (const Member& member : members_) {
      const Step& step = member.step;
      if (step.name.empty()) continue;
      const auto [entry, added] = seen.emplace(to_lower(step.name), &step);
      if (added || entry->second->place == step.place) continue;
      return fail(
          ErrorKind::bad_input,
          fmt::format("two steps are named '{}'; the other stands at {}",
                      step.name, to_string(entry->second->place)),
          step.place, "give each step a name of its own");
    }
    return {};
  }

  Context& context_;
  const Level& level_;
  std::vector<Variable> variables_ = level_.scope->all();
  Cells level_cells_;
  std::vector<Cells> string_cells_;  // one each, where string steps differ
  std::vector<Member> members_;
};

}  // namespace

Result<std::vector<Member>> read_members(Context& context, const Level& level) {
  return MemberReader(context, level).read_all();
}

Result<Cells> cells_of(const Matrix& matrix) {
  if (matrix.empty()) return Cells();
  TRY(std::vector<Cell> cells, expand_matrix(matrix));
  return std::make_shared<const std::vector<Cell>>(std::move(cells));
}

void set_cell(const Cell& cell, Scope& scope) {
  for (const Variable& axis : cell) scope.set(axis);
}

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

}  // namespace aitherzero::planning
