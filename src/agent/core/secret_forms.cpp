#include "agent/core/secret_forms.hpp"

#include <algorithm>
#include <optional>

#include "shared/base/text.hpp"

namespace aitherzero {
namespace {

using Kind = MaskPattern::Kind;

std::string replaced(std::string_view text, char byte, std::string_view by) {
  std::string result;
  for (const char it : text) {
    if (it == byte) {
      result += by;
    } else {
      result += it;
    }
  }
  return result;
}

std::string with_line_feeds(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!text.substr(i).starts_with("\r\n")) result += text[i];
  }
  return result;
}

std::string with_backticks(std::string_view text) {
  std::string result;
  for (const char it : text) {
    if (it == '"' || it == '$' || it == '`') result += '`';
    result += it;
  }
  return result;
}

void add_quoted(std::vector<MaskPattern>& patterns, const std::string& text) {
  for (std::string form :
       {text, replaced(text, '\'', "''"), replaced(text, '"', "\"\""),
        replaced(text, '\'', "'\\''"), with_backticks(text)}) {
    patterns.push_back({std::move(form), Kind::anywhere});
  }
}

// The character at the start of valid UTF-8, which is cut off.
std::optional<std::uint32_t> take_character(std::string_view& text) {
  const auto lead = static_cast<std::uint8_t>(text.front());
  text.remove_prefix(1);
  if (lead < 0x80) return lead;
  if (lead < 0xC2 || lead > 0xF4) return std::nullopt;
  const std::size_t more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
  if (text.size() < more) return std::nullopt;
  std::uint32_t character = lead & (0x3Fu >> more);
  for (std::size_t i = 0; i < more; ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    if ((byte & 0xC0u) != 0x80u) return std::nullopt;
    character = character << 6u | (byte & 0x3Fu);
  }
  text.remove_prefix(more);
  return character;
}

// Nothing when it is no text.
std::string to_utf16le(std::string_view text) {
  std::string bytes;
  const auto add_unit = [&](std::uint32_t unit) {
    bytes += static_cast<char>(unit & 0xFFu);
    bytes += static_cast<char>(unit >> 8u & 0xFFu);
  };
  while (!text.empty()) {
    const auto character = take_character(text);
    if (!character) return {};
    if (*character < 0x10000) {
      add_unit(*character);
    } else {
      add_unit(0xD800u + ((*character - 0x10000u) >> 10u));
      add_unit(0xDC00u + (*character & 0x3FFu));
    }
  }
  return bytes;
}

void add_base64(std::vector<MaskPattern>& patterns, const std::string& text) {
  for (const std::string& bytes : {text, to_utf16le(text)}) {
    if (bytes.empty()) continue;
    for (std::size_t shift = 0; shift < 3; ++shift) {
      const std::string core = base64_core(bytes, shift);
      const std::string url = replaced(replaced(core, '+', "-"), '/', "_");
      patterns.push_back({core, Kind::base64});
      patterns.push_back({url, Kind::base64});
    }
  }
}

void add_lines(std::vector<MaskPattern>& patterns, std::string_view text) {
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view core = trim(line);
    if (core.size() < k_least_masked_bytes) continue;
    add_quoted(patterns, std::string(core));
  }
}

}  // namespace

std::string base64_core(std::string_view bytes, std::size_t shift) {
  constexpr std::string_view k_alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string core;
  std::uint32_t held = 0;  // bits not yet given out
  std::size_t bits = 0;
  // Bits of a character that belong to the byte before are passed over.
  std::size_t skip = (6 - 8 * shift % 6) % 6;
  for (const char byte : bytes) {
    held = held << 8u | static_cast<std::uint8_t>(byte);
    bits += 8;
    const std::size_t skipped = std::min(skip, bits);
    bits -= skipped;
    skip -= skipped;
    while (bits >= 6) {
      bits -= 6;
      core += k_alphabet[held >> bits & 0x3Fu];
    }
    held &= (1u << bits) - 1;
  }
  return core;
}

std::vector<MaskPattern> mask_patterns(std::string_view value) {
  const std::string text = with_line_feeds(trim(value));
  if (text.empty()) return {};
  if (text.size() < k_least_masked_bytes) return {{text, Kind::whole_word}};
  std::vector<MaskPattern> patterns;
  add_lines(patterns, text);
  for (const std::string& form : {text, replaced(text, '\n', "\r\n")}) {
    add_quoted(patterns, form);
    add_base64(patterns, form);
  }
  std::ranges::sort(patterns);
  const auto repeated = std::ranges::unique(patterns);
  patterns.erase(repeated.begin(), repeated.end());
  return patterns;
}

}  // namespace aitherzero
