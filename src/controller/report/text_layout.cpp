#include "controller/report/text_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace aitherzero {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// The blocks that matter in practice, from Unicode's EastAsianWidth.txt (W, F)
// and its combining marks; ascending.
constexpr Range k_wide[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x23e9, 0x23ec},
    {0x2614, 0x2615},   {0x26a1, 0x26a1},   {0x26aa, 0x26ab},
    {0x2705, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},
    {0x274c, 0x274c},   {0x2753, 0x2755},   {0x2795, 0x2797},
    {0x2e80, 0x303e},   {0x3041, 0x33ff},   {0x3400, 0x4dbf},
    {0x4e00, 0x9fff},   {0xa000, 0xa4cf},   {0xac00, 0xd7a3},
    {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},
    {0xffe0, 0xffe6},   {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff},
    {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};
constexpr Range k_combining[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a},
    {0x064b, 0x065f}, {0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x1ab0, 0x1aff},
    {0x1dc0, 0x1dff}, {0x200b, 0x200f}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f},
    {0xfe20, 0xfe2f}};

template <std::size_t N>
bool contains(const Range (&ranges)[N], std::uint32_t code) {
  const Range* range = std::lower_bound(
      std::begin(ranges), std::end(ranges), code,
      [](const Range& r, std::uint32_t c) { return r.last < c; });
  return range != std::end(ranges) && range->first <= code;
}

struct Character {
  std::uint32_t code;
  std::size_t bytes;
};

// The character at the beginning of a text; a broken byte is one of its own.
Character first_character(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  const std::size_t length = byte < 0x80   ? 1u
                             : byte < 0xc0 ? 1u
                             : byte < 0xe0 ? 2u
                             : byte < 0xf0 ? 3u
                                           : 4u;
  if (length == 1 || text.size() < length) return {byte, 1};
  std::uint32_t code = byte & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3fu);
  }
  return {code, length};
}

std::size_t width_of(std::uint32_t code) {
  if (contains(k_combining, code)) return 0;
  return contains(k_wide, code) ? 2 : 1;
}

// Bytes of an escape sequence at the beginning of a text (ECMA-48).
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2) return text.size();
  if (text[1] == '[') {
    std::size_t end = 2;
    while (end < text.size() && (text[end] < '@' || text[end] > '~')) ++end;
    return std::min(end + 1, text.size());
  }
  if (text[1] == ']' || text[1] == 'P' || text[1] == '_' || text[1] == '^') {
    for (std::size_t end = 2; end < text.size(); ++end) {
      if (text[end] == '\a') return end + 1;
      if (text.substr(end).starts_with("\x1b\\")) return end + 2;
    }
    return text.size();
  }
  return 2;
}

}  // namespace

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  while (!utf8.empty()) {
    const Character character = first_character(utf8);
    width += width_of(character.code);
    utf8.remove_prefix(character.bytes);
  }
  return width;
}

std::string pad_to(std::string_view utf8, std::size_t width) {
  std::string result(utf8);
  const std::size_t used = display_width(utf8);
  if (used < width) result.append(width - used, ' ');
  return result;
}

std::string cut_to(std::string_view utf8, std::size_t width) {
  if (display_width(utf8) <= width) return std::string(utf8);
  if (width == 0) return {};
  std::string result;
  std::size_t used = 0;
  while (!utf8.empty()) {
    const Character character = first_character(utf8);
    const std::size_t more = width_of(character.code);
    if (used + more > width - 1) break;
    result += utf8.substr(0, character.bytes);
    used += more;
    utf8.remove_prefix(character.bytes);
  }
  return result + "…";
}

std::string format_duration(double seconds) {
  if (seconds < 0.0995) return fmt::format("{:.0f}ms", seconds * 1e3);
  if (seconds < 59.95) return fmt::format("{:.1f}s", seconds);
  const auto whole = std::llround(seconds);
  if (whole < 3600) return fmt::format("{}m {:02}s", whole / 60, whole % 60);
  return fmt::format("{}h {:02}m", whole / 3600, whole / 60 % 60);
}

std::string harmless(std::string_view line, Colours colours) {
  std::string result;
  bool coloured = false;
  while (!line.empty()) {
    const auto byte = static_cast<unsigned char>(line.front());
    if (byte == 0x1b) {
      const std::size_t length = escape_length(line);
      const std::string_view sequence = line.substr(0, length);
      if (colours == Colours::keep && sequence.starts_with("\x1b[") &&
          sequence.ends_with('m')) {
        result += sequence;
        coloured = true;
      }
      line.remove_prefix(length);
      continue;
    }
    // C1 controls are two bytes in UTF-8.
    if (byte == 0xc2 && line.size() > 1 &&
        static_cast<unsigned char>(line[1]) < 0xa0) {
      line.remove_prefix(2);
      continue;
    }
    if (byte == '\t') {
      result += "    ";
    } else if (byte == '\n') {
      result += ' ';
    } else if (byte >= 0x20 && byte != 0x7f) {
      result += line.front();
    }
    line.remove_prefix(1);
  }
  if (coloured) result += "\x1b[0m";
  return result;
}

}  // namespace aitherzero
