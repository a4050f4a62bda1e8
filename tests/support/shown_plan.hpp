// Plans as a line of text.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "controller/plan/plan.hpp"
#include "controller/plan/plan_codec.hpp"

namespace aitherzero::testing {

// "0100; 0200 < 0100": each job with those that it needs; or the error. The
// plan must also survive its packing.
inline std::string shown(const Result<PlannedRun>& planned) {
  if (!planned) return to_string(planned.error());
  const Plan& plan = planned->plan;
  std::string text;
  for (const Job& job : plan.jobs) {
    if (!text.empty()) text += "; ";
    text += job.id;
    for (const Need& need : job.needs) {
      text += " < " + plan.jobs[need.job.value].id;
    }
  }
  const std::string packed = pack_plan(plan);
  const auto read = unpack_plan(packed);
  EXPECT_TRUE(read);
  EXPECT_EQ(read ? pack_plan(*read) : std::string(), packed);
  return text;
}

}  // namespace aitherzero::testing
