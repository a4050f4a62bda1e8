// A control group (version 2) for one supervisor's processes: membership is
// inherited and cannot be shed by forking, and the kernel kills all members at
// once. It is an addition to the subreaper, never its replacement: a process
// with the rights may move itself to another group.
#pragma once

#include <string>
#include <vector>

#include "shared/base/result.hpp"
#include "shared/platform/unique_fd.hpp"

namespace aitherzero {

class Cgroup {
 public:
  // Makes a group below the one this process is in. `unavailable`, with the
  // reason, where there is no version 2 hierarchy, where this user may not
  // make groups (nothing was delegated), or where the kernel is older than
  // cgroup.kill (5.14).
  static Result<Cgroup> create();

  Cgroup(Cgroup&&) = default;
  Cgroup& operator=(Cgroup&&) = delete;
  // Removes the group; one that still has members stays until a later
  // create() finds it empty.
  ~Cgroup();

  const std::string& folder() const { return folder_; }

  // A descriptor to which a process writes "0" to move itself in.
  int entrance() const { return entrance_.get(); }

  // Whether any member runs.
  bool populated() const;
  std::vector<int> members() const;
  // SIGKILL to all members and to what they are forking, as one step.
  void kill() const;

 private:
  Cgroup(std::string folder, UniqueFd entrance, UniqueFd events)
      : folder_(std::move(folder)),
        entrance_(std::move(entrance)),
        events_(std::move(events)) {}

  std::string folder_;
  UniqueFd entrance_;
  UniqueFd events_;
};

// Kills what is in the group of a supervisor that was lost.
void kill_cgroup(const std::string& folder);

}  // namespace aitherzero
