// Starting one process, cheaply: vfork and exec, so that the cost does not
// grow with the memory of who starts it. Linux only in its details.
#pragma once

#include <vector>

#include "shared/base/result.hpp"
#include "shared/platform/unique_fd.hpp"

namespace aitherzero {

// Descriptors below this are never owned by the supervisor: it keeps them
// occupied, so that moving a child's descriptors into place overwrites none of
// those still to be moved.
constexpr int k_first_own_descriptor = 32;

struct ChildPlan {
  const char* program = nullptr;
  const char* working_directory = nullptr;
  char* const* arguments = nullptr;    // ends in a null pointer
  char* const* environment = nullptr;  // ends in a null pointer
  // What becomes the child's descriptors 0, 1, 2, …; all at or above
  // k_first_own_descriptor.
  std::vector<int> descriptors;
  int cgroup_entrance = -1;  // see Cgroup; -1 for none
};

// Starts children of this process; made once, since it owns a page that it
// shares with each child until that has become its program.
class ChildStarter {
 public:
  ChildStarter();
  ~ChildStarter();
  ChildStarter(const ChildStarter&) = delete;
  ChildStarter& operator=(const ChildStarter&) = delete;

  // The pid of a process that runs the program: it leads a session of its
  // own, has default signal handling with nothing blocked, holds exactly the
  // descriptors of the plan, and is killed by the system if this process
  // ends. Otherwise an error with the path and advice, and nothing is left to
  // be waited for. All signals must be blocked in the caller, which has one
  // thread.
  Result<int> start(const ChildPlan& plan);

  // Whether the last child could enter the plan's cgroup.
  bool entered_cgroup() const;

 private:
  struct Shared;
  Shared* shared_;
};

}  // namespace aitherzero
