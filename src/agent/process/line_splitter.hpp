// The bytes of a pipe as lines of text.
//
// A line ends at LF or CR LF; a CR elsewhere is kept, programs redraw progress
// with it. What is not UTF-8 is replaced by U+FFFD, one for each broken
// sequence as Unicode recommends, so that whatever a process prints can be
// stored and shown. Nothing else is lost: a line longer than
// k_longest_line_bytes comes as several lines, cut between characters.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "protocol/message/job_result.hpp"

namespace aitherzero {

class LineSplitter {
 public:
  using OnLine = std::function<void(std::string line)>;

  explicit LineSplitter(OnLine on_line) : on_line_(std::move(on_line)) {}

  // Hands on every line that these bytes complete, before it returns.
  void add(std::string_view bytes);

  // The pipe has ended: hands on what has no line end, if there is any.
  void finish();

 private:
  void hand_on(std::string_view line);
  void cut_long_start();

  OnLine on_line_;
  std::string partial_;
};

}  // namespace aitherzero
