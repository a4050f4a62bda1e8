#include "shared/value/psd1_text.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include "shared/base/text.hpp"

namespace aitherzero::psd1 {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (c & 0x80) != 0;
}

void append_utf8(std::string& text, std::uint32_t code) {
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xc0 | code >> 6);
    add(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    add(0xe0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3f));
    add(0x80 | (code & 0x3f));
  } else {
    add(0xf0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3f));
    add(0x80 | (code >> 6 & 0x3f));
    add(0x80 | (code & 0x3f));
  }
}

// Takes "kb", "mb", … off the end of a word.
std::int64_t take_multiplier(std::string_view& word) {
  static constexpr std::pair<std::string_view, int> k_suffixes[] = {
      {"kb", 10}, {"mb", 20}, {"gb", 30}, {"tb", 40}, {"pb", 50}};
  for (const auto& [suffix, bits] : k_suffixes) {
    if (word.size() <= suffix.size()) continue;
    const std::string_view end = word.substr(word.size() - suffix.size());
    if (!equals_ignoring_case(end, suffix)) continue;
    word.remove_suffix(suffix.size());
    return std::int64_t{1} << bits;
  }
  return 1;
}

std::optional<Value> parse_hexadecimal(std::string_view digits, bool negative,
                                       std::int64_t multiplier) {
  std::uint64_t number = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  if (error != std::errc{} || end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  const double product =
      static_cast<double>(number) * static_cast<double>(multiplier);
  if (product > 9.0e18) return std::nullopt;
  const auto value = static_cast<std::int64_t>(number) * multiplier;
  return Value(negative ? -value : value);
}

}  // namespace

bool is_word_start(char c) {
  return is_letter(c) || is_digit(c) || c == '.' || c == '*' || c == '!';
}

bool starts_number(std::string_view text) {
  std::size_t i = 0;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  if (i < text.size() && text[i] == '.') ++i;
  return i < text.size() && is_digit(text[i]);
}

std::size_t word_length(std::string_view text) {
  return std::min(text.find_first_of(" \t\r\n,;(){}=[]\"'@#$|&<>"),
                  text.size());
}

std::optional<Value> parse_number(std::string_view word) {
  bool negative = false;
  if (word.starts_with('-') || word.starts_with('+')) {
    negative = word.front() == '-';
    word.remove_prefix(1);
  }
  const std::int64_t multiplier = take_multiplier(word);
  const bool hexadecimal =
      word.size() > 2 && word[0] == '0' && (word[1] == 'x' || word[1] == 'X');
  bool real = false;
  if (!word.empty() && (word.back() == 'l' || word.back() == 'L')) {
    word.remove_suffix(1);
  } else if (!hexadecimal && word.size() > 1 &&
             (word.back() == 'd' || word.back() == 'D')) {
    word.remove_suffix(1);
    real = true;
  }
  if (hexadecimal) {
    return parse_hexadecimal(word.substr(2), negative, multiplier);
  }
  // from_chars would also take "inf", "nan" and a second sign.
  if (word.empty() || !(is_digit(word.front()) || word.front() == '.')) {
    return std::nullopt;
  }
  std::int64_t integer = 0;
  const char* const last = word.data() + word.size();
  const auto whole = std::from_chars(word.data(), last, integer);
  std::int64_t product = 0;
  if (!real && whole.ec == std::errc{} && whole.ptr == last &&
      !__builtin_mul_overflow(integer, multiplier, &product)) {
    return Value(negative ? -product : product);
  }
  double number = 0;
  const auto parsed = std::from_chars(word.data(), last, number);
  if (parsed.ec != std::errc{} || parsed.ptr != last) return std::nullopt;
  number *= static_cast<double>(multiplier);
  return Value(negative ? -number : number);
}

std::optional<VariableName> variable_name(std::string_view text) {
  if (!text.starts_with('$')) return std::nullopt;
  if (text.substr(1).starts_with('{')) {
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos || end == 2) return std::nullopt;
    return VariableName{std::string(text.substr(2, end - 2)), end + 1};
  }
  std::size_t end = 1;
  bool scoped = false;
  while (end < text.size()) {
    const bool colon = text[end] == ':' && !scoped && end > 1 &&
                       end + 1 < text.size() &&
                       (is_letter(text[end + 1]) || is_digit(text[end + 1]));
    if (!colon && !is_letter(text[end]) && !is_digit(text[end])) break;
    scoped = scoped || colon;
    ++end;
  }
  if (end == 1) return std::nullopt;
  return VariableName{std::string(text.substr(1, end - 1)), end};
}

std::optional<Escape> read_escape(std::string_view text) {
  if (text.size() < 2) return Escape{"", text.size()};
  switch (text[1]) {
    case 'n':
      return Escape{"\n", 2};
    case 't':
      return Escape{"\t", 2};
    case 'r':
      return Escape{"\r", 2};
    case '0':
      return Escape{std::string(1, '\0'), 2};
    case 'a':
      return Escape{"\a", 2};
    case 'b':
      return Escape{"\b", 2};
    case 'e':
      return Escape{"\x1b", 2};
    case 'f':
      return Escape{"\f", 2};
    case 'v':
      return Escape{"\v", 2};
    case 'u':
      break;
    default:
      return Escape{std::string(1, text[1]), 2};
  }
  const std::size_t end = text.find('}');
  if (text.size() < 3 || text[2] != '{' || end == std::string_view::npos) {
    return std::nullopt;
  }
  std::uint32_t code = 0;
  const auto parsed =
      std::from_chars(text.data() + 3, text.data() + end, code, 16);
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + end ||
      code > 0x10ffff || surrogate || end == 3 || end > 9) {
    return std::nullopt;
  }
  Escape escape{"", end + 1};
  append_utf8(escape.text, code);
  return escape;
}

}  // namespace aitherzero::psd1
