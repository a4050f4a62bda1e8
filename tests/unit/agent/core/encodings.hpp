// How programs write a value, for tests of what masks it: written anew here,
// so that a mistake is not made twice in the same way.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <string>
#include <string_view>

namespace aitherzero {

inline std::string base64(std::string_view bytes, bool url = false,
                          bool padded = true) {
  std::string digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  digits += url ? "-_" : "+/";
  std::string bits;
  for (const char byte : bytes) {
    bits += fmt::format("{:08b}", static_cast<std::uint8_t>(byte));
  }
  while (bits.size() % 6 != 0) bits += '0';
  std::string text;
  for (std::size_t i = 0; i < bits.size(); i += 6) {
    text += digits[std::stoul(bits.substr(i, 6), nullptr, 2)];
  }
  while (padded && text.size() % 4 != 0) text += '=';
  return text;
}

// Of ASCII only.
inline std::string utf16le(std::string_view text) {
  std::string bytes;
  for (const char byte : text) (bytes += byte) += '\0';
  return bytes;
}

// Encodes every byte that `kept` does not want to keep.
inline std::string percent(std::string_view text, bool upper, bool plus,
                           const std::function<bool(char)>& kept) {
  std::string result;
  for (const char it : text) {
    const auto byte = static_cast<std::uint8_t>(it);
    if (plus && it == ' ') {
      result += '+';
    } else if (kept(it)) {
      result += it;
    } else {
      result +=
          upper ? fmt::format("%{:02X}", byte) : fmt::format("%{:02x}", byte);
    }
  }
  return result;
}

// Of ASCII only; `escaped` says what is written as \u00XX without need.
inline std::string json(std::string_view text,
                        const std::function<bool(char)>& escaped) {
  std::string result;
  for (const char it : text) {
    if (it == '"' || it == '\\') {
      (result += '\\') += it;
    } else if (it == '\n') {
      result += "\\n";
    } else if (escaped(it) || static_cast<std::uint8_t>(it) < ' ') {
      result += fmt::format("\\u{:04x}", static_cast<std::uint8_t>(it));
    } else {
      result += it;
    }
  }
  return result;
}

inline std::string doubled(std::string_view text, char quote) {
  std::string result;
  for (const char it : text) {
    if (it == quote) result += it;
    result += it;
  }
  return result;
}

}  // namespace aitherzero
