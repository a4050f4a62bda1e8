// The configuration: tables laid over each other, the stronger ones last. Each
// value keeps the place where it was written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

class Configuration {
 public:
  // What it says is stronger than all before; tables in it are laid over those
  // of the same key, all else replaces. `bad_input` when it is no table.
  Status add(const Value& layer);

  const Table& table() const { return table_; }
  // By its path, "Automation.MaxConcurrency"; nullptr when it is not there.
  const Value* find(std::string_view path) const;

  // Every value that is no table, with its path, in the order written.
  struct Setting {
    std::string path;
    const Value* value;
  };
  std::vector<Setting> settings() const;

 private:
  Table table_;
};

}  // namespace aitherzero
