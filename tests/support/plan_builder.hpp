// Plans for tests, drawn by hand:
//
//   plan({{"a"}, {"b", {"a"}}, {"c", {"a", "b"}}})
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "controller/plan/plan.hpp"

namespace aitherzero::testing {

struct TestJob {
  std::string id;
  std::vector<std::string> needs = {};
  bool tolerated = false;
  bool allow_parallel = true;
};

inline Plan plan(const std::vector<TestJob>& jobs) {
  Plan result;
  result.name = "test";
  for (const TestJob& test_job : jobs) {
    PlannedStep step;
    step.script = test_job.id + ".ps1";
    step.script_path = "/scripts/" + step.script;
    step.name = test_job.id;
    step.tolerated = test_job.tolerated;
    step.allow_parallel = test_job.allow_parallel;
    Job job;
    job.id = test_job.id;
    job.step = static_cast<std::uint32_t>(result.steps.size());
    for (const std::string& need : test_job.needs) {
      for (std::uint32_t i = 0; i < result.jobs.size(); ++i) {
        if (result.jobs[i].id == need) job.needs.push_back({{i}});
      }
    }
    result.steps.push_back(std::move(step));
    result.jobs.push_back(std::move(job));
  }
  return result;
}

inline std::shared_ptr<const Plan> shared(Plan plan) {
  return std::make_shared<const Plan>(std::move(plan));
}

}  // namespace aitherzero::testing
