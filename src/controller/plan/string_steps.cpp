#include "controller/plan/string_steps.hpp"

#include "shared/base/text.hpp"

namespace aitherzero::planning {

StringSteps::StringSteps(const std::vector<Member>& members) {
  for (const Member& member : members) {
    const Step& step = member.step;
    alone_ = alone_ && step.is_string;
    if (!step.is_string) continue;
    for (const std::string_view term : split(step.terms.front(), ',')) {
      if (!trim(term).starts_with('!')) continue;
      exclusions_[member.cells].push_back({std::string(term), step.place});
    }
  }
}

std::vector<SequenceText> StringSteps::expression(
    std::span<const Member> members) const {
  std::vector<SequenceText> texts;
  bool selects = false;
  for (const Member& member : members) {
    const std::string& text = member.step.terms.front();
    texts.push_back({text, member.step.place});
    for (const std::string_view term : split(text, ',')) {
      selects = selects || !trim(term).starts_with('!');
    }
  }
  if (alone_) return texts;
  if (!selects) return {};
  const auto excluded = exclusions_.find(members.front().cells);
  if (excluded != exclusions_.end()) {
    texts.insert(texts.end(), excluded->second.begin(), excluded->second.end());
  }
  return texts;
}

}  // namespace aitherzero::planning
