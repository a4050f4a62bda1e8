// Any text; and what was read is the same once it was written and read again.
#include "shared/value/json.hpp"

#include "fuzz.hpp"
#include "shared/base/assert.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aitherzero;
  const auto value = parse_json(fuzz::text_of(data, size), "fuzz");
  if (!value) return 0;
  const std::string text = to_json(*value, JsonStyle::compact);
  const auto again = parse_json(text, "again");
  AZ_ASSERT(again.has_value());
  AZ_ASSERT(to_json(*again, JsonStyle::compact) == text);
  return 0;
}
