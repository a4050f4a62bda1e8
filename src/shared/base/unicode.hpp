// Texts of files and pipes as UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace aitherzero {

// The text with every ill-formed sequence replaced by U+FFFD, as Unicode
// recommends.
std::string to_valid_utf8(std::string_view bytes);

// The text of a file without its byte order mark; from UTF-16 where that mark
// says so, as PowerShell reads files. What is left may be ill-formed.
std::string decode_text(std::string_view bytes);

}  // namespace aitherzero
