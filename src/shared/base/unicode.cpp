#include "shared/base/unicode.hpp"

#include <cstdint>

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

void append_utf8(std::string& text, std::uint32_t code) {
  const auto add = [&](std::uint32_t byte) {
    text += static_cast<char>(static_cast<std::uint8_t>(byte));
  };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0 | (code >> 6));
  } else if (code < 0x10000) {
    add(0xE0 | (code >> 12));
    add(0x80 | ((code >> 6) & 0x3F));
  } else {
    add(0xF0 | (code >> 18));
    add(0x80 | ((code >> 12) & 0x3F));
    add(0x80 | ((code >> 6) & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

std::string from_utf16(std::string_view bytes, bool big_endian) {
  const auto unit = [&](std::size_t at) {
    const std::uint32_t first = byte_at(bytes, at);
    const std::uint32_t second = byte_at(bytes, at + 1);
    return big_endian ? first << 8 | second : second << 8 | first;
  };
  constexpr std::uint32_t k_no_character = 0xFFFD;
  std::string text;
  text.reserve(bytes.size());
  std::size_t at = 0;
  for (; at + 1 < bytes.size(); at += 2) {
    std::uint32_t code = unit(at);
    if (code >= 0xD800 && code < 0xDC00 && at + 3 < bytes.size()) {
      const std::uint32_t low = unit(at + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        at += 2;
      }
    }
    append_utf8(text, code >= 0xD800 && code < 0xE000 ? k_no_character : code);
  }
  if (at < bytes.size()) append_utf8(text, k_no_character);
  return text;
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

std::string decode_text(std::string_view bytes) {
  constexpr std::size_t k_utf8_mark = 3;
  constexpr std::size_t k_utf16_mark = 2;
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    return std::string(bytes.substr(k_utf8_mark));
  }
  const bool little = bytes.starts_with("\xFF\xFE");
  if (little || bytes.starts_with("\xFE\xFF")) {
    return from_utf16(bytes.substr(k_utf16_mark), !little);
  }
  return std::string(bytes);
}

}  // namespace aitherzero
