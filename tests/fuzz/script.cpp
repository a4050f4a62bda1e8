// Any text as a script: its header and its param() block are read, never more.
#include "controller/catalog/script.hpp"

#include "fuzz.hpp"
#include "shared/base/assert.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aitherzero;
  const Script script =
      read_script("/scripts/0407_Fuzz.ps1", fuzz::text_of(data, size));
  AZ_ASSERT(script.number == "0407");
  for (const DeclaredParameter& parameter : script.parameters) {
    AZ_ASSERT(!parameter.name.empty());
  }
  return 0;
}
