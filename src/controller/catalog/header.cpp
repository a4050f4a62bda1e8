#include "controller/catalog/header.hpp"

#include <fmt/format.h>

#include <charconv>

#include "shared/base/text.hpp"

namespace aitherzero::catalog {
namespace {

// One line of a comment, without its marks.
struct CommentLine {
  std::string_view text;
  std::uint32_t line;
  bool in_block;
};

// The comments before the script's own code. Attributes, `using` and the
// beginning of param() may stand between them.
std::vector<CommentLine> top_comments(std::string_view text) {
  std::vector<CommentLine> comments;
  bool in_block = false;
  std::uint32_t number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    if (!in_block && line.starts_with("<#")) {
      in_block = true;
      line.remove_prefix(2);
    }
    if (in_block) {
      const std::size_t close = line.find("#>");
      comments.push_back({trim(line.substr(0, close)), number, true});
      if (close != std::string_view::npos) in_block = false;
    } else if (line.starts_with('#')) {
      line.remove_prefix(std::min(line.find_first_not_of('#'), line.size()));
      comments.push_back({trim(line), number, false});
    } else if (!line.empty() && !line.starts_with('[') &&
               !starts_with_ignoring_case(line, "using ")) {
      break;
    }
  }
  return comments;
}

std::vector<std::string> split_list(std::string_view value) {
  std::vector<std::string> items;
  for (const std::string_view part : split(value, ',')) {
    std::string_view item = trim(part);
    // Lists are also written as PowerShell writes them: @('a', 'b').
    if (item.starts_with("@(")) item = trim(item.substr(2));
    if (item.ends_with(')') && item.find('(') == std::string_view::npos) {
      item = trim(item.substr(0, item.size() - 1));
    }
    if (item.size() >= 2 && (item.front() == '\'' || item.front() == '"') &&
        item.back() == item.front()) {
      item = item.substr(1, item.size() - 2);
    }
    if (!item.empty()) items.emplace_back(item);
  }
  return items;
}

std::optional<bool> parse_flag(std::string_view value) {
  for (const std::string_view yes : {"true", "$true", "yes", "1"}) {
    if (equals_ignoring_case(value, yes)) return true;
  }
  for (const std::string_view no : {"false", "$false", "no", "0"}) {
    if (equals_ignoring_case(value, no)) return false;
  }
  return std::nullopt;
}

// "120", "120s" and "120 seconds" are the same.
std::optional<double> parse_number(std::string_view value) {
  double number = 0;
  const auto [end, error] =
      std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc{} || !(number >= 0) || number > 1e9) {
    return std::nullopt;
  }
  const std::string_view unit =
      trim(value.substr(static_cast<std::size_t>(end - value.data())));
  for (const std::string_view known : {"", "s", "sec", "second", "seconds"}) {
    if (equals_ignoring_case(unit, known)) return number;
  }
  return std::nullopt;
}

class HeaderReader {
 public:
  explicit HeaderReader(Script& script) : script_(script) {}

  void read(const std::vector<CommentLine>& comments) {
    // A block without any section is notes.
    std::string section = ".notes";
    for (const CommentLine& comment : comments) {
      if (comment.in_block && is_section(comment.text)) {
        section = to_lower(comment.text);
        continue;
      }
      if (!comment.in_block || section == ".notes") {
        read_line(comment);
      } else if (section == ".synopsis" || section == ".description") {
        add_text(section == ".synopsis" ? synopsis_ : long_text_, comment.text);
      }
    }
    if (script_.description.empty()) script_.description = synopsis_;
    if (script_.description.empty()) script_.description = long_text_;
  }

 private:
  static bool is_section(std::string_view line) {
    return line.size() > 1 && line.front() == '.' &&
           line.find(' ') == std::string_view::npos &&
           line.find_first_of(
               "abcdefghijklmnopqrstuvwxyz"
               "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 1;
  }

  // The first paragraph, as one line.
  static void add_text(std::string& text, std::string_view line) {
    if (text.ends_with('\n')) return;  // its paragraph has ended
    if (line.empty()) {
      if (!text.empty()) text += '\n';
      return;
    }
    if (!text.empty()) text += ' ';
    text += line;
  }

  void read_line(const CommentLine& comment) {
    const std::size_t colon = comment.text.find(':');
    if (colon == std::string_view::npos || colon == 0) return;
    const std::string key = to_lower(trim(comment.text.substr(0, colon)));
    const std::string_view value = trim(comment.text.substr(colon + 1));
    if (value.empty()) return;
    if (key == "stage") {
      script_.stage = value;
    } else if (key == "description") {
      script_.description = value;
    } else if (key == "condition") {
      script_.condition = value;
    } else if (key == "tags") {
      script_.tags = split_list(value);
    } else if (key == "dependencies") {
      script_.dependencies = split_list(value);
    } else if (key == "runson") {
      script_.runs_on = split_list(value);
    } else if (key == "inputs") {
      script_.inputs = split_list(value);
    } else if (key == "outputs") {
      script_.outputs = split_list(value);
    } else {
      read_typed(key, value, comment.line);
    }
  }

  void read_typed(const std::string& key, std::string_view value,
                  std::uint32_t line) {
    if (key == "allowparallel" || key == "cache") {
      const auto flag = parse_flag(value);
      if (!flag) return warn(key, value, "true or false", line);
      if (key == "cache") {
        script_.cache = *flag;
      } else {
        script_.allow_parallel = *flag;
      }
    } else if (key == "timeout") {
      const auto seconds = parse_number(value);
      if (!seconds) return warn(key, value, "a number of seconds", line);
      if (*seconds > 0) script_.timeout_seconds = *seconds;
    } else if (key == "retry") {
      const auto count = parse_number(value);
      if (!count || *count > 100) return warn(key, value, "a count", line);
      script_.retry_count = static_cast<int>(*count);
    }
  }

  void warn(const std::string& key, std::string_view value,
            std::string_view expected, std::uint32_t line) {
    script_.warnings.push_back(
        {fmt::format("the header's {} is '{}', which is not {}", key,
                     value.substr(0, 60), expected),
         {script_.path, line, 1},
         ""});
  }

  Script& script_;
  std::string synopsis_;
  std::string long_text_;
};

}  // namespace

void read_header(std::string_view text, Script& script) {
  HeaderReader(script).read(top_comments(text));
  while (script.description.ends_with('\n')) script.description.pop_back();
}

}  // namespace aitherzero::catalog
