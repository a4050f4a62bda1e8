// The plan: an immutable DAG of jobs, made from scripts and steps. Making one
// is pure and needs no agent; `--dry-run` shows it, a run executes it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "controller/catalog/catalog.hpp"
#include "controller/plan/automation.hpp"
#include "controller/plan/playbook.hpp"
#include "controller/plan/sequence.hpp"
#include "shared/base/ids.hpp"
#include "shared/base/result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

constexpr std::uint32_t k_no_lane = ~0u;
// Cells of a matrix, or jobs of a nested playbook, that are bounded together.
struct Lane {
  std::optional<int> max_parallel;   // jobs, or cells, at a time
  bool fail_fast = false;            // the first failure cancels the others
  std::uint32_t within = k_no_lane;  // the one around it
  // It is one cell of the lane around it, of a playbook that runs for each: its
  // jobs count as one there, from the first that starts until all have ended.
  bool is_cell = false;
};
constexpr std::uint32_t k_no_cell = ~0u;

constexpr std::uint32_t k_not_nested = ~0u;
// A playbook that another one nests, with what its options say of its jobs.
struct NestedPlaybook {
  std::string name;  // as the ids of its jobs begin: "release", "release/notes"
  std::uint32_t within = k_not_nested;  // the nested one around it
  bool stop_on_error = true;  // the first failure in it skips what waits in it
  std::optional<double> timeout_seconds;  // from the start of its first job
};

// What the jobs that one step or term selected have in common. A plan holds it
// once, so that a job of a large matrix costs little.
struct PlannedStep {
  std::string number;       // "0407"; "" for a step that names a path
  std::string script;       // file name, or the path as written
  std::string script_path;  // absolute
  std::string name;         // the step's name, else the script's base name
  std::string description;
  std::string stage;
  ScriptKind kind = ScriptKind::powershell;
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment;
  std::optional<double> timeout_seconds;
  bool tolerated = false;  // a failure lets dependants run: partial success
  bool allow_parallel = true;
  std::vector<std::string> runs_on;  // labels that its agent must have
  std::vector<std::string> outputs;  // what it leaves in its workspace
  // Of a check: patterns of files that must be there, and that should.
  std::vector<std::string> required_files;
  std::vector<std::string> optional_files;
  std::vector<std::string> secrets;  // names of variables it must be given
  std::vector<std::string> secret_parameters;  // that the script declares

  // Whether it runs.
  std::string skip;             // why it does not, else empty
  std::string condition;        // PowerShell, asked by the agent; may be empty
  bool waits_for_ends = false;  // the condition asks how its needs have ended
  Table variables;              // what the condition sees, but for the cell's
  std::vector<std::string> skip_if_exists;
  bool require_admin = false;
  bool keep_processes = false;  // what it leaves running lives on

  // What becomes of failures.
  int retries = 0;                 // extra tries after failures and timeouts
  double retry_delay_seconds = 0;  // before the first, then twice as long
  bool critical = false;           // of the success criteria
  bool may_fail = false;
  std::uint32_t lane = k_no_lane;       // its position in the plan's lanes
  std::uint32_t nested = k_not_nested;  // … in the plan's nested playbooks

  std::string why;  // which term or step selected it
  Place place;      // the step, or the option that selected it
};

// Who asked for an edge between two jobs.
enum class NeedOrigin : std::uint8_t {  // in the journal: never renumber
  header = 0,                           // the script's `# Dependencies:`
  step = 1,                             // the step's Needs
  group = 2,                            // its Group comes later
  output = 3,  // a value of it holds what the other wrote
  check = 4,   // one of the two is a check of the playbook
};
std::string_view to_string(NeedOrigin origin);

struct Need {
  JobIndex job;
  NeedOrigin origin = NeedOrigin::step;

  friend bool operator==(const Need&, const Need&) = default;
};

// A node of the plan.
struct Job {
  std::string id;    // unique and stable: "0407", "0407#2", a path's name
  Table parameters;  // by name, of the declared types, or Deferred
  std::vector<Need> needs;         // ascending, each once
  std::uint32_t cell = k_no_cell;  // its position in the plan's cells
  std::uint32_t step = 0;          // its position in the plan's steps
};

// What is known of a job only once others have ended. Its parameters may hold
// Deferred texts, too; where arguments or environment do, the step's texts are
// for people.
struct LateValues {
  // The job that each name in those texts means, by the name in lower case. All
  // of these are needed.
  std::map<std::string, JobIndex> jobs;
  Array arguments;    // all of them, or none
  Table environment;  // those that hold such texts

  friend bool operator==(const LateValues&, const LateValues&) = default;
};

struct Plan {
  std::string name;
  std::vector<PlannedStep> steps;
  std::vector<Cell> cells;
  std::vector<Lane> lanes;
  std::vector<NestedPlaybook> nested;  // each behind the one around it
  std::vector<Job> jobs;  // in plan order: as written, dependencies first
  std::map<JobIndex, LateValues> late;  // of jobs that have some
  // All jobs in the order in which those that are ready start; empty: in plan
  // order.
  std::vector<JobIndex> start_order;
  bool parallel = true;
  int max_concurrency = 0;  // 0: as many as there are slots
  bool stop_on_error = true;
  bool fail_fast = false;                 // cancel what runs when a job fails
  std::optional<double> timeout_seconds;  // of the whole run
  // How long a job that could run may wait for an agent with its labels; absent
  // means for ever.
  std::optional<double> wait_agents_seconds;
  SuccessCriteria criteria;

  const PlannedStep& step(const Job& job) const { return steps[job.step]; }
  const PlannedStep& step(JobIndex job) const { return step(jobs[job.value]); }
  PlannedStep& step(JobIndex job) { return steps[jobs[job.value].step]; }
  // nullptr for a job without a matrix.
  const Cell* cell(const Job& job) const {
    return job.cell == k_no_cell ? nullptr : &cells[job.cell];
  }
};

// Whether a nested playbook, or what is not nested, is another one or in it.
bool is_within(const Plan& plan, std::uint32_t nested, std::uint32_t around);
// Whether a lane is another one or in it; what is in no lane is not.
bool is_in_lane(const Plan& plan, std::uint32_t lane, std::uint32_t around);
// Whether a nested playbook, or for k_not_nested the run, stops at a failure.
bool stops_on_error(const Plan& plan, std::uint32_t nested);
// All that a job needs, directly or not.
std::set<JobIndex> needs_of(const Plan& plan, const Job& job);
// Whether its condition asks for what other jobs wrote: $Jobs['0407'].Output.
bool asks_for_outputs(const PlannedStep& step);
// The jobs whose output others are given: in values, or for a condition.
std::set<JobIndex> jobs_referred_to(const Plan& plan);
// What people call a job: "0402_Run-Tests (profile=quick, platform=Linux)".
std::string job_name(const Plan& plan, const Job& job);

// What the command line and configuration add to a playbook. Absent means
// that the next lower layer decides.
struct PlanOptions {
  std::optional<bool> parallel;
  std::optional<int> max_concurrency;
  std::optional<double> timeout_seconds;
  bool continue_on_error = false;  // --continue-on-error
  bool fail_fast = false;
  bool with_dependencies = false;
  std::optional<double> wait_agents_seconds;
  std::vector<std::string> runs_on;  // --runs-on, for all jobs
  std::vector<std::pair<std::string, Value>> variables;  // --variable, typed
  // --variable NAME=VALUE: text, converted by the declared parameter type.
  std::vector<std::pair<std::string, std::string>> text_variables;
  Matrix matrix;          // --matrix
  std::string profile;    // --profile
  bool in_ci = false;     // what SkipInCI asks: the submitter's CI is set
  Automation automation;  // of the configuration
};

struct PlanRequest {
  // One of: a playbook, or a sequence expression on its own.
  std::optional<Playbook> playbook;
  std::vector<SequenceText> sequence;
  PlanOptions options;
  // Folder that path steps are relative to, and where jobs start.
  std::string project_root;
};

struct PlannedRun {
  Plan plan;
  std::vector<Warning> warnings;
};

// Reads what planning finds on its way: a script that a step names by its path,
// which the catalog does not hold. The caller provides it so that planning
// itself does no I/O.
struct PlanFiles {
  std::function<Result<Script>(const std::string& absolute_path)> read_script;
  // A playbook that another nests, by its name or path.
  std::function<Result<Playbook>(const std::string& name)> load_playbook;
};

Result<PlannedRun> make_plan(const Catalog& catalog, const PlanRequest& request,
                             const PlanFiles& files);

}  // namespace aitherzero
