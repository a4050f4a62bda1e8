#include "controller/plan/start_order.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace aitherzero {
namespace {

constexpr double k_noticeable_seconds = 0.5;

// What each job takes; nothing where no job is known.
std::optional<std::vector<double>> durations_of(const Plan& plan,
                                                const Durations& known) {
  std::vector<double> seconds;
  std::vector<std::size_t> unknown;
  double sum = 0;
  for (const Job& job : plan.jobs) {
    const auto found = known.find(job.id);
    if (found == known.end()) unknown.push_back(seconds.size());
    seconds.push_back(found == known.end() ? 0 : found->second);
    sum += seconds.back();
  }
  const std::size_t count = seconds.size() - unknown.size();
  if (count == 0) return std::nullopt;
  for (const std::size_t job : unknown) {
    seconds[job] = sum / static_cast<double>(count);
  }
  return seconds;
}

}  // namespace

void start_longest_first(Plan& plan, const Durations& known) {
  plan.start_order.clear();
  if (!plan.parallel || plan.max_concurrency == 1) return;
  auto seconds = durations_of(plan, known);
  if (!seconds) return;
  // From each job to the end of the longest chain that begins with it: those
  // who need it come later in the plan.
  std::vector<double> after(plan.jobs.size(), 0);
  std::vector<double> chains(plan.jobs.size());
  for (std::size_t i = plan.jobs.size(); i-- > 0;) {
    const double chain = (*seconds)[i] + after[i];
    chains[i] = std::floor(chain / k_noticeable_seconds);
    for (const Need& need : plan.jobs[i].needs) {
      after[need.job.value] = std::max(after[need.job.value], chain);
    }
  }
  std::vector<JobIndex> order;
  for (std::uint32_t i = 0; i < plan.jobs.size(); ++i) order.push_back({i});
  const auto longer = [&](JobIndex a, JobIndex b) {
    return chains[a.value] > chains[b.value];
  };
  std::ranges::stable_sort(order, longer);
  if (!std::ranges::is_sorted(order)) plan.start_order = std::move(order);
}

}  // namespace aitherzero
