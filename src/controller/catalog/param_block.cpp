#include "controller/catalog/param_block.hpp"

#include "shared/base/text.hpp"

namespace aitherzero::catalog {
namespace {

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_' || (c & 0x80) != 0;
}

// Walks over PowerShell text and knows just enough of it: strings, comments
// and nested brackets.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  std::size_t position() const { return at_; }
  void step() { ++at_; }
  bool starts_with(std::string_view prefix) const {
    return text_.substr(std::min(at_, text_.size())).starts_with(prefix);
  }

  void skip_blanks() {
    while (!at_end()) {
      if (starts_with("<#")) {
        skip_past("#>");
      } else if (peek() == '#') {
        skip_past("\n");
      } else if (trim(text_.substr(at_, 1)).empty()) {
        step();
      } else {
        return;
      }
    }
  }

  // Passes one thing: a string, a comment, a bracketed group, or a character.
  void skip_thing() {
    if (starts_with("@'")) return skip_here_string("'@");
    if (starts_with("@\"")) return skip_here_string("\"@");
    switch (peek()) {
      case '\'':
        return skip_quoted('\'');
      case '"':
        return skip_quoted('"');
      case '#':
        return skip_past("\n");
      case '`':
        at_ += 2;
        return;
      case '(':
      case '[':
      case '{':
        return skip_group();
      default:
        break;
    }
    if (starts_with("<#")) return skip_past("#>");
    step();
  }

  // From an open bracket past the one that closes it. Without recursion:
  // nesting may be as deep as a text is long.
  void skip_group() {
    std::size_t depth = 0;
    do {
      if (peek() == '(' || peek() == '[' || peek() == '{') {
        ++depth;
        step();
      } else if (peek() == ')' || peek() == ']' || peek() == '}') {
        --depth;
        step();
      } else {
        skip_thing();
      }
    } while (depth > 0 && !at_end());
  }

  std::string_view between(std::size_t first, std::size_t last) const {
    return text_.substr(first, last - first);
  }

 private:
  void skip_past(std::string_view mark) {
    const std::size_t found = text_.find(mark, at_);
    at_ = found == std::string_view::npos ? text_.size() : found + mark.size();
  }
  void skip_here_string(std::string_view closing) {
    const std::string at_line_start = "\n" + std::string(closing);
    skip_past(at_line_start);
  }
  void skip_quoted(char quote) {
    for (step(); !at_end() && peek() != quote; step()) {
      if (quote == '"' && peek() == '`') step();
    }
    step();
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::vector<std::string> quoted_items(std::string_view arguments) {
  std::vector<std::string> items;
  for (const std::string_view part : split(arguments, ',')) {
    const std::string_view item = trim(part);
    if (item.size() < 2 || (item.front() != '\'' && item.front() != '"')) {
      continue;
    }
    items.emplace_back(item.substr(1, item.size() - 2));
  }
  return items;
}

bool says_mandatory(std::string_view arguments) {
  for (const std::string_view part : split(arguments, ',')) {
    const std::size_t equals = part.find('=');
    if (!equals_ignoring_case(trim(part.substr(0, equals)), "mandatory")) {
      continue;
    }
    if (equals == std::string_view::npos) return true;
    const std::string_view value = trim(part.substr(equals + 1));
    return !equals_ignoring_case(value, "$false") && value != "0";
  }
  return false;
}

// `content` is what stands between [ and ]: a type, or an attribute with its
// arguments.
void add_attribute(std::string_view content, DeclaredParameter& parameter) {
  content = trim(content);
  const std::size_t open = content.find('(');
  if (open == std::string_view::npos) {
    parameter.type = content;
    return;
  }
  std::string_view arguments = content.substr(open + 1);
  arguments = arguments.substr(0, arguments.rfind(')'));
  const std::string_view name = trim(content.substr(0, open));
  if (equals_ignoring_case(name, "parameter")) {
    parameter.mandatory = parameter.mandatory || says_mandatory(arguments);
  } else if (equals_ignoring_case(name, "alias")) {
    parameter.aliases = quoted_items(arguments);
  } else if (equals_ignoring_case(name, "validateset")) {
    parameter.valid_values = quoted_items(arguments);
  }
}

// Moves the cursor to the first thing inside param( ), or says that there is
// no such block.
bool find_param_block(Cursor& cursor) {
  while (true) {
    cursor.skip_blanks();
    if (cursor.at_end()) return false;
    if (cursor.peek() == '[') {
      cursor.skip_group();
      continue;
    }
    const std::size_t start = cursor.position();
    while (is_name_char(cursor.peek())) cursor.step();
    const std::string_view word = cursor.between(start, cursor.position());
    if (equals_ignoring_case(word, "using")) {
      while (!cursor.at_end() && cursor.peek() != '\n') cursor.step();
      continue;
    }
    if (!equals_ignoring_case(word, "param")) return false;
    cursor.skip_blanks();
    if (cursor.peek() != '(') return false;
    cursor.step();
    return true;
  }
}

}  // namespace

std::vector<DeclaredParameter> read_param_block(std::string_view text) {
  std::vector<DeclaredParameter> parameters;
  Cursor cursor(text);
  if (!find_param_block(cursor)) return parameters;
  DeclaredParameter parameter;
  while (true) {
    cursor.skip_blanks();
    if (cursor.at_end()) return {};  // never closed
    const std::size_t start = cursor.position();
    if (cursor.peek() == '[' && parameter.name.empty()) {
      cursor.skip_group();
      if (cursor.position() < start + 2) return {};
      add_attribute(cursor.between(start + 1, cursor.position() - 1),
                    parameter);
    } else if (cursor.peek() == '$' && parameter.name.empty()) {
      cursor.step();
      while (is_name_char(cursor.peek())) cursor.step();
      parameter.name = cursor.between(start + 1, cursor.position());
    } else if (cursor.peek() == ',' || cursor.peek() == ')') {
      const bool last = cursor.peek() == ')';
      if (!parameter.name.empty()) parameters.push_back(parameter);
      parameter = {};
      cursor.step();
      if (last) return parameters;
    } else {
      cursor.skip_thing();  // a default value
    }
  }
}

}  // namespace aitherzero::catalog
