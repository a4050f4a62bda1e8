#include "agent/process/line_splitter.hpp"

#include <utility>

#include "shared/base/unicode.hpp"

namespace aitherzero {
namespace {

constexpr bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// Where to cut so that at most `limit` bytes come first and no character is
// broken; bytes that are no UTF-8 anyway are cut at the limit.
std::size_t cut_position(std::string_view bytes, std::size_t limit) {
  std::size_t cut = limit;
  while (cut > limit - 3 && is_continuation(bytes[cut])) --cut;
  return is_continuation(bytes[cut]) ? limit : cut;
}

}  // namespace

void LineSplitter::add(std::string_view bytes) {
  while (true) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) break;
    if (partial_.empty()) {
      hand_on(bytes.substr(0, end));
    } else {
      partial_ += bytes.substr(0, end);
      const std::string line = std::exchange(partial_, {});
      hand_on(line);
    }
    bytes.remove_prefix(end + 1);
  }
  partial_ += bytes;
  cut_long_start();
}

void LineSplitter::cut_long_start() {
  // One byte of grace: a line of just the limit may be ended by CR LF.
  std::string_view rest = partial_;
  while (rest.size() > k_longest_line_bytes + 1) {
    const std::size_t cut = cut_position(rest, k_longest_line_bytes);
    on_line_(to_valid_utf8(rest.substr(0, cut)));
    rest.remove_prefix(cut);
  }
  if (rest.size() != partial_.size()) partial_ = std::string(rest);
}

void LineSplitter::hand_on(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  while (line.size() > k_longest_line_bytes) {
    const std::size_t cut = cut_position(line, k_longest_line_bytes);
    on_line_(to_valid_utf8(line.substr(0, cut)));
    line.remove_prefix(cut);
  }
  on_line_(to_valid_utf8(line));
}

void LineSplitter::finish() {
  if (partial_.empty()) return;
  const std::string line = std::exchange(partial_, {});
  hand_on(line);
}

}  // namespace aitherzero
