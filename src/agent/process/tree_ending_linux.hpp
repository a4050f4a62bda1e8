// Ends a process tree step by step and knows when it is gone. Lives in the
// supervisor; makes no call that waits, the supervisor's poll() waits for it.
//
// First SIGTERM to all (with SIGCONT, so that stopped ones can react), then,
// when the grace is over, rounds of SIGSTOP to all until nobody new is found,
// and SIGKILL to all. A round is followed by the next until the tree is empty.
// See docs/design/process-trees.md for why that ends and what it proves.
#pragma once

#include <poll.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/process/cgroup_linux.hpp"
#include "agent/process/process_tree_linux.hpp"
#include "agent/process/supervisor.hpp"
#include "shared/base/time.hpp"

namespace aitherzero {

// How many processes a receipt names.
constexpr std::size_t k_most_receipt_names = 16;
// Processes waited for at one time; each takes a descriptor.
constexpr std::size_t k_most_watched = 256;
// After SIGKILL a process ends within milliseconds. One that takes this long
// without any other ending meanwhile is held by the kernel: a survivor.
constexpr Milliseconds k_survivor_patience{5'000};
// However much still changes, an answer is given after this.
constexpr Milliseconds k_longest_kill{60'000};

class TreeEnding {
 public:
  // `cgroup` may be null; it outlives this. `started` is what
  // Reach::descendants_only leaves alone.
  TreeEnding(const Cgroup* cgroup, Reach reach,
             std::vector<TreeProcess> started, Milliseconds grace, Instant now);

  // A second request while the first is going on: the wider reach and the
  // shorter grace count.
  void hasten(Reach reach, Milliseconds grace, Instant now);

  // The supervisor has waited for one of its children.
  void on_reaped(int pid, bool killed);

  // Call after everything that happened, with all ended children reaped. True
  // when there is nothing more to do: the receipt is ready.
  bool step(Instant now);

  // What to wait for besides SIGCHLD: descriptors and a time.
  void add_watched(std::vector<pollfd>& polled) const;
  void on_watched(const pollfd& polled, Instant now);
  Instant wake_at() const;

  KillReceipt receipt() const;

 private:
  enum class Phase { beginning, terminating, killing, done };

  bool uses_cgroup() const;
  bool proven_empty() const;
  bool must_wait(Instant now) const;
  TreeScan scan() const;
  TreeScan settled_scan() const;
  void signal_all(const TreeScan& tree, Instant now);
  void terminate_all(const TreeScan& tree);
  void kill_round();
  void freeze();
  void finish(const TreeScan& tree);
  void watch(const TreeScan& tree);
  void note_name(const TreeProcess& process);

  struct Watched {
    UniqueFd descriptor;
    int pid = 0;
  };

  const Cgroup* cgroup_;
  Reach reach_;
  std::vector<TreeProcess> started_;
  Instant kill_at_;
  Phase phase_ = Phase::beginning;
  Instant kill_began_{};
  Instant last_progress_{};
  std::vector<Watched> watched_;
  // By number alone: numbers do not come round within one ending.
  std::set<int> terminated_;
  std::set<int> killed_;
  std::set<int> survivors_;
  struct NamedProcess {
    int pid = 0;
    std::string name;  // "1234 sleep"
  };
  std::vector<NamedProcess> names_;
};

}  // namespace aitherzero
