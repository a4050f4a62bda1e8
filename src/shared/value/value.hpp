// One value type for everything people write: playbooks, configuration,
// parameters, JSON. A value remembers where it stood, so that any later
// complaint can point there.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/base/result.hpp"

namespace aitherzero {

class Value;

struct Null {
  friend bool operator==(Null, Null) = default;
};

// A script block `{ … }`: its text between the braces, never run here.
struct ScriptBlock {
  std::string text;
  friend bool operator==(const ScriptBlock&, const ScriptBlock&) = default;
};

// A text whose templates wait for what other jobs write, such as
// "{{jobs.0407.output.Count}}"; see controller/plan/template.hpp.
struct Deferred {
  std::string text;
  friend bool operator==(const Deferred&, const Deferred&) = default;
};

using Array = std::vector<Value>;

// Keys keep the order they were written in and are found ignoring letter
// case, as in PowerShell. A key stands once; readers report repeats.
class Table {
 public:
  struct Entry;

  Table();
  Table(std::initializer_list<std::pair<std::string, Value>> entries);
  Table(const Table&);
  Table(Table&&) noexcept;
  Table& operator=(const Table&);
  Table& operator=(Table&&) noexcept;
  ~Table();

  // The value under a key, or nullptr.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  // Adds an entry, or replaces the value of the one that is there.
  void set(std::string key, Value value, Place key_place = {});
  // True when something was erased.
  bool erase(std::string_view key);

  const std::vector<Entry>& entries() const { return entries_; }
  std::size_t size() const;
  bool empty() const;

  // Written as [ordered]; matters only where it is handed to PowerShell.
  bool ordered = false;

  // Equal keys (ignoring case) with equal values, in any order.
  friend bool operator==(const Table& a, const Table& b);

 private:
  std::vector<Entry> entries_;
};

// A copy owns everything below it. Equality ignores places.
class Value {
 public:
  using Data = std::variant<Null, bool, std::int64_t, double, std::string,
                            Array, Table, ScriptBlock, Deferred>;

  Value() = default;  // null
  Value(Null) {}
  Value(bool value) : data_(value) {}
  Value(int value) : data_(static_cast<std::int64_t>(value)) {}
  Value(std::int64_t value) : data_(value) {}
  Value(double value) : data_(value) {}
  Value(const char* value) : data_(std::string(value)) {}
  Value(std::string value) : data_(std::move(value)) {}
  Value(Array value) : data_(std::move(value)) {}
  Value(Table value) : data_(std::move(value)) {}
  Value(ScriptBlock value) : data_(std::move(value)) {}
  Value(Deferred value) : data_(std::move(value)) {}

  const Data& data() const { return data_; }
  bool is_null() const { return std::holds_alternative<Null>(data_); }

  // A pointer to the content when it is of that type, else nullptr.
  template <typename T>
  const T* as() const {
    return std::get_if<T>(&data_);
  }
  template <typename T>
  T* as() {
    return std::get_if<T>(&data_);
  }

  const Place& place() const;
  // The same value with the place it was read from.
  Value at(Place place) &&;

  // "string", "integer", "table", …: the word that errors use.
  std::string_view type_name() const;

  friend bool operator==(const Value& a, const Value& b) {
    return a.data_ == b.data_;
  }

 private:
  Data data_;
  // Shared with no one; behind a pointer so that a value without a place,
  // the common case once a plan is made, stays small.
  std::shared_ptr<const Place> place_;
};

struct Table::Entry {
  std::string key;
  Value value;
  Place key_place;
};

}  // namespace aitherzero
