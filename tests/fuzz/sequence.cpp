// Any text: a selection without repeats, or an error.
#include "controller/plan/sequence.hpp"

#include <set>

#include "fuzz.hpp"
#include "shared/base/assert.hpp"
#include "support/catalog_builder.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aitherzero;
  static const Catalog catalog =
      testing::catalog({{"0001_A", "Stage: One\nTags: x, y"},
                        {"0040_B", "Dependencies: 0001"},
                        {"0400_C", "Stage: Two"},
                        {"0400_D", "Tags: x"},
                        {"4000_E", "Dependencies: B, 4000"}});
  const std::string text(fuzz::text_of(data, size));
  for (const auto dependencies :
       {Dependencies::selected_only, Dependencies::include}) {
    const auto selection = select_scripts(catalog, {{text, {}}}, dependencies);
    if (!selection) continue;
    AZ_ASSERT(!selection->scripts.empty());
    std::set<std::size_t> seen;
    for (const SelectedScript& script : selection->scripts) {
      AZ_ASSERT(script.script < catalog.scripts().size());
      AZ_ASSERT(seen.insert(script.script).second);
    }
  }
  static_cast<void>(looks_like_sequence(text));
  return 0;
}
