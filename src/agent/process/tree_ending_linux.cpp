#include "agent/process/tree_ending_linux.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace aitherzero {
namespace {

// Rounds of stopping before a kill. Each stops all that were started while
// the one before went round; those left over meet the next kill round.
constexpr int k_freeze_rounds = 8;
// Scans until one is settled; what moves that much is not empty.
constexpr int k_settle_rounds = 32;
// All that was signalled may have ended before it could be waited for; then
// nothing would wake us, so the next round follows at once, but not for ever.
constexpr int k_rounds_per_step = 4;

}  // namespace

TreeEnding::TreeEnding(const Cgroup* cgroup, Reach reach,
                       std::vector<TreeProcess> started, Milliseconds grace,
                       Instant now)
    : cgroup_(cgroup),
      reach_(reach),
      started_(std::move(started)),
      kill_at_(now + grace) {}

void TreeEnding::hasten(Reach reach, Milliseconds grace, Instant now) {
  kill_at_ = std::min(kill_at_, now + grace);
  if (reach == reach_ || reach == Reach::descendants_only) return;
  reach_ = reach;
  if (phase_ == Phase::terminating) phase_ = Phase::beginning;
  if (phase_ == Phase::killing) watched_.clear();  // makes a new round
}

bool TreeEnding::uses_cgroup() const {
  return cgroup_ != nullptr && reach_ == Reach::everything;
}

// No child to wait for means no descendant: every orphan below a subreaper
// becomes its child.
bool TreeEnding::proven_empty() const {
  if (reach_ != Reach::everything) return false;
  siginfo_t info{};
  const int result = ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT);
  if (result == 0 || errno != ECHILD) return false;
  return !uses_cgroup() || !cgroup_->populated();
}

TreeScan TreeEnding::scan() const {
  if (reach_ == Reach::descendants_only) return scan_tree(::getpid(), started_);
  TreeScan tree = scan_tree(::getpid(), {});
  if (!uses_cgroup()) return tree;
  for (const int pid : cgroup_->members()) {
    const bool known =
        std::any_of(tree.alive.begin(), tree.alive.end(),
                    [&](const auto& it) { return it.pid == pid; });
    TreeProcess process;
    if (!known && read_process(pid, &process) && !process.ended) {
      tree.alive.push_back(std::move(process));
    }
  }
  return tree;
}

TreeScan TreeEnding::settled_scan() const {
  TreeScan tree = scan();
  for (int i = 0; tree.alive.empty() && !tree.settled; ++i) {
    if (i == k_settle_rounds) break;
    tree = scan();
  }
  return tree;
}

bool TreeEnding::step(Instant now) {
  if (phase_ == Phase::done) return true;
  for (int round = 0; round < k_rounds_per_step; ++round) {
    if (proven_empty()) {
      finish({});
      return true;
    }
    if (phase_ == Phase::killing && now >= wake_at()) {
      finish(scan());
      return true;
    }
    if (must_wait(now)) return false;
    const TreeScan tree = settled_scan();
    if (tree.alive.empty() && tree.settled) {
      // With children left to wait for, their SIGCHLD is on its way.
      if (reach_ == Reach::everything) return false;
      finish({});
      return true;
    }
    signal_all(tree, now);
  }
  return false;
}

// As long as somebody known still runs there is nothing new to do.
bool TreeEnding::must_wait(Instant now) const {
  if (watched_.empty() || phase_ == Phase::beginning) return false;
  return phase_ == Phase::killing || now < kill_at_;
}

void TreeEnding::signal_all(const TreeScan& tree, Instant now) {
  if (now < kill_at_) {
    terminate_all(tree);
    return;
  }
  if (phase_ != Phase::killing) kill_began_ = last_progress_ = now;
  phase_ = Phase::killing;
  kill_round();
}

void TreeEnding::terminate_all(const TreeScan& tree) {
  // Those that a process starts in its grace, to clean up, are left alone.
  if (phase_ == Phase::beginning) {
    for (const TreeProcess& process : tree.alive) {
      if (terminated_.contains(process.pid)) continue;
      if (!signal_process(process, SIGTERM)) continue;
      signal_process(process, SIGCONT);
      terminated_.insert(process.pid);
      note_name(process);
    }
  }
  phase_ = Phase::terminating;
  watch(tree);
}

void TreeEnding::kill_round() {
  if (uses_cgroup()) {
    for (const TreeProcess& process : scan().alive) {
      killed_.insert(process.pid);
      note_name(process);
    }
    cgroup_->kill();
  }
  freeze();
  const TreeScan tree = scan();
  for (const TreeProcess& process : tree.alive) {
    if (!signal_process(process, SIGKILL)) continue;
    killed_.insert(process.pid);
    note_name(process);
  }
  watch(tree);
}

// A process that is stopped starts no other: also one that answers the death
// of its child by starting the next is caught.
void TreeEnding::freeze() {
  std::set<int> stopped;
  for (int round = 0; round < k_freeze_rounds; ++round) {
    bool any_new = false;
    for (const TreeProcess& process : scan().alive) {
      if (!stopped.insert(process.pid).second) continue;
      any_new = true;
      signal_process(process, SIGSTOP);
    }
    if (!any_new) return;
  }
}

void TreeEnding::watch(const TreeScan& tree) {
  watched_.clear();
  for (const TreeProcess& process : tree.alive) {
    if (watched_.size() == k_most_watched) break;
    UniqueFd descriptor = open_process(process);
    if (descriptor) watched_.push_back({std::move(descriptor), process.pid});
  }
}

void TreeEnding::add_watched(std::vector<pollfd>& polled) const {
  for (const Watched& watched : watched_) {
    polled.push_back({watched.descriptor.get(), POLLIN, 0});
  }
}

void TreeEnding::on_watched(const pollfd& polled, Instant now) {
  if (polled.revents == 0) return;
  last_progress_ = now;
  std::erase_if(watched_, [&](const Watched& watched) {
    return watched.descriptor.get() == polled.fd;
  });
}

void TreeEnding::on_reaped(int pid, bool killed) {
  // What cgroup.kill hit while it was being started, for one.
  if (phase_ == Phase::killing && killed) killed_.insert(pid);
}

Instant TreeEnding::wake_at() const {
  if (phase_ != Phase::killing) return kill_at_;
  return std::min(last_progress_ + k_survivor_patience,
                  kill_began_ + k_longest_kill);
}

// What it was when it was last seen: a shell becomes what it starts.
void TreeEnding::note_name(const TreeProcess& process) {
  const auto known = std::ranges::find(names_, process.pid, &NamedProcess::pid);
  if (known != names_.end()) {
    known->name = describe(process);
  } else if (names_.size() < k_most_receipt_names) {
    names_.push_back({process.pid, describe(process)});
  }
}

void TreeEnding::finish(const TreeScan& tree) {
  phase_ = Phase::done;
  watched_.clear();
  for (const TreeProcess& process : tree.alive) survivors_.insert(process.pid);
}

KillReceipt TreeEnding::receipt() const {
  const auto survived = [this](int pid) { return survivors_.contains(pid); };
  KillReceipt receipt;
  for (const int pid : killed_) receipt.by_kill += survived(pid) ? 0 : 1;
  for (const int pid : terminated_) {
    receipt.by_term += survived(pid) || killed_.contains(pid) ? 0 : 1;
  }
  receipt.ended = receipt.by_term + receipt.by_kill;
  receipt.survivors = static_cast<std::uint32_t>(survivors_.size());
  receipt.means = uses_cgroup() ? "cgroup" : "subreaper";
  for (const NamedProcess& process : names_) {
    receipt.names.push_back(process.name);
  }
  return receipt;
}

}  // namespace aitherzero
