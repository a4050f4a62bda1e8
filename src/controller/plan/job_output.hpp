// What one job wrote, in the values of another: {{jobs.0407.output.Count}}.
//
// Planning leaves such texts as Deferred values and makes the job wait for the
// other one; once that has ended they are filled in. After `output` a path may
// lead into what was written:
//
//   .Name    a member, whatever its letter case; of an array: of each item
//   .0       an item of an array
//   .Count   of an array, where no item has such a member; also .Length. It is
//            1 for anything else and 0 for nothing, as in PowerShell
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/plan/template_text.hpp"
#include "shared/base/result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

// The name that such templates begin with.
constexpr std::string_view k_jobs = "jobs";

// Complains about one that has another form.
Status check_job_template(const Template& found, const Place& place);

// What a value asks of another job.
struct JobReference {
  std::string job;  // the name of its step or script, as written
  Place place;
};
// All in a value, in the order written, each job once.
std::vector<JobReference> job_references(const Value& value);
// Adds those that are not there yet.
void find_references(const Value& value, std::vector<JobReference>& found);
void find_references(const Table& table, std::vector<JobReference>& found);

// What a job wrote; where nothing is kept, why.
struct JobOutput {
  std::optional<Value> output;
  std::string why_not;
};
// Of JobResult::objects of the job with this id.
JobOutput read_objects(const std::string& objects, const std::string& id);
// By name in lower case. Shared, as many jobs may ask for the same.
using JobOutputs = std::map<std::string, std::shared_ptr<const JobOutput>>;

// The value with its Deferred texts filled in. `not_found` where one leads
// nowhere and has no default.
Result<Value> fill_in(const Value& value, const JobOutputs& outputs);

}  // namespace aitherzero
