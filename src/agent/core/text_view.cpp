#include "agent/core/text_view.hpp"

#include <algorithm>
#include <optional>

#include "protocol/message/job_result.hpp"

namespace aitherzero {
namespace {

// A character has at most four bytes.
constexpr std::size_t k_least_cut_bytes = k_longest_line_bytes - 3;

// Programs break base64 after 64 (PEM, openssl) or 76 characters (MIME,
// coreutils, .NET).
constexpr std::size_t k_least_base64_line = 60;

bool is_base64(char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
         (byte >= 'A' && byte <= 'Z') || byte == '+' || byte == '/' ||
         byte == '-' || byte == '_';
}

bool is_mark(char byte) {
  return byte >= ' ' && byte < 0x7F && !(byte >= '0' && byte <= '9') &&
         !(byte >= 'a' && byte <= 'z') && !(byte >= 'A' && byte <= 'Z');
}

std::optional<std::uint32_t> hex_number(std::string_view digits) {
  std::uint32_t number = 0;
  for (const char digit : digits) {
    number <<= 4u;
    if (digit >= '0' && digit <= '9') {
      number += static_cast<std::uint32_t>(digit - '0');
    } else if (digit >= 'a' && digit <= 'f') {
      number += static_cast<std::uint32_t>(digit - 'a') + 10;
    } else if (digit >= 'A' && digit <= 'F') {
      number += static_cast<std::uint32_t>(digit - 'A') + 10;
    } else {
      return std::nullopt;
    }
  }
  return number;
}

void append_utf8(std::string& out, std::uint32_t character) {
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80u | (character >> shift & 0x3Fu));
  };
  if (character < 0x80) {
    out += static_cast<char>(character);
  } else if (character < 0x800) {
    out += static_cast<char>(0xC0u | character >> 6u);
    tail(0);
  } else if (character < 0x10000) {
    out += static_cast<char>(0xE0u | character >> 12u);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0u | character >> 18u);
    tail(12);
    tail(6);
    tail(0);
  }
}

// What an escape at the start of a text stands for, and how long it is; a
// length of 0 is no escape.
struct Escape {
  std::string bytes;
  std::size_t length = 0;
};

Escape percent_escape(std::string_view text, PlusSign plus) {
  if (text.front() == '+' && plus == PlusSign::is_space) return {" ", 1};
  if (text.front() != '%' || text.size() < 3) return {};
  const auto byte = hex_number(text.substr(1, 2));
  if (!byte) return {};
  return {std::string(1, static_cast<char>(*byte)), 3};
}

std::optional<std::uint32_t> utf16_unit(std::string_view text) {
  if (!text.starts_with("\\u") || text.size() < 6) return std::nullopt;
  return hex_number(text.substr(2, 4));
}

Escape utf16_escape(std::string_view text) {
  const auto unit = utf16_unit(text);
  if (!unit) return {};
  Escape escape{{}, 6};
  std::uint32_t character = *unit;
  if (character >= 0xD800 && character < 0xDC00) {
    const auto low = utf16_unit(text.substr(6));
    if (low && *low >= 0xDC00 && *low < 0xE000) {
      character = 0x10000 + ((character - 0xD800) << 10u) + (*low - 0xDC00);
      escape.length = 12;
    }
  }
  append_utf8(escape.bytes, character);
  return escape;
}

Escape backslash_escape(std::string_view text) {
  if (text.front() != '\\' || text.size() < 2) return {};
  constexpr std::string_view k_letters = "nrtbf";
  constexpr std::string_view k_meanings = "\n\r\t\b\f";
  const char next = text[1];
  if (next == 'u') return utf16_escape(text);
  if (is_mark(next)) return {std::string(1, next), 2};
  const std::size_t index = k_letters.find(next);
  if (index == std::string_view::npos) return {};
  return {std::string(1, k_meanings[index]), 2};
}

template <typename Decode>
TextView decoded(const TextView& view, const Decode& decode) {
  TextView result;
  result.bytes.reserve(view.bytes.size());
  result.at.reserve(view.at.size());
  const std::string_view bytes = view.bytes;
  for (std::size_t i = 0; i < bytes.size();) {
    const Escape escape = decode(bytes.substr(i));
    if (escape.length == 0) {
      result.bytes += bytes[i];
      result.at.push_back(view.at[i++]);
      continue;
    }
    // All bytes of a character but the last are where it begins.
    result.bytes += escape.bytes;
    result.at.insert(result.at.end(), escape.bytes.size(), view.at[i]);
    i += escape.length;
  }
  result.at.push_back(view.at.back());
  return result;
}

}  // namespace

bool may_be_cut(std::string_view line) {
  return line.size() >= k_least_cut_bytes;
}

bool may_go_on(std::string_view line) {
  return may_be_cut(line) || (line.size() >= k_least_base64_line &&
                              std::ranges::all_of(line, is_base64));
}

TextView joined_view(const std::vector<ViewedLine>& lines, Joints joints) {
  std::size_t size = 0;
  for (const ViewedLine& line : lines) size += line.text.size() + 1;
  TextView view;
  view.bytes.reserve(size);
  view.at.reserve(size + 1);
  std::uint32_t at = 0;
  for (const ViewedLine& line : lines) {
    view.bytes += line.text;
    for (std::size_t i = 0; i < line.text.size(); ++i) view.at.push_back(at++);
    if (joints == Joints::some_go_on && line.may_go_on) continue;
    view.bytes += '\n';
    view.at.push_back(at);
  }
  view.at.push_back(at);
  return view;
}

TextView percent_decoded(const TextView& view, PlusSign plus) {
  return decoded(view, [plus](std::string_view text) {
    return percent_escape(text, plus);
  });
}

TextView backslash_decoded(const TextView& view) {
  return decoded(view, backslash_escape);
}

}  // namespace aitherzero
