#include "system/yaml_documents.hpp"

#include <fmt/format.h>

#include "shared/base/text.hpp"

namespace aitherzero::testing {
namespace {

struct Line {
  std::size_t indent = 0;
  std::string text;  // without indentation and comment
  std::uint32_t number = 0;
};

// A comment begins a line or follows a space, outside of quotes.
std::string without_comment(std::string_view text) {
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#' && (i == 0 || text[i - 1] == ' ')) {
      text = text.substr(0, i);
      break;
    }
  }
  return std::string(trim(text));
}

class Reader {
 public:
  explicit Reader(std::vector<Line> lines) : lines_(std::move(lines)) {}

  Result<Value> read_document() {
    TRY(Value value, read_block(0));
    if (next_ < lines_.size()) return refuse("this is indented otherwise");
    return value;
  }

 private:
  bool is_at(std::size_t indent) const {
    return next_ < lines_.size() && lines_[next_].indent == indent;
  }
  bool is_item() const {
    return lines_[next_].text == "-" || lines_[next_].text.starts_with("- ");
  }

  // All that stands at this indentation.
  Result<Value> read_block(std::size_t indent) {
    if (!is_at(indent)) return refuse("a value is missing");
    return is_item() ? read_list(indent) : read_table(indent);
  }

  Result<Value> read_list(std::size_t indent) {
    Array list;
    while (is_at(indent) && is_item()) {
      Line& line = lines_[next_];
      const bool is_scalar = find_colon(line.text) == std::string::npos;
      if (is_scalar) {
        TRY(Value item, read_scalar(line.text.substr(2)));
        list.push_back(std::move(item));
        ++next_;
        continue;
      }
      // What follows the dash is a block that begins there.
      line.text = line.text.substr(2);
      line.indent += 2;
      TRY(Value item, read_block(line.indent));
      list.push_back(std::move(item));
    }
    return Value(std::move(list));
  }

  Result<Value> read_table(std::size_t indent) {
    Table table;
    while (is_at(indent) && !is_item()) {
      const std::string text = lines_[next_].text;
      const std::size_t colon = find_colon(text);
      if (colon == std::string::npos) return refuse("this has no key");
      const std::string key = text.substr(0, colon);
      if (table.find(key) != nullptr) return refuse("this key was there");
      const std::string rest(trim(std::string_view(text).substr(colon + 1)));
      ++next_;
      if (!rest.empty()) {
        TRY(Value value, read_scalar(rest));
        table.set(key, std::move(value));
      } else if (is_at(indent) && is_item()) {  // lists need not be indented
        TRY(Value value, read_list(indent));
        table.set(key, std::move(value));
      } else if (next_ < lines_.size() && lines_[next_].indent > indent) {
        TRY(Value value, read_block(lines_[next_].indent));
        table.set(key, std::move(value));
      } else {
        table.set(key, Value());
      }
    }
    return Value(std::move(table));
  }

  static std::size_t find_colon(const std::string& text) {
    if (text.starts_with('"') || text.starts_with("- \"")) {
      return std::string::npos;
    }
    const std::size_t inside = text.find(": ");
    if (inside != std::string::npos) return inside;
    return text.ends_with(':') ? text.size() - 1 : std::string::npos;
  }

  Result<Value> read_scalar(const std::string& text) const {
    if (text == "{}") return Value(Table{});
    if (text.starts_with('[')) {
      if (!text.ends_with(']')) return refuse("this list does not end");
      Array list;
      const std::string inside = text.substr(1, text.size() - 2);
      for (const std::string_view item : split(inside, ',')) {
        list.push_back(Value(unquoted(std::string(trim(item)))));
      }
      return Value(std::move(list));
    }
    if (text.find_first_of("{&*!|>%@`") == 0) {
      return refuse("this kind of value is not read");
    }
    return Value(unquoted(text));
  }

  static std::string unquoted(const std::string& text) {
    const bool quoted = text.size() > 1 && text.front() == text.back() &&
                        (text.front() == '"' || text.front() == '\'');
    return quoted ? text.substr(1, text.size() - 2) : text;
  }

  tl::unexpected<Error> refuse(const std::string& what) const {
    const std::size_t at = std::min(next_, lines_.size() - 1);
    return fail(ErrorKind::bad_input,
                fmt::format("line {}: {}", lines_[at].number, what));
  }

  std::vector<Line> lines_;
  std::size_t next_ = 0;
};

}  // namespace

Result<std::vector<Value>> read_yaml_documents(const std::string& text) {
  std::vector<std::vector<Line>> documents(1);
  std::uint32_t number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (line == "---") documents.emplace_back();
    std::string content = without_comment(line);
    if (content.empty() || content == "---") continue;
    documents.back().push_back(
        {line.find_first_not_of(' '), std::move(content), number});
  }
  std::vector<Value> values;
  for (std::vector<Line>& lines : documents) {
    if (lines.empty()) continue;
    TRY(Value value, Reader(std::move(lines)).read_document());
    values.push_back(std::move(value));
  }
  return values;
}

}  // namespace aitherzero::testing
