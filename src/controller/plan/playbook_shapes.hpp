// Inside the plan room: the shapes in which the original system wrote
// playbooks, made into ours.
#pragma once

#include <vector>

#include "controller/plan/step.hpp"
#include "shared/base/result.hpp"
#include "shared/value/value.hpp"

namespace aitherzero {

// A playbook of version 2.0 in JSON has metadata{} and orchestration{}; their
// keys become those of the playbook itself. Others are as they are.
Result<Table> in_one_shape(const Table& playbook);

// Stages{} as steps: each stage is a group that starts when the one before it
// has ended, and its settings are those of its steps where they have none.
Result<std::vector<StepSource>> read_stages(const Value& stages,
                                            std::vector<Warning>& warnings);

}  // namespace aitherzero
