// The words that all reports and views for people share. Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/report/run_result.hpp"

namespace aitherzero {

// A sign before a status_word(), where there is room.
std::string_view status_sign(JobStatus status);

// The SGR colour of a status, without which it is still clear.
std::string_view status_colour(JobStatus status);
constexpr std::string_view k_reset = "\x1b[0m";
constexpr std::string_view k_dim = "\x1b[2m";
constexpr std::string_view k_bold = "\x1b[1m";
constexpr std::string_view k_red = "\x1b[31m";
constexpr std::string_view k_yellow = "\x1b[33m";

// Why a job ended as it did, in one line: its reason, exit code, note.
std::string ending_of(const JobReport& job);

// "scripts/0407_X.ps1:12:3", or "" where no place is known.
std::string error_place(const JobReport& job);

// "3 processes ended (1 by SIGTERM, 2 by SIGKILL) by cgroup, none survived"
std::string describe(const KillReceipt& receipt);

// "8 jobs: 7 succeeded, 1 failed in 12.3s"
std::string closing_line(const RunReport& report);

}  // namespace aitherzero
