#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "shared/base/text.hpp"
#include "shared/value/psd1.hpp"

namespace aitherzero {
namespace {

constexpr int k_indent = 4;

// Within single quotes only the quote itself is special.
std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    result += c;
    if (c == '\'') result += c;
  }
  return result + "'";
}

// What PowerShell reads as a key without quotes.
std::string key_text(const std::string& key) {
  const bool plain =
      !key.empty() && !(key.front() >= '0' && key.front() <= '9') &&
      std::ranges::all_of(
          key, [](char c) { return is_alphanumeric(c) || c == '_'; });
  return plain ? key : quoted(key);
}

std::string number_text(double number) {
  std::string text = fmt::format("{}", number);
  // So that it is not read as a whole number.
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

class Writer {
 public:
  std::string write(const Value& value, int depth) {
    if (const auto* text = value.as<std::string>()) return quoted(*text);
    if (const auto* flag = value.as<bool>()) return *flag ? "$true" : "$false";
    if (const auto* number = value.as<std::int64_t>()) {
      return fmt::to_string(*number);
    }
    if (const auto* number = value.as<double>()) return number_text(*number);
    if (const auto* block = value.as<ScriptBlock>()) {
      return "{" + block->text + "}";
    }
    if (const auto* deferred = value.as<Deferred>()) {
      return quoted(deferred->text);
    }
    if (const auto* list = value.as<Array>()) return write_list(*list, depth);
    if (const auto* table = value.as<Table>())
      return write_table(*table, depth);
    return "$null";
  }

 private:
  std::string write_list(const Array& list, int depth) {
    std::vector<std::string> items;
    for (const Value& item : list) items.push_back(write(item, depth));
    return "@(" + join(items, ", ") + ")";
  }

  std::string write_table(const Table& table, int depth) {
    const std::string open = table.ordered ? "[ordered]@{" : "@{";
    if (table.empty()) return open + "}";
    std::string text = open + "\n";
    for (const Table::Entry& entry : table.entries()) {
      text +=
          std::string(static_cast<std::size_t>((depth + 1) * k_indent), ' ');
      text += fmt::format("{} = {}\n", key_text(entry.key),
                          write(entry.value, depth + 1));
    }
    return text + std::string(static_cast<std::size_t>(depth * k_indent), ' ') +
           "}";
  }
};

}  // namespace

std::string to_psd1(const Value& value) { return Writer().write(value, 0); }

}  // namespace aitherzero
