#include "shared/value/value.hpp"

#include <algorithm>

#include "shared/base/text.hpp"

namespace aitherzero {

Table::Table() = default;
Table::Table(const Table&) = default;
Table::Table(Table&&) noexcept = default;
Table& Table::operator=(const Table&) = default;
Table& Table::operator=(Table&&) noexcept = default;
Table::~Table() = default;

Table::Table(std::initializer_list<std::pair<std::string, Value>> entries) {
  for (const auto& [key, value] : entries) set(key, value);
}

const Value* Table::find(std::string_view key) const {
  for (const Entry& entry : entries_) {
    if (equals_ignoring_case(entry.key, key)) return &entry.value;
  }
  return nullptr;
}

Value* Table::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

void Table::set(std::string key, Value value, Place key_place) {
  if (Value* present = find(key)) {
    *present = std::move(value);
    return;
  }
  entries_.push_back({std::move(key), std::move(value), std::move(key_place)});
}

bool Table::erase(std::string_view key) {
  return std::erase_if(entries_, [&](const Entry& entry) {
           return equals_ignoring_case(entry.key, key);
         }) != 0;
}

std::size_t Table::size() const { return entries_.size(); }
bool Table::empty() const { return entries_.empty(); }

bool operator==(const Table& a, const Table& b) {
  return a.size() == b.size() && a.ordered == b.ordered &&
         std::all_of(a.entries_.begin(), a.entries_.end(),
                     [&](const Table::Entry& entry) {
                       const Value* other = b.find(entry.key);
                       return other != nullptr && *other == entry.value;
                     });
}

const Place& Value::place() const {
  static const Place k_nowhere;
  return place_ ? *place_ : k_nowhere;
}

Value Value::at(Place place) && {
  place_ = std::make_shared<const Place>(std::move(place));
  return std::move(*this);
}

std::string_view Value::type_name() const {
  static constexpr std::string_view k_names[] = {
      "null",   "boolean",      "integer",
      "number", "string",       "list",
      "table",  "script block", "the output of another job"};
  return k_names[data_.index()];
}

}  // namespace aitherzero
