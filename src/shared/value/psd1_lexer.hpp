// Inside the .psd1 reader: text into tokens. Pure, bounded, never throws.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/result.hpp"
#include "shared/value/psd1.hpp"

namespace aitherzero::psd1 {

enum class TokenKind {
  end,
  newline,  // also `;`
  string,   // any of the four kinds, expanded
  integer,
  real,
  word,        // bare: a key, or something that is no data
  variable,    // $name; `text` is the name with its scope
  array_open,  // @(
  table_open,  // @{
  paren_open,  // (
  paren_close,
  brace_open,  // {
  brace_close,
  comma,
  equals,
  cast,   // [type]; `text` is the type
  other,  // an operator or sign that is no data
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string text;  // content, or the source text of it
  std::int64_t integer = 0;
  double real = 0;
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::size_t offset = 0;  // of its first byte
};

class Lexer {
 public:
  Lexer(std::string_view text, const std::string& source,
        const Psd1Context& context);

  // The next token; after `end` always `end`. A newline ends a `newline`
  // token; several in a row are one.
  Result<Token> next();

  // The source from after an open brace to its closing brace, which is
  // passed: the text of a script block. `open` is the brace's token.
  Result<std::string> script_block(const Token& open);

  tl::unexpected<Error> error_at(const Token& token, std::string message,
                                 std::string advice = {}) const;

 private:
  char peek(std::size_t ahead = 0) const;
  void advance(std::size_t count = 1);
  bool at_end() const { return position_ >= text_.size(); }
  bool starts_with(std::string_view prefix) const;
  Status skip_blanks();
  Status skip_block_comment();
  void skip_line();
  Token here(TokenKind kind) const;

  Result<Token> lex_single_quoted();
  Result<Token> lex_double_quoted();
  Result<Token> lex_here_string(char quote);
  Result<Token> lex_number();
  Result<Token> lex_variable();
  Result<Token> lex_cast();
  Token lex_word();
  Result<std::string> expand(std::string_view raw, const Token& token) const;
  Result<std::string> expand_variable(std::string_view raw, std::size_t& i,
                                      const Token& token) const;
  Status skip_in_block(const Token& open);

  std::string_view text_;
  const std::string& source_;
  const Psd1Context& context_;
  std::size_t position_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t column_ = 1;
};

// The value of `true`, `env:NAME`, `PSScriptRoot` …; nullopt for any other
// variable, which data may not use.
std::optional<Value> variable_value(std::string_view name,
                                    const Psd1Context& context);

}  // namespace aitherzero::psd1
