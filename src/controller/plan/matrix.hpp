// The matrix: axes with values, of which each combination is a cell.
//
//   @{ profile = @('quick', 'full'); platform = @('Linux', 'Windows')
//      exclude = @(@{ profile = 'full'; platform = 'Windows' })
//      include = @(@{ profile = 'quick'; tags = 'smoke' })
//      max-parallel = 2; fail-fast = $true }
//
// Cells stand in the order of the axes as written, the first turning slowest.
// A cell that has all values of an exclude is left out. Then includes merge as
// GitHub Actions merges them: into every cell whose values of axes it does not
// change, else it is a cell of its own.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/plan/template.hpp"
#include "shared/base/result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

struct MatrixAxis {
  std::string name;
  Array values;
  // Of --matrix AXIS=V1,V2: converted by the type that a script declares.
  Variable::Form form = Variable::Form::typed;
};

struct Matrix {
  std::vector<MatrixAxis> axes;
  std::vector<Table> include;
  std::vector<Table> exclude;
  std::optional<int> max_parallel;  // cells of a step at a time
  bool fail_fast = false;           // the first failure cancels the others
  Place place;

  bool empty() const { return axes.empty() && include.empty(); }
};

// A cell's values, in the order of the axes.
using Cell = std::vector<Variable>;

// Whether a key of a matrix is no axis: include, max-parallel, …
bool is_matrix_key(std::string_view key);

// A matrix as a playbook writes it.
Result<Matrix> read_matrix(const Value& value);

// Axes of `over` replace those of that name and stand behind the others; its
// includes, excludes and limits are added or stronger.
Matrix combined(Matrix matrix, const Matrix& over);

// The cells, at least one. `bad_input` where an exclude names no axis or takes
// away everything, `limit` where there are too many.
Result<std::vector<Cell>> expand_matrix(const Matrix& matrix);

// nullptr where the cell has no such axis.
const Variable* find_axis(const Cell& cell, std::string_view name);

// "profile=quick, platform=Linux"
std::string cell_text(const Cell& cell);

// The same as a table for reports; null for nullptr.
Value matrix_value(const Cell* cell);

// Equal where both have one type; numbers and texts also when they read the
// same.
bool same_value(const Value& a, const Value& b);

}  // namespace aitherzero
