#include "controller/app/submitted_plan.hpp"

#include <fmt/format.h>

#include <map>

#include "controller/plan/plan_codec.hpp"
#include "shared/tree/tree.hpp"

namespace aitherzero {

Result<Plan> unpack_submitted_plan(std::string_view packed) {
  TRY(Plan plan, unpack_plan(packed));
  if (plan.jobs.empty()) {
    return fail(ErrorKind::bad_input, "this plan has no jobs");
  }
  for (const PlannedStep& step : plan.steps) {
    if (step.kind == ScriptKind::check) continue;
    if (is_path_inside(step.script_path)) continue;
    return fail(
        ErrorKind::bad_input,
        fmt::format("script '{}' is not in the workspace", step.script_path));
  }
  return plan;
}

Result<std::vector<JobChanged>> succeeded_jobs(const Journal& journal,
                                               RunId run, std::size_t jobs) {
  constexpr std::size_t k_read_bytes = 4u << 20;
  const std::string& name = journal.runs().at(run).name;
  std::map<JobIndex, JobChanged> succeeded;
  for (std::uint64_t next = 1;;) {
    TRY(const auto groups, journal.read_entries(run, next, k_read_bytes));
    if (groups.empty()) break;
    for (const Journal::Group& packed : groups) {
      next = packed.sequence + 1;
      TRY(const EntryGroup group, unpack_entries(packed.packed, run));
      for (const JournalEntry& entry : group.entries) {
        const auto* change = std::get_if<JobChanged>(&entry);
        if (change == nullptr || change->status != JobStatus::succeeded ||
            change->job.value >= jobs) {
          continue;
        }
        JobChanged& done = succeeded[change->job];
        done = *change;
        done.attempt = {};
        done.reason = "succeeded in run " + name;
      }
    }
  }
  std::vector<JobChanged> list;
  for (auto& [job, change] : succeeded) list.push_back(std::move(change));
  return list;
}

}  // namespace aitherzero
