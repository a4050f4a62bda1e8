// Any text: a value or an error with its place; and a value that was read can
// be made a playbook or refused.
#include "shared/value/psd1.hpp"

#include "controller/plan/playbook.hpp"
#include "fuzz.hpp"
#include "shared/base/assert.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aitherzero;
  Psd1Context context;
  context.script_root = "/root";
  context.environment = [](std::string_view name) {
    return name == "SET" ? std::optional<std::string>("value") : std::nullopt;
  };
  const auto value = parse_psd1(fuzz::text_of(data, size), "fuzz", context);
  if (!value) {
    AZ_ASSERT(value.error().place.source == "fuzz");
    AZ_ASSERT(!value.error().message.empty());
    return 0;
  }
  static_cast<void>(read_playbook(*value, "fuzz"));
  return 0;
}
