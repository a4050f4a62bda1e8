// Any bytes of a process: the lines do not depend on how they arrive, are valid
// UTF-8 and cannot act on a terminal.
#include "agent/process/line_splitter.hpp"
#include "controller/report/text_layout.hpp"
#include "fuzz.hpp"
#include "shared/base/assert.hpp"
#include "shared/base/unicode.hpp"

namespace {

std::vector<std::string> lines_of(std::string_view bytes, std::size_t step) {
  std::vector<std::string> lines;
  aitherzero::LineSplitter splitter(
      [&](std::string line) { lines.push_back(std::move(line)); });
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    splitter.add(bytes.substr(at, step));
  }
  splitter.finish();
  return lines;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aitherzero;
  const std::string_view bytes = fuzz::text_of(data, size);
  const std::vector<std::string> lines = lines_of(bytes, size + 1);
  AZ_ASSERT(lines == lines_of(bytes, 1));
  for (const std::string& line : lines) {
    AZ_ASSERT(to_valid_utf8(line) == line);
    const std::string plain = harmless(line, Colours::strip);
    AZ_ASSERT(plain.find('\x1b') == std::string::npos);
    AZ_ASSERT(display_width(cut_to(plain, 10)) <= 10);
  }
  return 0;
}
