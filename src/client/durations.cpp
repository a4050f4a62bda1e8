#include "client/durations.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <filesystem>

#include "shared/base/text.hpp"
#include "shared/platform/files.hpp"

namespace aitherzero {
namespace {

constexpr std::size_t k_max_file = 16u << 20;
// Beyond so many only the jobs of the latest run are kept.
constexpr std::size_t k_max_jobs = 100'000;

}  // namespace

// A line for each job: seconds, a tab, its id.
Durations DurationMemory::read() const {
  Durations known;
  const auto text = read_file(file_, k_max_file);
  if (!text) return known;
  for (const std::string_view line : split(*text, '\n')) {
    double seconds = 0;
    const char* const end = line.data() + line.size();
    const auto [after, error] = std::from_chars(line.data(), end, seconds);
    const bool is_known = error == std::errc{} && after != end &&
                          *after == '\t' && std::isfinite(seconds) &&
                          seconds >= 0;
    if (is_known) known[std::string(after + 1, end)] = seconds;
  }
  return known;
}

void DurationMemory::learn(const Durations& took) const {
  if (took.empty() || took.size() > k_max_jobs) return;
  Durations known = read();
  if (known.size() + took.size() > k_max_jobs) known.clear();
  for (const auto& [job, seconds] : took) {
    if (job.find('\n') != std::string::npos) continue;
    const auto [entry, added] = known.try_emplace(job, seconds);
    if (!added) entry->second = (entry->second + seconds) / 2;
  }
  std::string text;
  for (const auto& [job, seconds] : known) {
    text += fmt::format("{:.3f}\t{}\n", seconds, job);
  }
  const auto folder = std::filesystem::path(file_).parent_path().string();
  if (!make_folders(folder)) return;
  static_cast<void>(write_file_atomically(file_, text));
}

}  // namespace aitherzero
