#include "controller/schedule/turns.hpp"

#include <algorithm>

namespace aitherzero {

void Turns::add(RunId run, const std::string& submitter) {
  const auto found =
      std::find_if(submitters_.begin(), submitters_.end(),
                   [&](const Submitter& s) { return s.name == submitter; });
  if (found != submitters_.end()) return found->runs.push_back(run);
  submitters_.push_back({submitter, {run}});
}

void Turns::remove(RunId run) {
  for (auto submitter = submitters_.begin(); submitter != submitters_.end();
       ++submitter) {
    if (std::erase(submitter->runs, run) == 0) continue;
    if (submitter->runs.empty()) submitters_.erase(submitter);
    return;
  }
}

}  // namespace aitherzero
