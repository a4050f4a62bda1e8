#include "controller/report/critical_path.hpp"

#include <algorithm>
#include <unordered_map>

namespace aitherzero {

std::vector<std::size_t> critical_path(const RunReport& report) {
  constexpr std::size_t k_none = static_cast<std::size_t>(-1);
  const std::size_t count = report.jobs.size();
  std::unordered_map<std::string, std::size_t> positions;
  std::vector<double> longest(count, 0);
  std::vector<std::size_t> before(count, k_none);
  // Jobs stand in plan order, so needs come before who needs them.
  for (std::size_t i = 0; i < count; ++i) {
    const JobReport& job = report.jobs[i];
    positions[job.id] = i;
    for (const std::string& need : job.needs) {
      const auto found = positions.find(need);
      if (found == positions.end()) continue;
      if (before[i] != k_none && longest[found->second] <= longest[before[i]]) {
        continue;
      }
      before[i] = found->second;
    }
    longest[i] = job.duration_seconds.value_or(0) +
                 (before[i] == k_none ? 0 : longest[before[i]]);
  }
  std::vector<std::size_t> path;
  const auto last = std::max_element(longest.begin(), longest.end());
  if (last == longest.end() || *last <= 0) return path;
  for (auto at = static_cast<std::size_t>(last - longest.begin()); at != k_none;
       at = before[at]) {
    if (report.jobs[at].duration_seconds) path.push_back(at);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace aitherzero
