// Whose turn it is: submitters take turns, and so do the runs of one, so that
// neither a large run nor a busy submitter starves the others.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "shared/base/ids.hpp"

namespace aitherzero {

class Turns {
 public:
  void add(RunId run, const std::string& submitter);
  void remove(RunId run);

  // Asks runs in turn until `lease` takes one (returns true), which then
  // stands last in line. False when none could use its turn.
  template <typename Lease>
  bool take(const Lease& lease) {
    for (std::size_t i = 0; i < submitters_.size(); ++i) {
      if (take_from(submitters_[i].runs, lease)) {
        rotate_behind(submitters_, i);
        return true;
      }
    }
    return false;
  }

 private:
  struct Submitter {
    std::string name;
    std::deque<RunId> runs;  // the next one first
  };

  template <typename Lease>
  static bool take_from(std::deque<RunId>& runs, const Lease& lease) {
    for (std::size_t i = 0; i < runs.size(); ++i) {
      if (!lease(runs[i])) continue;
      rotate_behind(runs, i);
      return true;
    }
    return false;
  }
  // The one at `position` goes to the end; those before it keep their place.
  template <typename T>
  static void rotate_behind(std::deque<T>& line, std::size_t position) {
    T item = std::move(line[position]);
    line.erase(line.begin() + static_cast<std::ptrdiff_t>(position));
    line.push_back(std::move(item));
  }

  std::deque<Submitter> submitters_;
};

}  // namespace aitherzero
