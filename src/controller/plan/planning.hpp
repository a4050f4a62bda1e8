// Inside the plan room: the plan while it is made.
//
//   steps ─ make_units ─▶ units with their jobs ─ connect_units ─▶ needs
//         ─ put_in_order ─▶ the plan
//
// A playbook that a step nests is a level of its own: names and header
// dependencies are looked up within one level.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "controller/plan/job_output.hpp"
#include "controller/plan/plan.hpp"

namespace aitherzero::planning {

using Cells = std::shared_ptr<const std::vector<Cell>>;  // nullptr: no matrix

// Jobs by their position in the order written.
struct JobRange {
  std::uint32_t first = 0;
  std::uint32_t count = 1;
};

using Positions = std::vector<std::uint32_t>;
// Jobs of ranges that need nothing else in them, and those whose success
// nothing else in them needs: when the latter have succeeded, all have.
Positions first_jobs(const Plan& plan, const std::vector<JobRange>& ranges);
Positions last_jobs(const Plan& plan, const std::vector<JobRange>& ranges);
Positions all_jobs(const std::vector<JobRange>& ranges);

// What one step made of one script, or of one nested playbook: a job, or jobs,
// for each cell.
struct Unit {
  Cells cells;
  // One for each cell; one without cells.
  std::vector<JobRange> jobs;

  std::optional<std::size_t> script;  // position in the catalog
  std::string shown_script;           // what `needs` may call it, too
  std::string name;                   // the step's, may be empty
  std::string title;                  // for messages
  std::vector<std::string> header_dependencies;
  std::vector<StepNeed> needs;
  Place needs_place;
  std::vector<JobReference> references;
  Place place;
  std::optional<int> group;
};

// Where steps stand: the playbook, or one that it nests.
struct Level {
  std::span<const StepSource> steps;
  Matrix matrix;
  const Scope* scope = nullptr;
  // Before the ids of its jobs: "deploy/".
  std::string prefix;
  // Its position in the plan's nested playbooks, and the lane of its jobs.
  std::uint32_t nested = k_not_nested;
  std::uint32_t lane = k_no_lane;
  // Files of the playbooks that nest each other, the outermost first.
  std::vector<std::string> chain;
};

// What planning reads and what it writes.
struct Context {
  const Catalog& catalog;
  const PlanRequest& request;
  const PlanFiles& files;
  Plan& plan;  // jobs in the order written, needs by that position
  std::unordered_map<std::string, int> ids;  // how often each was wanted
  std::vector<Warning>& warnings;
  std::set<std::size_t> excluded = {};  // scripts that a sequence takes out
};

// Makes the jobs of a level, in the order written.
Result<std::vector<Unit>> make_units(Context& context, const Level& level);
// A unit of a script on its own, as a sequence term selects it.
Result<Unit> make_script_unit(Context& context, const Level& level,
                              std::size_t script, const std::string& why,
                              Place place);

// Finds what the jobs of a level need; adds scripts that only
// --with-dependencies brings in.
Status connect_units(Context& context, const Level& level,
                     std::vector<Unit> units);

// Gives ids and puts every job behind what it needs. A cycle is an error that
// names it.
Status put_in_order(Plan& plan);

// A timeout of 0 says that there is none, also where a weaker layer has one.
inline std::optional<double> bound_of(std::optional<double> timeout) {
  return timeout == 0.0 ? std::nullopt : timeout;
}

// Adds the command line's variables, which are stronger than all there are.
void set_command_line(const PlanOptions& options, Scope& scope);

// What a step says of a script, with what the script and the command line say.
Result<PlannedStep> planned_step(const Context& context, const Step& step,
                                 const Script& script);
// Whether a condition calls always or failure, with or without ().
bool asks_how_needs_ended(const std::string& condition);
// Shows variables to the condition of a step, with their templates expanded in
// a scope. What other jobs write it has from $Jobs, and not from them.
Status show_variables(const std::vector<Variable>& variables,
                      const Scope& scope, PlannedStep& planned);
// What a step says of each one in the playbook that it nests.
void inherit_settings(const PlanOptions& options, const Step& nesting,
                      PlannedStep& planned);

}  // namespace aitherzero::planning
