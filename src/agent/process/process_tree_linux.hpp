// Who descends from a process, as /proc tells it.
//
// A tree changes while it is read: processes start, end, and move to the
// subreaper when their parent ends. What a scan promises is written at
// scan_tree(); whoever needs more stops the processes first, or scans again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/platform/unique_fd.hpp"

namespace aitherzero {

// One process at one time. A number comes round again; together with the
// start time it is unique.
struct TreeProcess {
  int pid = 0;
  std::uint64_t start_ticks = 0;  // since boot
  bool ended = false;             // a zombie: nothing of it runs any more
  std::string name;               // at most 15 bytes, as the kernel keeps it

  bool is(const TreeProcess& other) const {
    return pid == other.pid && start_ticks == other.start_ticks;
  }
};

// Reads one process; false when there is no such process.
bool read_process(int pid, TreeProcess* process);

struct TreeScan {
  std::vector<TreeProcess> alive;
  // Whether nothing moved or went away while it was read. A scan that found
  // nobody alive and is settled proves it, but for processes that are started
  // by one that the caller left out.
  bool settled = true;
};

// All living descendants of `root`, which must be their subreaper, without
// `root` itself and without those `left_out`, whose own descendants are in. The
// root's children are read last once more, so that a process that
// moves up to the root while its old place has not been read is not missed.
TreeScan scan_tree(int root, const std::vector<TreeProcess>& left_out);

// The process and its ancestors below `root`, the process first; empty when it
// does not descend from there.
std::vector<TreeProcess> line_below(int root, int pid);

// A descriptor that becomes readable when the process has ended; empty when it
// has ended already, or the number now means another process.
UniqueFd open_process(const TreeProcess& process);

// Sends a signal to this very process, never to a later one with its number.
// False when it has ended or may not be signalled.
bool signal_process(const TreeProcess& process, int signal);

// "1234 name", as receipts and lists show it.
std::string describe(const TreeProcess& process);

}  // namespace aitherzero
