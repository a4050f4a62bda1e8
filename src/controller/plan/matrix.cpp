#include "controller/plan/matrix.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "controller/plan/table_reader.hpp"
#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

constexpr std::size_t k_max_cells = 1'000'000;

Result<std::vector<Table>> read_tables(const Value* value,
                                       std::string_view what) {
  std::vector<Table> tables;
  if (value == nullptr) return tables;
  const auto add = [&](const Value& item) {
    const auto* table = item.as<Table>();
    if (table != nullptr) tables.push_back(*table);
    return table != nullptr;
  };
  if (const auto* list = value->as<Array>()) {
    for (const Value& item : *list) {
      if (add(item)) continue;
      return fail(ErrorKind::bad_input,
                  fmt::format("{} of a matrix holds tables @{{ axis = value }}"
                              ", not {}",
                              what, item.type_name()),
                  item.place());
    }
  } else if (!add(*value)) {
    return fail(ErrorKind::bad_input,
                fmt::format("{} of a matrix is a list of tables, not {}", what,
                            value->type_name()),
                value->place());
  }
  return tables;
}

MatrixAxis* find_axis(Matrix& matrix, std::string_view name) {
  for (MatrixAxis& axis : matrix.axes) {
    if (equals_ignoring_case(axis.name, name)) return &axis;
  }
  return nullptr;
}

Variable* find_value(Cell& cell, std::string_view name) {
  for (Variable& value : cell) {
    if (equals_ignoring_case(value.name, name)) return &value;
  }
  return nullptr;
}

// Whether the cell has all of the values.
bool has_all(Cell& cell, const Table& values) {
  return std::ranges::all_of(values.entries(), [&](const auto& wanted) {
    const Variable* value = find_value(cell, wanted.key);
    return value != nullptr && same_value(value->value, wanted.value);
  });
}

Status check_excludes(const Matrix& matrix) {
  std::vector<std::string> names;
  for (const MatrixAxis& axis : matrix.axes) names.push_back(axis.name);
  for (const Table& exclude : matrix.exclude) {
    for (const Table::Entry& entry : exclude.entries()) {
      const bool known = std::ranges::any_of(names, [&](const auto& name) {
        return equals_ignoring_case(name, entry.key);
      });
      if (known) continue;
      return fail(ErrorKind::bad_input,
                  fmt::format("exclude names '{}', which is no axis of this "
                              "matrix",
                              entry.key),
                  entry.key_place, did_you_mean(entry.key, names));
    }
  }
  return {};
}

Result<std::vector<Cell>> combinations(const Matrix& matrix) {
  std::size_t count = matrix.axes.empty() ? 0 : 1;
  for (const MatrixAxis& axis : matrix.axes) {
    count *= axis.values.size();
    if (count > k_max_cells) {
      return fail(
          ErrorKind::limit,
          fmt::format("this matrix has more than {} cells", k_max_cells),
          matrix.place);
    }
  }
  std::vector<Cell> cells(count);
  std::size_t repeats = count;
  for (const MatrixAxis& axis : matrix.axes) {
    repeats /= axis.values.size();
    for (std::size_t i = 0; i < count; ++i) {
      const Value& value = axis.values[i / repeats % axis.values.size()];
      cells[i].push_back({axis.name, value, axis.form});
    }
  }
  return cells;
}

// Merges one include; `originals` cells are combinations of the axes, those
// behind them were included.
void include(const Matrix& matrix, const Table& values, std::size_t originals,
             std::vector<Cell>& cells) {
  Table of_axes;
  for (const MatrixAxis& axis : matrix.axes) {
    if (const Value* value = values.find(axis.name)) {
      of_axes.set(axis.name, *value);
    }
  }
  const auto merge = [&](Cell& cell) {
    for (const Table::Entry& entry : values.entries()) {
      Variable* known = find_value(cell, entry.key);
      if (known == nullptr) {
        cell.push_back({entry.key, entry.value, Variable::Form::typed});
      } else if (of_axes.find(entry.key) == nullptr) {
        known->value = entry.value;
      }
    }
  };
  bool merged = false;
  for (std::size_t i = 0; i < originals; ++i) {
    if (!has_all(cells[i], of_axes)) continue;
    merge(cells[i]);
    merged = true;
  }
  if (!merged) merge(cells.emplace_back());
}

}  // namespace

bool is_matrix_key(std::string_view key) {
  for (const std::string_view name : {"include", "exclude", "max-parallel",
                                      "MaxParallel", "fail-fast", "FailFast"}) {
    if (equals_ignoring_case(key, name)) return true;
  }
  return false;
}

bool same_value(const Value& a, const Value& b) {
  return a == b || (a.as<Table>() == nullptr && b.as<Table>() == nullptr &&
                    text_of(a) == text_of(b));
}

Result<Matrix> read_matrix(const Value& value) {
  const auto* table = value.as<Table>();
  if (table == nullptr) {
    return fail(ErrorKind::bad_input,
                fmt::format("a matrix is a table @{{ axis = @('…') }}, not {}",
                            value.type_name()),
                value.place());
  }
  Matrix matrix;
  matrix.place = value.place();
  TableReader reader(*table, "Matrix");
  TRY(matrix.include, read_tables(reader.raw("include"), "include"));
  TRY(matrix.exclude, read_tables(reader.raw("exclude"), "exclude"));
  matrix.max_parallel = reader.count("max-parallel");
  if (const auto most = reader.count("MaxParallel")) matrix.max_parallel = most;
  matrix.fail_fast = reader.boolean("fail-fast").value_or(false) ||
                     reader.boolean("FailFast").value_or(false);
  for (const Table::Entry& entry : table->entries()) {
    if (is_matrix_key(entry.key)) continue;
    static_cast<void>(reader.raw(entry.key));
    MatrixAxis axis{entry.key, {}, Variable::Form::typed};
    if (const auto* list = entry.value.as<Array>()) {
      axis.values = *list;
    } else {
      axis.values = {entry.value};
    }
    if (axis.values.empty()) {
      return fail(ErrorKind::bad_input,
                  fmt::format("axis '{}' has no values", entry.key),
                  entry.key_place, "give it some, or remove it");
    }
    matrix.axes.push_back(std::move(axis));
  }
  std::vector<Warning> none;
  TRY_VOID(reader.finish(none));
  return matrix;
}

Matrix combined(Matrix matrix, const Matrix& over) {
  for (const MatrixAxis& axis : over.axes) {
    if (MatrixAxis* known = find_axis(matrix, axis.name)) {
      *known = axis;
    } else {
      matrix.axes.push_back(axis);
    }
  }
  matrix.include.insert(matrix.include.end(), over.include.begin(),
                        over.include.end());
  matrix.exclude.insert(matrix.exclude.end(), over.exclude.begin(),
                        over.exclude.end());
  if (over.max_parallel) matrix.max_parallel = over.max_parallel;
  matrix.fail_fast = matrix.fail_fast || over.fail_fast;
  if (over.place.line != 0 || matrix.place.source.empty()) {
    matrix.place = over.place;
  }
  return matrix;
}

Result<std::vector<Cell>> expand_matrix(const Matrix& matrix) {
  TRY_VOID(check_excludes(matrix));
  TRY(std::vector<Cell> cells, combinations(matrix));
  std::erase_if(cells, [&](Cell& cell) {
    return std::ranges::any_of(matrix.exclude, [&](const Table& exclude) {
      return has_all(cell, exclude);
    });
  });
  const std::size_t originals = cells.size();
  for (const Table& values : matrix.include) {
    include(matrix, values, originals, cells);
  }
  if (cells.empty()) {
    return fail(ErrorKind::bad_input, "every cell of this matrix is excluded",
                matrix.place);
  }
  return cells;
}

Value matrix_value(const Cell* cell) {
  if (cell == nullptr) return {};
  Table table;
  for (const Variable& axis : *cell) table.set(axis.name, axis.value);
  return Value(std::move(table));
}

const Variable* find_axis(const Cell& cell, std::string_view name) {
  const auto axis = std::ranges::find_if(cell, [&](const Variable& value) {
    return equals_ignoring_case(value.name, name);
  });
  return axis == cell.end() ? nullptr : &*axis;
}

std::string cell_text(const Cell& cell) {
  std::string text;
  for (const Variable& value : cell) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{}={}", value.name, text_of(value.value));
  }
  // It is part of ids, which people and terminals read.
  for (char& c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7f) c = '?';
  }
  return text;
}

}  // namespace aitherzero
