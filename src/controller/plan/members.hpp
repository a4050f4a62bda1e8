// Inside the plan room: the steps of a level with the cells they run for, read
// with their templates expanded.
#pragma once

#include <vector>

#include "controller/plan/planning.hpp"
#include "controller/plan/step.hpp"

namespace aitherzero::planning {

// A step with the matrix that it is run for.
struct Member {
  Step step;
  Cells cells;
  Lane bounds = {};  // of the matrix
  // Which step of the level it is, or is a cell of. String steps are one.
  std::size_t source = 0;
  // Where values of the cells stand in the step: a step for each of them.
  std::vector<Step> of_cells;
};

// In the order written. A step whose target differs by cell is a member for
// each cell; where a string step does, all of them are, and those of a cell
// share its `cells`. Two steps with one name are `bad_input`.
Result<std::vector<Member>> read_members(Context& context, const Level& level);

// nullptr for a matrix without axes.
Result<Cells> cells_of(const Matrix& matrix);
void set_cell(const Cell& cell, Scope& scope);

// Those that are not there yet.
void add_new_warnings(std::vector<Warning>& warnings,
                      std::vector<Warning> found);

}  // namespace aitherzero::planning
