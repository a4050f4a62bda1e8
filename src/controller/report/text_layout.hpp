// Text for people: widths as a terminal counts them, durations as people say
// them, and job output made harmless. Pure.
#pragma once

#include <string>
#include <string_view>

namespace aitherzero {

// Columns that a terminal gives to a text: two for East Asian wide characters
// and emoji, none for combining marks.
std::size_t display_width(std::string_view utf8);

// Padded with spaces on the right; longer text is left as it is.
std::string pad_to(std::string_view utf8, std::size_t width);

// Cut to `width` columns with "…" as the last one where it is longer.
std::string cut_to(std::string_view utf8, std::size_t width);

// 0.4s, 12.3s, 2m 05s, 1h 02m
std::string format_duration(double seconds);

enum class Colours { keep, strip };

// Job output as a line of a terminal or a file: escape sequences and control
// characters are removed, so that no output can move the cursor, but colours
// are kept where they are wanted; tabs and line ends become spaces.
std::string harmless(std::string_view line, Colours colours);

}  // namespace aitherzero
