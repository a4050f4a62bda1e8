// Inside the .psd1 reader: the small pieces of its grammar, as pure functions
// of the text that is left.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/value/value.hpp"

namespace aitherzero::psd1 {

bool is_word_start(char c);
// True when a number may begin here: a digit, a sign or point before one.
bool starts_number(std::string_view text);
// Bytes up to the next white space or mark that ends a bare word.
std::size_t word_length(std::string_view text);

// 5, -0x1F, 1.5e3, 10MB, 7l: an integer or a double; nullopt when it is none.
std::optional<Value> parse_number(std::string_view word);

struct VariableName {
  std::string name;    // "true", "env:PATH"
  std::size_t length;  // of `$name` or `${name}` in the text
};
// The variable at the beginning of the text, if one stands there.
std::optional<VariableName> variable_name(std::string_view text);

struct Escape {
  std::string text;
  std::size_t length;
};
// A backtick escape at the beginning of the text; nullopt for a bad `u{…}.
std::optional<Escape> read_escape(std::string_view text);

}  // namespace aitherzero::psd1
