// The data language of PowerShell's .psd1 files, read without running
// anything: comments, strings of all four kinds with escapes, numbers with
// suffixes, @() @{} [ordered] comma arrays, $true $false $null, $env:NAME,
// $PSScriptRoot, "$($env:NAME)", and script blocks kept as text. Anything else
// is an error with its place. Every reader here is bounded in depth and size
// and safe on any input.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "shared/value/value.hpp"

namespace aitherzero {

// What a .psd1 text may refer to outside itself.
struct Psd1Context {
  // The value of $env:NAME; nullopt where it is not set (reads as null).
  std::function<std::optional<std::string>(std::string_view name)> environment;
  std::string script_root;  // $PSScriptRoot
};

// One whole .psd1 text as a value; `source` names it in places and errors.
Result<Value> parse_psd1(std::string_view text, const std::string& source,
                         const Psd1Context& context);

// The value as such a text, indented; parse_psd1() reads it as an equal one.
std::string to_psd1(const Value& value);

}  // namespace aitherzero
