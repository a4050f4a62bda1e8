#include "shared/config/configuration.hpp"

#include <fmt/format.h>

namespace aitherzero {
namespace {

void lay_over(Table& below, const Table& above) {
  for (const Table::Entry& entry : above.entries()) {
    const auto* table = entry.value.as<Table>();
    Value* known = below.find(entry.key);
    Table* inner = known == nullptr ? nullptr : known->as<Table>();
    if (table != nullptr && inner != nullptr) {
      lay_over(*inner, *table);
    } else {
      below.set(entry.key, entry.value, entry.key_place);
    }
  }
}

void collect(const Table& table, const std::string& prefix,
             std::vector<Configuration::Setting>& settings) {
  for (const Table::Entry& entry : table.entries()) {
    const std::string path = prefix + entry.key;
    if (const auto* inner = entry.value.as<Table>()) {
      collect(*inner, path + ".", settings);
    } else {
      settings.push_back({path, &entry.value});
    }
  }
}

}  // namespace

Status Configuration::add(const Value& layer) {
  const auto* table = layer.as<Table>();
  if (table == nullptr) {
    return fail(ErrorKind::bad_input,
                fmt::format("a configuration is a table @{{ … }}, not {}",
                            layer.type_name()),
                layer.place());
  }
  lay_over(table_, *table);
  return {};
}

const Value* Configuration::find(std::string_view path) const {
  const Table* table = &table_;
  while (table != nullptr) {
    const std::size_t dot = path.find('.');
    const Value* value = table->find(path.substr(0, dot));
    if (value == nullptr || dot == std::string_view::npos) return value;
    path.remove_prefix(dot + 1);
    table = value->as<Table>();
  }
  return nullptr;
}

std::vector<Configuration::Setting> Configuration::settings() const {
  std::vector<Setting> settings;
  collect(table_, "", settings);
  return settings;
}

}  // namespace aitherzero
