#include <fmt/format.h>

#include "shared/base/text.hpp"
#include "shared/value/limits.hpp"
#include "shared/value/psd1.hpp"
#include "shared/value/psd1_lexer.hpp"

namespace aitherzero {
namespace {

using psd1::Lexer;
using psd1::Token;
using psd1::TokenKind;

constexpr char k_only_data[] =
    "a data file holds strings, numbers, $true, $false, $null, @( ), @{ } and "
    "$env:NAME only; nothing in it is run";

// Recursive descent with one token of look-ahead:
//
//   file   = newlines value newlines end
//   value  = item *( "," item )                 two and more make a list
//   item   = string | number | variable | table | list | "(" value ")" | block
//   table  = [ "[ordered]" ] "@{" *( key "=" value newline ) "}"
//   list   = "@(" *( value newline ) ")"
class Parser {
 public:
  Parser(std::string_view text, const std::string& source,
         const Psd1Context& context)
      : source_(source), context_(context), lexer_(text, source, context) {}

  Result<Value> parse() {
    TRY_VOID(advance());
    TRY_VOID(skip_newlines());
    if (token_.kind == TokenKind::end) {
      return error("this file holds no data", "begin with @{");
    }
    TRY(Value value, parse_value());
    TRY_VOID(skip_newlines());
    if (token_.kind != TokenKind::end) {
      return error(fmt::format("'{}' does not belong here", shown(token_)),
                   k_only_data);
    }
    return value;
  }

 private:
  Status advance() {
    TRY(token_, lexer_.next());
    return {};
  }

  Status skip_newlines() {
    while (token_.kind == TokenKind::newline) TRY_VOID(advance());
    return {};
  }

  tl::unexpected<Error> error(std::string message,
                              std::string advice = {}) const {
    return lexer_.error_at(token_, std::move(message), std::move(advice));
  }

  static std::string shown(const Token& token) {
    constexpr std::size_t k_shown_bytes = 60;
    if (token.kind == TokenKind::variable) return "$" + token.text;
    if (token.kind == TokenKind::cast) return "[" + token.text + "]";
    return token.text.substr(0, k_shown_bytes);
  }

  Place place() const { return {source_, token_.line, token_.column}; }

  Result<Value> parse_value() {
    Place start = place();
    // The comma form of one element: ,'x'.
    const bool unary = token_.kind == TokenKind::comma;
    Array items;
    if (unary) TRY_VOID(advance());
    TRY(Value first, parse_item());
    if (!unary && token_.kind != TokenKind::comma) return first;
    items.push_back(std::move(first));
    while (token_.kind == TokenKind::comma) {
      TRY_VOID(advance());
      TRY_VOID(skip_newlines());
      TRY(Value item, parse_item());
      items.push_back(std::move(item));
    }
    return Value(std::move(items)).at(std::move(start));
  }

  Result<Value> parse_item() {
    if (depth_ >= k_max_value_depth) {
      return error(
          fmt::format("nested deeper than {} levels", k_max_value_depth));
    }
    ++depth_;
    auto value = parse_nested_item();
    --depth_;
    return value;
  }

  Result<Value> parse_nested_item() {
    Place start = place();
    switch (token_.kind) {
      case TokenKind::string:
        return take(Value(std::move(token_.text)), std::move(start));
      case TokenKind::integer:
        return take(Value(token_.integer), std::move(start));
      case TokenKind::real:
        return take(Value(token_.real), std::move(start));
      case TokenKind::variable:
        return parse_variable(std::move(start));
      case TokenKind::table_open:
        return parse_table(false, std::move(start));
      case TokenKind::array_open:
        return parse_array(std::move(start));
      case TokenKind::paren_open:
        return parse_parenthesis();
      case TokenKind::brace_open: {
        TRY(std::string text, lexer_.script_block(token_));
        return take(Value(ScriptBlock{std::move(text)}), std::move(start));
      }
      case TokenKind::cast:
        return parse_cast(std::move(start));
      case TokenKind::end:
        return error("the file ends where a value is expected");
      case TokenKind::newline:
        return error("a value is missing before the end of the line");
      case TokenKind::word:
        return error(fmt::format("'{}' is not data", shown(token_)),
                     fmt::format("quote it if it is text: '{}'; commands are "
                                 "never run",
                                 shown(token_)));
      case TokenKind::paren_close:
      case TokenKind::brace_close:
      case TokenKind::comma:
      case TokenKind::equals:
      case TokenKind::other:
        break;
    }
    return error(
        fmt::format("'{}' stands where a value is expected", shown(token_)),
        k_only_data);
  }

  Result<Value> take(Value value, Place start) {
    TRY_VOID(advance());
    return std::move(value).at(std::move(start));
  }

  Result<Value> parse_variable(Place start) {
    auto value = psd1::variable_value(token_.text, context_);
    if (!value) {
      return error(
          fmt::format("the variable ${} cannot be used in data", token_.text),
          k_only_data);
    }
    return take(std::move(*value), std::move(start));
  }

  Result<Value> parse_cast(Place start) {
    if (!equals_ignoring_case(token_.text, "ordered")) {
      return error(
          fmt::format("the cast [{}] cannot be used in data", token_.text),
          "only [ordered] is allowed; write the value itself");
    }
    TRY_VOID(advance());
    if (token_.kind != TokenKind::table_open) {
      return error("[ordered] must stand before @{");
    }
    return parse_table(true, std::move(start));
  }

  Result<Value> parse_parenthesis() {
    const Token open = token_;
    TRY_VOID(advance());
    TRY_VOID(skip_newlines());
    TRY(Value value, parse_value());
    TRY_VOID(skip_newlines());
    if (token_.kind != TokenKind::paren_close) return unclosed(open, "(", ")");
    TRY_VOID(advance());
    return value;
  }

  // What stands where a bracket should be closed, or that it never is.
  tl::unexpected<Error> unclosed(const Token& open, std::string_view opening,
                                 std::string_view closing) const {
    if (token_.kind == TokenKind::end) {
      return lexer_.error_at(
          open, fmt::format("this {} is never closed by {}", opening, closing));
    }
    return error(fmt::format("'{}' does not belong here", shown(token_)),
                 fmt::format("a '{}' was opened at line {}, column {}; {}",
                             opening, open.line, open.column, k_only_data));
  }

  Result<Value> parse_array(Place start) {
    const Token open = token_;
    TRY_VOID(advance());
    Array items;
    while (true) {
      TRY_VOID(skip_newlines());
      if (token_.kind == TokenKind::paren_close) break;
      if (token_.kind == TokenKind::end) return unclosed(open, "@(", ")");
      TRY_VOID(parse_elements(items));
      if (token_.kind != TokenKind::newline &&
          token_.kind != TokenKind::paren_close) {
        return unclosed(open, "@(", ")");
      }
    }
    TRY_VOID(advance());
    return Value(std::move(items)).at(std::move(start));
  }

  // Elements are separated by commas or line ends; "1, 2" on a line of its
  // own adds two. A list inside, written as @( ), stays one element only
  // behind a comma, as in PowerShell; here it always does, which is what
  // people mean.
  Status parse_elements(Array& items) {
    if (token_.kind == TokenKind::comma) TRY_VOID(advance());
    TRY(Value item, parse_item());
    items.push_back(std::move(item));
    while (token_.kind == TokenKind::comma) {
      TRY_VOID(advance());
      TRY_VOID(skip_newlines());
      TRY(Value next, parse_item());
      items.push_back(std::move(next));
    }
    return {};
  }

  Result<Value> parse_table(bool ordered, Place start) {
    const Token open = token_;
    TRY_VOID(advance());
    Table table;
    table.ordered = ordered;
    while (true) {
      TRY_VOID(skip_newlines());
      if (token_.kind == TokenKind::brace_close) break;
      if (token_.kind == TokenKind::end) return unclosed(open, "@{", "}");
      TRY_VOID(parse_entry(table));
      if (token_.kind != TokenKind::newline &&
          token_.kind != TokenKind::brace_close) {
        return unclosed(open, "@{", "}");
      }
    }
    TRY_VOID(advance());
    return Value(std::move(table)).at(std::move(start));
  }

  Status parse_entry(Table& table) {
    const bool is_key = token_.kind == TokenKind::word ||
                        token_.kind == TokenKind::string ||
                        token_.kind == TokenKind::integer;
    if (!is_key) {
      return error(
          fmt::format("'{}' stands where a key is expected", shown(token_)),
          "an entry is Key = value");
    }
    Place key_place = place();
    std::string key = std::move(token_.text);
    TRY_VOID(advance());
    if (token_.kind != TokenKind::equals) {
      return error(fmt::format("'=' is missing after the key '{}'", key),
                   "an entry is Key = value");
    }
    TRY_VOID(advance());
    TRY_VOID(skip_newlines());
    TRY(Value value, parse_value());
    return add_entry(table, std::move(key), std::move(value),
                     std::move(key_place));
  }

  Status add_entry(Table& table, std::string key, Value value,
                   Place key_place) {
    for (const Table::Entry& entry : table.entries()) {
      if (!equals_ignoring_case(entry.key, key)) continue;
      return fail(ErrorKind::bad_input,
                  fmt::format("the key '{}' stands here twice; the first is at "
                              "{}",
                              key, to_string(entry.key_place)),
                  std::move(key_place), "remove one of them");
    }
    if (table.size() == k_max_table_keys) {
      return fail(
          ErrorKind::limit,
          fmt::format("a table has more than {} keys", k_max_table_keys),
          std::move(key_place));
    }
    table.set(std::move(key), std::move(value), std::move(key_place));
    return {};
  }

  const std::string& source_;
  const Psd1Context& context_;
  Lexer lexer_;
  Token token_;
  std::size_t depth_ = 0;
};

}  // namespace

Result<Value> parse_psd1(std::string_view text, const std::string& source,
                         const Psd1Context& context) {
  if (text.size() > k_max_value_text) {
    return fail(
        ErrorKind::limit,
        fmt::format("the text is larger than {} MiB", k_max_value_text >> 20),
        {source, 0, 0});
  }
  return Parser(text, source, context).parse();
}

}  // namespace aitherzero
