// Any text as ignore rules and as a declared output, and any path: they come to
// a verdict, and a pattern that matches below a folder says so beforehand.
#include "shared/tree/ignore.hpp"

#include "fuzz.hpp"
#include "shared/base/assert.hpp"
#include "shared/tree/capture.hpp"

// The first line is the path, the rest is rules.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aitherzero;
  const std::string_view text = fuzz::text_of(data, size);
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string path(text.substr(0, end));
  const std::string_view rules = text.substr(std::min(end + 1, text.size()));
  IgnoreRules walk;
  walk.enter("", {IgnoreFile::parse(rules)});
  static_cast<void>(walk.ignores(path, PathKind::folder));
  const Wildcard wildcard(rules);
  if (wildcard.matches(path) && !path.ends_with('/')) {
    for (std::size_t at = path.find('/'); at != std::string::npos;
         at = path.find('/', at + 1)) {
      AZ_ASSERT(wildcard.may_match_below(path.substr(0, at)));
    }
  }
  if (const auto output = OutputPattern::parse(rules)) {
    static_cast<void>(output->matches(path, true));
  }
  return 0;
}
