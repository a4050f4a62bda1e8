#include "shared/value/psd1_lexer.hpp"

#include <fmt/format.h>

#include "shared/base/text.hpp"
#include "shared/value/psd1_text.hpp"

namespace aitherzero::psd1 {

Lexer::Lexer(std::string_view text, const std::string& source,
             const Psd1Context& context)
    : text_(text), source_(source), context_(context) {
  constexpr std::string_view k_byte_order_mark = "\xef\xbb\xbf";
  if (text_.starts_with(k_byte_order_mark)) text_.remove_prefix(3);
}

char Lexer::peek(std::size_t ahead) const {
  const std::size_t at = position_ + ahead;
  return at < text_.size() ? text_[at] : '\0';
}

void Lexer::advance(std::size_t count) {
  for (; count > 0 && !at_end(); --count) {
    if (text_[position_] == '\n') {
      ++line_;
      column_ = 1;
    } else if ((text_[position_] & 0xc0) != 0x80) {
      ++column_;  // columns count characters, not bytes
    }
    ++position_;
  }
}

bool Lexer::starts_with(std::string_view prefix) const {
  return text_.substr(position_).starts_with(prefix);
}

Token Lexer::here(TokenKind kind) const {
  Token token;
  token.kind = kind;
  token.line = line_;
  token.column = column_;
  token.offset = position_;
  return token;
}

tl::unexpected<Error> Lexer::error_at(const Token& token, std::string message,
                                      std::string advice) const {
  return fail(ErrorKind::bad_input, std::move(message),
              {source_, token.line, token.column}, std::move(advice));
}

void Lexer::skip_line() {
  while (!at_end() && peek() != '\n') advance();
}

Status Lexer::skip_block_comment() {
  const Token open = here(TokenKind::other);
  while (!starts_with("#>")) {
    if (at_end())
      return error_at(open, "this comment <# is never closed by #>");
    advance();
  }
  advance(2);
  return {};
}

// White space, comments and line continuations, up to the next line's end.
Status Lexer::skip_blanks() {
  while (!at_end()) {
    if (starts_with("<#")) {
      TRY_VOID(skip_block_comment());
    } else if (peek() == '#') {
      skip_line();
    } else if (peek() == '`' && (peek(1) == '\n' || starts_with("`\r\n"))) {
      advance(peek(1) == '\n' ? 2 : 3);
    } else if (peek() == ' ' || peek() == '\t' || peek() == '\r' ||
               starts_with("\xc2\xa0")) {
      advance(peek() == '\xc2' ? 2 : 1);
    } else {
      return {};
    }
  }
  return {};
}

Result<Token> Lexer::next() {
  TRY_VOID(skip_blanks());
  Token token = here(TokenKind::end);
  if (at_end()) return token;
  const auto single = [&](TokenKind kind, std::size_t length) {
    token.kind = kind;
    token.text = text_.substr(position_, length);
    advance(length);
    return token;
  };
  const char c = peek();
  switch (c) {
    case '\n':
    case ';':
      while (!at_end() && (peek() == '\n' || peek() == ';')) {
        advance();
        TRY_VOID(skip_blanks());
      }
      token.kind = TokenKind::newline;
      return token;
    case '@':
      if (peek(1) == '(') return single(TokenKind::array_open, 2);
      if (peek(1) == '{') return single(TokenKind::table_open, 2);
      if (peek(1) == '\'' || peek(1) == '"') return lex_here_string(peek(1));
      break;
    case '(':
      return single(TokenKind::paren_open, 1);
    case ')':
      return single(TokenKind::paren_close, 1);
    case '{':
      return single(TokenKind::brace_open, 1);
    case '}':
      return single(TokenKind::brace_close, 1);
    case ',':
      return single(TokenKind::comma, 1);
    case '=':
      return single(TokenKind::equals, 1);
    case '\'':
      return lex_single_quoted();
    case '"':
      return lex_double_quoted();
    case '$':
      return lex_variable();
    case '[':
      return lex_cast();
    default:
      break;
  }
  if (starts_number(text_.substr(position_))) return lex_number();
  if (is_word_start(c)) return lex_word();
  return single(TokenKind::other, 1);
}

Result<Token> Lexer::lex_single_quoted() {
  Token token = here(TokenKind::string);
  advance();
  while (true) {
    if (at_end()) {
      return error_at(token, "this string is never closed",
                      "close it with a single quote '");
    }
    if (peek() == '\'') {
      advance();
      if (peek() != '\'') return token;
    }
    token.text += peek();
    advance();
  }
}

Result<Token> Lexer::lex_double_quoted() {
  Token token = here(TokenKind::string);
  advance();
  const std::size_t start = position_;
  while (true) {
    if (at_end()) {
      return error_at(token, "this string is never closed",
                      "close it with a double quote \"");
    }
    if (peek() == '`' || (peek() == '"' && peek(1) == '"')) {
      advance(2);
    } else if (starts_with("$(")) {
      while (!at_end() && peek() != ')') advance();
    } else if (peek() == '"') {
      break;
    } else {
      advance();
    }
  }
  const std::string_view raw = text_.substr(start, position_ - start);
  advance();
  TRY(token.text, expand(raw, token));
  return token;
}

Result<Token> Lexer::lex_here_string(char quote) {
  Token token = here(TokenKind::string);
  advance(2);
  while (peek() == ' ' || peek() == '\t' || peek() == '\r') advance();
  if (peek() != '\n') {
    return error_at(token, "a here-string begins on the line after @" +
                               std::string(1, quote));
  }
  advance();
  const std::size_t start = position_;
  const std::string closing = std::string(1, quote) + "@";
  while (!(column_ == 1 && starts_with(closing))) {
    if (at_end()) {
      return error_at(
          token, "this here-string is never closed",
          "close it with " + closing + " at the very beginning of a line");
    }
    advance();
  }
  std::string_view raw = text_.substr(start, position_ - start);
  // The last line's end belongs to the closing mark.
  if (raw.ends_with('\n')) raw.remove_suffix(1);
  if (raw.ends_with('\r')) raw.remove_suffix(1);
  advance(2);
  if (quote == '\'') {
    token.text = raw;
    return token;
  }
  TRY(token.text, expand(raw, token));
  return token;
}

Result<Token> Lexer::lex_number() {
  Token token = here(TokenKind::integer);
  const std::size_t length = word_length(text_.substr(position_));
  const std::string_view word = text_.substr(position_, length);
  const auto number = parse_number(word);
  if (!number) {
    return error_at(token, fmt::format("'{}' is not a number", word),
                    fmt::format("write it as text: '{}'", word));
  }
  advance(length);
  token.text = word;
  if (const auto* integer = number->as<std::int64_t>()) {
    token.integer = *integer;
  } else {
    token.kind = TokenKind::real;
    token.real = *number->as<double>();
  }
  return token;
}

Result<Token> Lexer::lex_variable() {
  Token token = here(TokenKind::variable);
  const auto name = variable_name(text_.substr(position_));
  if (!name) {
    return error_at(token,
                    "an expression cannot be used here: only data is "
                    "allowed");
  }
  token.text = name->name;
  advance(name->length);
  return token;
}

Result<Token> Lexer::lex_cast() {
  Token token = here(TokenKind::cast);
  const std::size_t end = text_.find_first_of("]\n", position_);
  if (end == std::string_view::npos || text_[end] == '\n') {
    return error_at(token, "this [ is never closed by ]");
  }
  token.text = trim(text_.substr(position_ + 1, end - position_ - 1));
  advance(end + 1 - position_);
  return token;
}

Token Lexer::lex_word() {
  Token token = here(TokenKind::word);
  const std::size_t length = word_length(text_.substr(position_));
  token.text = text_.substr(position_, length);
  advance(length);
  return token;
}

// Strings and comments inside a script block may hold braces of their own.
Status Lexer::skip_in_block(const Token& open) {
  if (peek() == '\'' || peek() == '"') {
    const auto string =
        peek() == '\'' ? lex_single_quoted() : [&]() -> Result<Token> {
      const Token start = here(TokenKind::string);
      advance();
      while (peek() != '"') {
        if (at_end()) return error_at(start, "this string is never closed");
        advance(peek() == '`' ? 2 : 1);
      }
      advance();
      return start;
    }();
    if (!string) return tl::make_unexpected(string.error());
    return {};
  }
  if (starts_with("<#")) return skip_block_comment();
  if (peek() == '#') {
    skip_line();
    return {};
  }
  if (at_end()) return error_at(open, "this { is never closed by }");
  advance(peek() == '`' ? 2 : 1);
  return {};
}

Result<std::string> Lexer::script_block(const Token& open) {
  const std::size_t start = position_;
  for (std::size_t depth = 1; depth > 0;) {
    if (peek() == '{' && !at_end()) {
      ++depth;
      advance();
    } else if (peek() == '}' && !at_end()) {
      --depth;
      advance();
    } else {
      TRY_VOID(skip_in_block(open));
    }
  }
  return std::string(text_.substr(start, position_ - start - 1));
}

Result<std::string> Lexer::expand(std::string_view raw,
                                  const Token& token) const {
  std::string result;
  for (std::size_t i = 0; i < raw.size();) {
    if (raw[i] == '`') {
      const auto escape = read_escape(raw.substr(i));
      if (!escape) return error_at(token, "this string has a bad `u{…} escape");
      result += escape->text;
      i += escape->length;
    } else if (raw[i] == '"') {
      result += '"';
      i += raw.substr(i).starts_with("\"\"") ? 2 : 1;
    } else if (raw[i] == '$') {
      TRY(const std::string value, expand_variable(raw, i, token));
      result += value;
    } else {
      result += raw[i++];
    }
  }
  return result;
}

Result<std::string> Lexer::expand_variable(std::string_view raw, std::size_t& i,
                                           const Token& token) const {
  std::string_view rest = raw.substr(i);
  std::size_t around = 0;
  if (rest.starts_with("$(")) {
    const std::size_t end = rest.find(')');
    const std::string_view inner = trim(rest.substr(2, end - 2));
    const auto name = variable_name(inner);
    if (end == std::string_view::npos || !name ||
        name->length != inner.size()) {
      return error_at(
          token,
          fmt::format("this string runs code: {}",
                      rest.substr(0, std::min(end, std::size_t{60}) + 1)),
          "only variables such as $($env:NAME) are allowed; use "
          "single quotes for a literal $");
    }
    around = end + 1;
    rest = inner;
  }
  const auto name = variable_name(rest);
  if (!name) {  // a dollar sign on its own
    ++i;
    return std::string("$");
  }
  const auto value = variable_value(name->name, context_);
  if (!value) {
    return error_at(
        token, fmt::format("this string uses the variable ${}", name->name),
        "only $env:NAME and $PSScriptRoot are allowed; use single "
        "quotes for a literal $");
  }
  i += around != 0 ? around : name->length;
  if (const bool* flag = value->as<bool>()) {
    return std::string(*flag ? "True" : "False");
  }
  const auto* text = value->as<std::string>();
  return text == nullptr ? std::string() : *text;
}

std::optional<Value> variable_value(std::string_view name,
                                    const Psd1Context& context) {
  if (equals_ignoring_case(name, "true")) return Value(true);
  if (equals_ignoring_case(name, "false")) return Value(false);
  if (equals_ignoring_case(name, "null")) return Value();
  if (equals_ignoring_case(name, "PSScriptRoot")) {
    return Value(context.script_root);
  }
  constexpr std::string_view k_environment = "env:";
  if (!starts_with_ignoring_case(name, k_environment)) return std::nullopt;
  name.remove_prefix(k_environment.size());
  if (!context.environment) return Value();
  const auto value = context.environment(name);
  return value ? Value(*value) : Value();
}

}  // namespace aitherzero::psd1
