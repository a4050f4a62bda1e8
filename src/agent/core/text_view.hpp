// The same text as different readers see it: its lines joined in one way or
// another, its escapes undone. Each view knows where in the text its bytes come
// from, so that what is found in it can be masked there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aitherzero {

struct TextView {
  std::string bytes;
  // Byte i of the view is text from at[i] to at[i + 1].
  std::vector<std::uint32_t> at;
};

// A line of output, and whether it may go on in the next one (see
// may_go_on()).
struct ViewedLine {
  std::string_view text;
  bool may_go_on = false;
};

// Whether a line may be the first part of something that was cut: it is as
// long as a line can be (k_longest_line_bytes), or it looks like one of those
// into which programs break base64.
bool may_go_on(std::string_view line);
// Of these two, the first.
bool may_be_cut(std::string_view line);

enum class Joints {
  all_end,  // each line is one, whatever it looks like
  some_go_on,
};

// The lines one after another, with LF between them, and behind the last, where
// a line ends. The text is that of all lines without anything between them.
TextView joined_view(const std::vector<ViewedLine>& lines, Joints joints);

enum class PlusSign { is_itself, is_space };

// With percent escapes undone.
TextView percent_decoded(const TextView& view, PlusSign plus);

// With backslash escapes undone: those of JSON, and a backslash before any
// other mark, as in shells.
TextView backslash_decoded(const TextView& view);

}  // namespace aitherzero
