// Inside the plan room: from steps to jobs, before edges and order.
#pragma once

#include <unordered_map>

#include "controller/plan/plan.hpp"

namespace aitherzero::planning {

// A job on its way into the plan.
struct Draft {
  Job job;
  PlannedStep step;
  // Position of its script in the catalog; absent for a path step.
  std::optional<std::size_t> script;
  std::vector<std::string> header_dependencies;
  std::vector<std::string> step_needs;
  std::string step_name;
  Place needs_place;
};

// Jobs in the order written, ids set, needs still empty.
Result<std::vector<Draft>> draft_jobs(const Catalog& catalog,
                                      const PlanRequest& request,
                                      const ReadPathScript& read_path_script,
                                      std::vector<Warning>& warnings);

// Finds every draft's needs, adds scripts that only --with-dependencies
// brings in, and puts everything into the plan, in order. A cycle is an error
// that names it.
Status connect_jobs(const Catalog& catalog, const PlanRequest& request,
                    std::vector<Draft> drafts, Plan& plan,
                    std::vector<Warning>& warnings);

// A job of a script on its own, as a sequence term selects it.
Result<Draft> draft_script(const Catalog& catalog, const PlanRequest& request,
                           std::size_t script, std::string why, Place place,
                           std::vector<Warning>& warnings);

}  // namespace aitherzero::planning
