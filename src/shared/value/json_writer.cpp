#include <nlohmann/json.hpp>

#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

using Json = nlohmann::ordered_json;

struct Converter {
  Json operator()(Null) const { return nullptr; }
  Json operator()(bool value) const { return value; }
  Json operator()(std::int64_t value) const { return value; }
  // The library writes infinities and NaN as null.
  Json operator()(double value) const { return value; }
  Json operator()(const std::string& value) const { return value; }
  Json operator()(const ScriptBlock& value) const { return value.text; }
  Json operator()(const Deferred& value) const { return value.text; }
  Json operator()(const Array& items) const {
    Json list = Json::array();
    for (const Value& item : items) {
      list.push_back(std::visit(*this, item.data()));
    }
    return list;
  }
  Json operator()(const Table& table) const {
    Json object = Json::object();
    auto& members = object.get_ref<Json::object_t&>();
    members.reserve(table.size());
    for (const Table::Entry& entry : table.entries()) {
      members.push_back({entry.key, std::visit(*this, entry.value.data())});
    }
    return object;
  }
};

}  // namespace

std::string to_json(const Value& value, JsonStyle style) {
  constexpr int k_indent = 2;
  return std::visit(Converter{}, value.data())
      .dump(style == JsonStyle::indented ? k_indent : -1, ' ', false,
            Json::error_handler_t::replace);
}

}  // namespace aitherzero
