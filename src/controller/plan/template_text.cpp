#include "controller/plan/template_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "shared/base/text.hpp"
#include "shared/value/json.hpp"

namespace aitherzero {
namespace {

constexpr std::string_view k_close = "}}";
constexpr std::string_view k_escape = "{{{{";

enum class Braces { of_json, plain };

// Where the template that begins before `from` ends; templates within its
// default are part of it, and so are the braces of one that is JSON.
std::size_t end_of_template(std::string_view text, std::size_t from,
                            Braces braces) {
  std::size_t depth = 1;
  std::size_t single = 0;  // braces of JSON that are open
  while (from < text.size()) {
    if (text[from] == '}' && single > 0) {
      --single;
      ++from;
    } else if (text.substr(from).starts_with(k_close)) {
      if (--depth == 0) return from;
      from += k_close.size();
    } else if (text.substr(from).starts_with(k_template_open)) {
      ++depth;
      from += k_template_open.size();
    } else {
      if (text[from] == '{' && braces == Braces::of_json) ++single;
      ++from;
    }
  }
  return std::string_view::npos;
}

bool is_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return is_alphanumeric(c) || c == '_' || c == '-' || c == '.';
  });
}

}  // namespace

Result<std::vector<Piece>> pieces_of(std::string_view text,
                                     const Place& place) {
  std::vector<Piece> pieces;
  while (!text.empty()) {
    const std::size_t open = text.find(k_template_open);
    if (open == std::string_view::npos) {
      pieces.push_back({false, text});
      break;
    }
    if (open > 0) pieces.push_back({false, text.substr(0, open)});
    text.remove_prefix(open);
    if (text.starts_with(k_escape)) {
      pieces.push_back({false, k_template_open});
      text.remove_prefix(k_escape.size());
      continue;
    }
    std::size_t end =
        end_of_template(text, k_template_open.size(), Braces::of_json);
    if (end == std::string_view::npos) {
      end = end_of_template(text, k_template_open.size(), Braces::plain);
    }
    if (end == std::string_view::npos) {
      return fail(ErrorKind::bad_input,
                  fmt::format("'{}' has no closing }}}}", text.substr(0, 60)),
                  place, "write {{{{ for a literal {{");
    }
    pieces.push_back({true, text.substr(k_template_open.size(),
                                        end - k_template_open.size())});
    text.remove_prefix(end + k_close.size());
  }
  return pieces;
}

Result<Template> read_template(std::string_view text, const Place& place) {
  const std::size_t assign = text.find(":=");
  Template result{trim(text.substr(0, assign)), std::nullopt};
  if (assign != std::string_view::npos) {
    result.otherwise = trim(text.substr(assign + 2));
  }
  if (is_name(result.name)) return result;
  return fail(ErrorKind::bad_input,
              fmt::format("'{{{{{}}}}}' names no variable", text), place,
              "a name has letters, digits, '_', '-' and '.'; write {{{{ for a "
              "literal {{");
}

std::string_view first_name(std::string_view path) {
  return path.substr(0, path.find('.'));
}

std::string escaped_text(std::string_view literal) {
  std::string text;
  while (!literal.empty()) {
    const std::size_t open = literal.find(k_template_open);
    text += literal.substr(0, open);
    if (open == std::string_view::npos) break;
    text += k_escape;
    literal.remove_prefix(open + k_template_open.size());
  }
  return text;
}

Value plain_default(std::string_view text) {
  auto json = parse_json(text, "default");
  return json ? std::move(*json) : Value(std::string(text));
}

}  // namespace aitherzero
