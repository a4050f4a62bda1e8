// Reads a table whose keys are known: typed access by key, and at the end a
// complaint about every key that nobody asked for. The first error is kept;
// reading goes on harmlessly after it, so callers check once, at finish().
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

class TableReader {
 public:
  // `what` names the table in messages: "step", "Options". The table must
  // outlive the reader.
  TableReader(const Table& table, std::string what);

  // Each takes its key; absent, null and wrong types read as nothing (a wrong
  // type is an error at finish()).
  std::optional<std::string> string(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<double> seconds(std::string_view key);  // ≥ 0
  std::optional<int> count(std::string_view key);       // ≥ 1
  std::optional<int> whole(std::string_view key);       // ≥ 0
  std::optional<Table> table(std::string_view key);
  // A list of strings; a single string is a list of one, numbers are taken by
  // their text (a step number may be written bare).
  std::vector<std::string> strings(std::string_view key);
  // The raw value, nullptr when absent or null.
  const Value* raw(std::string_view key);

  // Where a key's value stands.
  Place place_of(std::string_view key) const;

  // Keys that other systems act on and this one does not: a warning where they
  // ask for something.
  void without_effect(
      const std::vector<std::pair<std::string_view, std::string_view>>& keys,
      std::vector<Warning>& warnings);

  // For errors that the caller finds itself; the first one wins.
  void set_error(tl::unexpected<Error> error);

  // The first error; otherwise unknown keys are added to `warnings`.
  Status finish(std::vector<Warning>& warnings);

 private:
  const Value* take(std::string_view key);
  std::optional<int> whole_from(std::int64_t least, std::string_view key);
  void wrong_type(std::string_view key, const Value& value,
                  std::string_view expected);

  const Table& table_;
  std::string what_;
  std::vector<std::string_view> known_;  // keys are literals of the caller
  std::optional<Error> error_;
};

}  // namespace aitherzero
