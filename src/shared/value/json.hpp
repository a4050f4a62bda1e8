// JSON into values, with places, and values into JSON. Safe on any input.
#pragma once

#include <string>
#include <string_view>

#include "shared/value/value.hpp"

namespace aitherzero {

// Repeated keys, invalid UTF-8, too deep nesting and numbers that no value
// can hold are errors with their place.
Result<Value> parse_json(std::string_view text, const std::string& source);

enum class JsonStyle { compact, indented };

// Tables keep their order. Script blocks become their text. Invalid UTF-8
// is replaced (U+FFFD), never an error.
std::string to_json(const Value& value, JsonStyle style);

}  // namespace aitherzero
