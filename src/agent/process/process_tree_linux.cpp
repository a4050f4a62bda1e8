#include "agent/process/process_tree_linux.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "shared/base/unicode.hpp"

namespace aitherzero {
namespace {

using Pids = std::vector<int>;
using Folder = std::unique_ptr<DIR, int (*)(DIR*)>;

// Reads a file of /proc in as few reads as it takes; false when it is gone.
bool read_proc(const char* path, std::string& text) {
  text.clear();
  const UniqueFd file(::open(path, O_RDONLY | O_CLOEXEC));
  if (!file) return false;
  std::array<char, 4096> part;
  while (true) {
    const ssize_t count = ::read(file.get(), part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    if (count == 0) return true;
    text.append(part.data(), static_cast<std::size_t>(count));
  }
}

template <typename Number>
Number to_number(std::string_view text) {
  Number value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// The next word, taken off the front of the text.
std::string_view take_word(std::string_view& text) {
  const std::size_t end = text.find_first_of(" \n");
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return word;
}

template <typename Visit>
bool for_each_numbered_entry(const std::string& path, Visit visit) {
  const Folder folder(::opendir(path.c_str()), ::closedir);
  if (!folder) return false;
  while (const dirent* entry = ::readdir(folder.get())) {
    const int number = to_number<int>(entry->d_name);
    if (number > 0) visit(number);
  }
  return true;
}

struct Stat {
  TreeProcess process;
  int parent = 0;
};

bool read_stat(int pid, Stat* stat) {
  std::string text;
  if (!read_proc(fmt::format("/proc/{}/stat", pid).c_str(), text)) return false;
  // "PID (NAME) STATE PARENT …"; the name may hold anything, also ") ".
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (open == std::string::npos || close == std::string::npos) return false;
  stat->process.pid = pid;
  stat->process.name = text.substr(open + 1, close - open - 1);
  std::string_view rest = std::string_view(text).substr(close + 2);
  const std::string_view state = take_word(rest);
  stat->parent = to_number<int>(take_word(rest));
  for (int field = 5; field < 20; ++field) take_word(rest);
  const int threads = to_number<int>(take_word(rest));
  take_word(rest);
  stat->process.start_ticks = to_number<std::uint64_t>(take_word(rest));
  // A zombie with other threads is one whose first thread has ended; the rest
  // of the process runs on.
  stat->process.ended = (state == "Z" || state == "X") && threads <= 1;
  return true;
}

// Children by the kernel's own list of them, per thread that started them.
// The list is exact when nobody in it ends meanwhile; an empty one is always
// exact.
bool read_children(int pid, Pids& children) {
  std::string text;
  const std::string folder = fmt::format("/proc/{}/task", pid);
  return for_each_numbered_entry(folder, [&](int thread) {
    const auto path = fmt::format("{}/{}/children", folder, thread);
    if (!read_proc(path.c_str(), text)) return;
    std::string_view rest = text;
    while (!rest.empty()) {
      const int child = to_number<int>(take_word(rest));
      if (child > 0) children.push_back(child);
    }
  });
}

bool has_children_files() {
  static const bool present = ::access("/proc/thread-self/children", R_OK) == 0;
  return present;
}

// Where the kernel keeps no such lists: everybody's parent, read once per
// scan.
std::unordered_map<int, Pids> children_by_parent() {
  std::unordered_map<int, Pids> children;
  for_each_numbered_entry("/proc", [&](int pid) {
    Stat stat;
    if (read_stat(pid, &stat)) children[stat.parent].push_back(pid);
  });
  return children;
}

class Scanner {
 public:
  Scanner(int root, const std::vector<TreeProcess>& left_out)
      : root_(root), left_out_(left_out) {}

  TreeScan scan() {
    if (!has_children_files()) by_parent_ = children_by_parent();
    // Until the root has no children that were not seen before.
    while (visit_children(root_)) {
      while (!waiting_.empty()) {
        const int pid = waiting_.back();
        waiting_.pop_back();
        visit(pid);
      }
      if (!has_children_files()) by_parent_ = children_by_parent();
    }
    return std::move(result_);
  }

 private:
  // Whether there was any child not seen before.
  bool visit_children(int pid) {
    Pids children;
    if (has_children_files()) {
      if (!read_children(pid, children)) result_.settled = false;
    } else {
      children = by_parent_[pid];
    }
    bool any_new = false;
    for (const int child : children) {
      if (!seen_.insert(child).second) continue;
      waiting_.push_back(child);
      any_new = true;
    }
    return any_new;
  }

  void visit(int pid) {
    // One that ends after this has handed its children to the root, whose
    // list is read again.
    TreeProcess process;
    if (!read_process(pid, &process)) {
      result_.settled = false;
      return;
    }
    if (process.ended) return;
    visit_children(pid);
    if (!is_left_out(process)) result_.alive.push_back(std::move(process));
  }

  bool is_left_out(const TreeProcess& process) const {
    return std::any_of(left_out_.begin(), left_out_.end(),
                       [&](const TreeProcess& it) { return it.is(process); });
  }

  int root_;
  const std::vector<TreeProcess>& left_out_;
  std::unordered_set<int> seen_;
  Pids waiting_;
  std::unordered_map<int, Pids> by_parent_;
  TreeScan result_;
};

}  // namespace

bool read_process(int pid, TreeProcess* process) {
  Stat stat;
  if (!read_stat(pid, &stat)) return false;
  *process = std::move(stat.process);
  return true;
}

TreeScan scan_tree(int root, const std::vector<TreeProcess>& left_out) {
  return Scanner(root, left_out).scan();
}

std::vector<TreeProcess> line_below(int root, int pid) {
  std::vector<TreeProcess> line;
  Stat stat;
  for (; pid != root; pid = stat.parent) {
    if (pid <= 0 || !read_stat(pid, &stat)) return {};
    line.push_back(stat.process);
  }
  return line;
}

UniqueFd open_process(const TreeProcess& process) {
  UniqueFd descriptor(
      static_cast<int>(::syscall(SYS_pidfd_open, process.pid, 0)));
  if (!descriptor) return descriptor;
  // The descriptor holds the number's process of now; is it the one meant?
  TreeProcess now;
  if (!read_process(process.pid, &now) || now.ended || !now.is(process)) {
    return UniqueFd();
  }
  return descriptor;
}

bool signal_process(const TreeProcess& process, int signal) {
  const UniqueFd descriptor = open_process(process);
  if (!descriptor) return false;
  return ::syscall(SYS_pidfd_send_signal, descriptor.get(), signal, nullptr,
                   0) == 0;
}

std::string describe(const TreeProcess& process) {
  return fmt::format("{} {}", process.pid, to_valid_utf8(process.name));
}

}  // namespace aitherzero
