// The log of a process: one line each on standard error, with time and level.
// It is for the people who run the program; what users of a run should know
// goes into its report. Nothing secret is ever logged (rule S3). Logging never
// blocks: lines that nobody reads are dropped, and counted in the log.
#pragma once

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace aitherzero {

enum class LogLevel { debug, info, warning, error, off };

// From main(), once; until then warnings and errors are shown.
void set_log_level(LogLevel level);

void log_line(LogLevel level, std::string_view text);

template <typename... Args>
void log_debug(fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::debug, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void log_info(fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::info, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void log_warning(fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::warning, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void log_error(fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace aitherzero
