// Inside the plan room: string steps as expressions of the sequence language.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "controller/plan/members.hpp"

namespace aitherzero::planning {

// String steps that stand next to each other and run for the same cells are
// one expression; exclusions reach over the whole playbook.
class StringSteps {
 public:
  explicit StringSteps(const std::vector<Member>& members);

  // Of members that belong together. Empty when it only excludes, which is
  // fine beside other steps; alone it is kept, for its error.
  std::vector<SequenceText> expression(std::span<const Member> members) const;

 private:
  bool alone_ = true;
  std::map<Cells, std::vector<SequenceText>> exclusions_;
};

}  // namespace aitherzero::planning
