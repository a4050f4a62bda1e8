#include "agent/process/cgroup_linux.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <string_view>

#include "shared/base/text.hpp"
#include "shared/platform/files.hpp"
#include "shared/platform/system_error.hpp"

namespace aitherzero {
namespace {

// Files of /proc and of a group; one line per process at most.
constexpr std::size_t k_largest_file_bytes = 4 * 1024 * 1024;
constexpr std::string_view k_prefix = "aitherzero-";

int to_pid(std::string_view text) {
  int pid = 0;
  std::from_chars(text.data(), text.data() + text.size(), pid);
  return pid;
}

tl::unexpected<Error> unavailable(std::string reason) {
  return fail(ErrorKind::unavailable, std::move(reason));
}

// Where the version 2 hierarchy is mounted.
Result<std::string> find_mount() {
  TRY(const std::string mounts,
      read_file("/proc/self/mounts", k_largest_file_bytes));
  for (const std::string_view line : split(mounts, '\n')) {
    const auto words = split(line, ' ');
    if (words.size() > 2 && words[2] == "cgroup2") return std::string(words[1]);
  }
  return unavailable("no cgroup version 2 hierarchy is mounted");
}

// The folder of the group that this process is in.
Result<std::string> own_folder() {
  TRY(std::string mount, find_mount());
  TRY(const std::string groups,
      read_file("/proc/self/cgroup", k_largest_file_bytes));
  for (const std::string_view line : split(groups, '\n')) {
    if (line.substr(0, 3) != "0::") continue;
    std::string folder = std::move(mount);
    if (line != "0::/") folder += line.substr(3);
    return folder;
  }
  return unavailable("this process is in no version 2 cgroup");
}

void write_one(const std::string& path, std::string_view text) {
  const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file) return;
  // Fails when the group is gone already, which is what is wanted.
  [[maybe_unused]] const auto written =
      ::write(file.get(), text.data(), text.size());
}

// A supervisor that was killed left its group behind. Only an empty group can
// be removed, so this ends nothing.
void remove_abandoned(const std::string& parent) {
  const auto entries = list_folder(parent);
  if (!entries) return;
  for (const FolderEntry& entry : *entries) {
    if (entry.name.rfind(k_prefix, 0) != 0) continue;
    const int pid =
        to_pid(std::string_view(entry.name).substr(k_prefix.size()));
    if (pid > 0 && ::kill(pid, 0) != 0 && errno == ESRCH) {
      ::rmdir((parent + "/" + entry.name).c_str());
    }
  }
}

}  // namespace

Result<Cgroup> Cgroup::create() {
  TRY(const std::string parent, own_folder());
  remove_abandoned(parent);
  const std::string folder =
      fmt::format("{}/{}{}", parent, k_prefix, ::getpid());
  if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) {
    const int error_number = errno;
    return unavailable(
        fmt::format("cgroup {} is not delegated to this user: {}", parent,
                    system_error_text(error_number)));
  }
  const auto open_file = [&](const char* name, int flags) {
    return UniqueFd(::open((folder + name).c_str(), flags | O_CLOEXEC));
  };
  Cgroup group(folder, open_file("/cgroup.procs", O_WRONLY),
               open_file("/cgroup.events", O_RDONLY));
  if (!group.entrance_ || !group.events_) {
    return unavailable("a new cgroup cannot be entered");
  }
  if (::access((folder + "/cgroup.kill").c_str(), W_OK) != 0) {
    return unavailable("this kernel has no cgroup.kill");
  }
  return group;
}

Cgroup::~Cgroup() {
  if (entrance_) ::rmdir(folder_.c_str());
}

bool Cgroup::populated() const {
  std::array<char, 256> text;
  const ssize_t count = ::pread(events_.get(), text.data(), text.size(), 0);
  if (count <= 0) return false;
  return std::string_view(text.data(), static_cast<std::size_t>(count))
             .find("populated 1") != std::string_view::npos;
}

std::vector<int> Cgroup::members() const {
  std::vector<int> pids;
  const std::string text =
      read_file(folder_ + "/cgroup.procs", k_largest_file_bytes).value_or("");
  for (const std::string_view line : split(text, '\n')) {
    if (const int pid = to_pid(line); pid > 0) pids.push_back(pid);
  }
  return pids;
}

void Cgroup::kill() const { kill_cgroup(folder_); }

void kill_cgroup(const std::string& folder) {
  write_one(folder + "/cgroup.kill", "1");
}

}  // namespace aitherzero
