// A terminal's screen for tests of what is drawn: it understands the few
// escape sequences that the live view may use, and fails on any other.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace aitherzero::testing {

class Screen {
 public:
  void write(std::string_view text) {
    while (!text.empty()) {
      const std::size_t used =
          text.front() == '\x1b' ? escape(text) : character(text);
      text.remove_prefix(used);
    }
  }

  // Without empty lines at the end.
  std::vector<std::string> lines() const {
    std::vector<std::string> result = lines_;
    while (!result.empty() && result.back().empty()) result.pop_back();
    return result;
  }
  bool cursor_is_visible() const { return cursor_is_visible_; }
  std::size_t row() const { return row_; }

 private:
  std::size_t character(std::string_view text) {
    if (text.front() == '\r') {
      column_ = 0;
    } else if (text.front() == '\n') {
      // A terminal's line discipline makes it a carriage return as well.
      column_ = 0;
      if (++row_ == lines_.size()) lines_.emplace_back();
    } else {
      std::string& line = lines_[row_];
      line.resize(std::max(line.size(), column_));
      line.replace(column_, 1, 1, text.front());
      ++column_;
    }
    return 1;
  }

  std::size_t escape(std::string_view text) {
    const std::size_t end = text.find_first_of("ABCDHJKmhl", 1);
    if (end == std::string_view::npos) {
      ADD_FAILURE() << "an escape sequence without an end";
      return text.size();
    }
    const std::string_view sequence = text.substr(2, end - 2);
    switch (text[end]) {
      case 'A':
        move_up(std::stoul(std::string(sequence)));
        break;
      case 'J':
        lines_.resize(row_ + 1);
        lines_[row_].resize(column_);
        break;
      case 'K':
        lines_[row_].resize(std::min(column_, lines_[row_].size()));
        break;
      case 'm':
        break;
      case 'h':
      case 'l':
        EXPECT_EQ(sequence, "?25");
        cursor_is_visible_ = text[end] == 'h';
        break;
      default:
        ADD_FAILURE() << "an unknown escape sequence: " << sequence;
    }
    return end + 1;
  }

  void move_up(std::size_t rows) {
    ASSERT_LE(rows, row_);
    row_ -= rows;
  }

  std::vector<std::string> lines_{""};
  std::size_t row_ = 0;
  std::size_t column_ = 0;
  bool cursor_is_visible_ = true;
};

}  // namespace aitherzero::testing
