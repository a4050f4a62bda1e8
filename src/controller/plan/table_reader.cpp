#include "controller/plan/table_reader.hpp"

#include <fmt/format.h>

#include <cmath>

#include "shared/base/text.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

// Longer than this a timeout says nothing: a hundred years.
constexpr double k_max_seconds = 100.0 * 365 * 24 * 3600;
constexpr std::int64_t k_max_count = 1'000'000;

bool asks_for_nothing(const Value& value) {
  if (value.is_null()) return true;
  if (const bool* flag = value.as<bool>()) return !*flag;
  if (const auto* text = value.as<std::string>()) return text->empty();
  if (const auto* list = value.as<Array>()) return list->empty();
  if (const auto* table = value.as<Table>()) return table->empty();
  return false;
}

}  // namespace

TableReader::TableReader(const Table& table, std::string what)
    : table_(table), what_(std::move(what)) {}

const Value* TableReader::take(std::string_view key) {
  known_.push_back(key);
  const Value* value = table_.find(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

void TableReader::set_error(tl::unexpected<Error> error) {
  if (!error_) error_ = std::move(error).value();
}

void TableReader::wrong_type(std::string_view key, const Value& value,
                             std::string_view expected) {
  set_error(
      fail(ErrorKind::bad_input,
           fmt::format("{} of {} must be {}, not {}", key, what_, expected,
                       value.as<double>() == nullptr
                           ? std::string(value.type_name())
                           : to_json(value, JsonStyle::compact)),
           value.place()));
}

std::optional<std::string> TableReader::string(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr) return std::nullopt;
  if (const auto* text = value->as<std::string>()) return *text;
  if (const auto* number = value->as<std::int64_t>()) {
    return fmt::to_string(*number);
  }
  if (const auto* number = value->as<double>()) return fmt::to_string(*number);
  wrong_type(key, *value, "a string");
  return std::nullopt;
}

std::optional<bool> TableReader::boolean(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr) return std::nullopt;
  if (const bool* flag = value->as<bool>()) return *flag;
  wrong_type(key, *value, "$true or $false");
  return std::nullopt;
}

std::optional<double> TableReader::seconds(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr) return std::nullopt;
  double number = 0;
  if (const auto* integer = value->as<std::int64_t>()) {
    number = static_cast<double>(*integer);
  } else if (const auto* real = value->as<double>()) {
    number = *real;
  } else {
    wrong_type(key, *value, "a number of seconds");
    return std::nullopt;
  }
  if (!std::isfinite(number) || number < 0 || number > k_max_seconds) {
    set_error(fail(ErrorKind::bad_input,
                   fmt::format("{} of {} must be a number of seconds from 0 "
                               "to {}, not {}",
                               key, what_, k_max_seconds, number),
                   value->place()));
    return std::nullopt;
  }
  return number;
}

std::optional<int> TableReader::count(std::string_view key) {
  return whole_from(1, key);
}

std::optional<int> TableReader::whole(std::string_view key) {
  return whole_from(0, key);
}

std::optional<int> TableReader::whole_from(std::int64_t least,
                                           std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr) return std::nullopt;
  const auto* number = value->as<std::int64_t>();
  if (number == nullptr) {
    wrong_type(key, *value, "a whole number");
    return std::nullopt;
  }
  if (*number < least || *number > k_max_count) {
    set_error(fail(ErrorKind::bad_input,
                   fmt::format("{} of {} must be from {} to {}, not {}", key,
                               what_, least, k_max_count, *number),
                   value->place()));
    return std::nullopt;
  }
  return static_cast<int>(*number);
}

std::optional<Table> TableReader::table(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr) return std::nullopt;
  if (const auto* content = value->as<Table>()) return *content;
  wrong_type(key, *value, "a table @{ … }");
  return std::nullopt;
}

std::vector<std::string> TableReader::strings(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr) return {};
  std::vector<std::string> result;
  const auto add = [&](const Value& item) {
    if (const auto* text = item.as<std::string>()) {
      result.push_back(*text);
    } else if (const auto* number = item.as<std::int64_t>()) {
      result.push_back(fmt::to_string(*number));
    } else {
      wrong_type(key, item, "a string or a list of strings");
    }
  };
  if (const auto* list = value->as<Array>()) {
    for (const Value& item : *list) add(item);
  } else {
    add(*value);
  }
  return result;
}

const Value* TableReader::raw(std::string_view key) { return take(key); }

Place TableReader::place_of(std::string_view key) const {
  const Value* value = table_.find(key);
  return value == nullptr ? Place{} : value->place();
}

void TableReader::without_effect(
    const std::vector<std::pair<std::string_view, std::string_view>>& keys,
    std::vector<Warning>& warnings) {
  for (const auto& [key, what] : keys) {
    const Value* value = take(key);
    if (value == nullptr || asks_for_nothing(*value)) continue;
    warnings.push_back(
        {fmt::format("{} of {} has no effect here: {}", key, what_, what),
         value->place(),
         {}});
  }
}

Status TableReader::finish(std::vector<Warning>& warnings) {
  if (error_) return tl::make_unexpected(*error_);
  for (const Table::Entry& entry : table_.entries()) {
    const bool known =
        std::any_of(known_.begin(), known_.end(), [&](std::string_view key) {
          return equals_ignoring_case(key, entry.key);
        });
    if (known) continue;
    warnings.push_back(
        {fmt::format("unknown key '{}' in {}", entry.key, what_),
         entry.key_place,
         did_you_mean(entry.key, {known_.begin(), known_.end()})});
  }
  return {};
}

}  // namespace aitherzero
