#include "agent/process/line_splitter.hpp"

#include <cstdint>
#include <utility>

namespace aitherzero {
namespace {

constexpr std::string_view k_replacement = "\xEF\xBF\xBD";  // U+FFFD

constexpr std::uint8_t byte_at(std::string_view bytes, std::size_t index) {
  return static_cast<std::uint8_t>(bytes[index]);
}

constexpr bool is_continuation(std::uint8_t byte) {
  return (byte & 0xC0) == 0x80;
}

// How a character starts: its length, and which second bytes are right (they
// exclude over-long forms, surrogates and what lies above U+10FFFF).
struct Lead {
  std::size_t length = 0;  // 0: no character starts with this byte
  std::uint8_t second_min = 0x80;
  std::uint8_t second_max = 0xBF;
};

constexpr Lead lead_of(std::uint8_t byte) {
  if (byte < 0x80) return {1};
  if (byte < 0xC2) return {};
  if (byte < 0xE0) return {2};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {};
}

struct Sequence {
  std::size_t length = 1;  // bytes to take
  bool valid = false;
};

// The character at the start, or as many bytes as one U+FFFD stands for.
Sequence first_sequence(std::string_view bytes) {
  const Lead lead = lead_of(byte_at(bytes, 0));
  if (lead.length <= 1) return {1, lead.length == 1};
  std::size_t taken = 1;
  while (taken < lead.length && taken < bytes.size()) {
    const std::uint8_t byte = byte_at(bytes, taken);
    const bool fits = taken == 1
                          ? byte >= lead.second_min && byte <= lead.second_max
                          : is_continuation(byte);
    if (!fits) return {taken, false};
    ++taken;
  }
  return {taken, taken == lead.length};
}

// Where to cut so that at most `limit` bytes come first and no character is
// broken; bytes that are no UTF-8 anyway are cut at the limit.
std::size_t cut_position(std::string_view bytes, std::size_t limit) {
  std::size_t cut = limit;
  while (cut > limit - 3 && is_continuation(byte_at(bytes, cut))) --cut;
  return is_continuation(byte_at(bytes, cut)) ? limit : cut;
}

}  // namespace

std::string to_valid_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  std::size_t good_from = 0;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const Sequence sequence = first_sequence(bytes.substr(at));
    if (!sequence.valid) {
      text += bytes.substr(good_from, at - good_from);
      text += k_replacement;
      good_from = at + sequence.length;
    }
    at += sequence.length;
  }
  text += bytes.substr(good_from);
  return text;
}

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
