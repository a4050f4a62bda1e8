#include "controller/report/text_table.hpp"

#include <algorithm>

#include "controller/report/text_layout.hpp"
#include "shared/base/assert.hpp"

namespace aitherzero {

void TextTable::add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = harmless(cell, Colours::strip);
  rows_.push_back(std::move(cells));
}

std::string TextTable::render() const {
  constexpr std::string_view k_gap = "  ";
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (const auto& row : rows_) {
    AZ_ASSERT(row.size() == widths.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) line += k_gap;
      line += pad_to(row[i], widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace aitherzero
