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
    Job job;
    job.id = test_job.id;
    job.script = test_job.id + ".ps1";
    job.script_path = "/scripts/" + job.script;
    job.name = test_job.id;
    job.tolerated = test_job.tolerated;
    job.allow_parallel = test_job.allow_parallel;
    for (const std::string& need : test_job.needs) {
      for (std::uint32_t i = 0; i < result.jobs.size(); ++i) {
        if (result.jobs[i].id == need) {
          job.needs.push_back({i});
          job.needs_why.push_back("test");
        }
      }
    }
    result.jobs.push_back(std::move(job));
  }
  return result;
}

inline std::shared_ptr<const Plan> shared(Plan plan) {
  return std::make_shared<const Plan>(std::move(plan));
}

}  // namespace aitherzero::testing
