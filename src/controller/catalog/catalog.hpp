// The catalog: all numbered scripts of a folder. A value; reading the folder
// is the only I/O.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "controller/catalog/script.hpp"
#include "shared/base/result.hpp"

namespace aitherzero {

class Catalog {
 public:
  enum class Depth { folder_only, recursive };

  // Reads every file NNNN_Name of a folder that a system can run. Two scripts
  // with one number are both kept.
  static Result<Catalog> read(const std::string& folder, Depth depth);

  // For tests and callers that have scripts already.
  explicit Catalog(std::vector<Script> scripts);
  Catalog() = default;

  // Ordered by number, then by file name.
  const std::vector<Script>& scripts() const { return scripts_; }

  // Positions in scripts(), ascending. A number is given with four digits.
  std::vector<std::size_t> with_number(std::string_view number) const;
  // By file name or base name, or by name without its number; letter case
  // does not count.
  std::vector<std::size_t> with_name(std::string_view name) const;

 private:
  std::vector<Script> scripts_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_number_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_name_;
};

// A dependency as a header or step writes it ("0407", "407",
// "Validate-Syntax", "0407_Validate-Syntax.ps1") → positions in the catalog;
// empty when it names no script, which for a header is no error ("Git").
std::vector<std::size_t> resolve_script_name(const Catalog& catalog,
                                             std::string_view name);

}  // namespace aitherzero
