#include "cli/earlier_runs.hpp"

#include <optional>

#include "client/durations.hpp"
#include "shared/hash/digest.hpp"
#include "shared/platform/paths.hpp"

namespace aitherzero {
namespace {

// Without a home there is no memory.
std::optional<DurationMemory> memory_of(const CommandContext& context,
                                        const Project& project) {
  const auto state = state_folder(context.environment);
  if (!state) return std::nullopt;
  return DurationMemory(*state + "/durations/" + digest_of(project.root).hex());
}

}  // namespace

void order_by_earlier_runs(const CommandContext& context,
                           const Project& project, Plan& plan) {
  if (const auto memory = memory_of(context, project)) {
    start_longest_first(plan, memory->read());
  }
}

void remember_durations(const CommandContext& context, const Project& project,
                        const RunReport& report) {
  Durations took;
  for (const JobReport& job : report.jobs) {
    if (job.status != JobStatus::succeeded || !job.duration_seconds) continue;
    took[job.id] = *job.duration_seconds;
  }
  if (const auto memory = memory_of(context, project)) memory->learn(took);
}

}  // namespace aitherzero
