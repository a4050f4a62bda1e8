// The texts that give a secret away, besides itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/core/pattern_matcher.hpp"

namespace aitherzero {

// Shorter values are masked only as whole words: anywhere, "1" or "on" would
// leave little of a job's output to read.
constexpr std::size_t k_least_masked_bytes = 4;

// What to look for because of a secret's value:
// - itself, without white space around it, with LF and with CR LF;
// - each line of it, if long enough;
// - the same as PowerShell and shells quote it: ' or " doubled, '\'' for ',
//   a backtick before ", $ and `;
// - base64 of its UTF-8 and UTF-16LE bytes, in both alphabets, from each of the
//   three places in a group of three bytes at which it may begin; of each the
//   part that does not depend on what is around it.
// JSON, percent and backslash escapes are undone in the text instead (see
// text_view.hpp). Nothing for a value that is empty or white space.
std::vector<MaskPattern> mask_patterns(std::string_view value);

// The inner part of the base64 of any text that has `bytes` after 3n + `shift`
// other bytes.
std::string base64_core(std::string_view bytes, std::size_t shift);

}  // namespace aitherzero
