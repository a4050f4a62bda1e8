// Columns of text, aligned by display width, for commands that list things.
#pragma once

#include <string>
#include <vector>

namespace aitherzero {

class TextTable {
 public:
  explicit TextTable(std::vector<std::string> headings)
      : rows_{std::move(headings)} {}

  // As many cells as there are headings. Whatever they hold, each stays on its
  // line.
  void add(std::vector<std::string> cells);

  // Headings and rows; every column as wide as its widest cell, the last one
  // unpadded.
  std::string render() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace aitherzero
