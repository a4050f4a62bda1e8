#include <netdb.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "shared/base/text.hpp"
#include "shared/platform/files.hpp"
#include "shared/platform/system.hpp"

namespace aitherzero {
namespace {

// Files of /proc and /sys that are read here are far smaller.
constexpr std::size_t k_small_file_bytes = 64 * 1024;
// Machines have fewer CPUs; sched_getaffinity() refuses a set too small.
constexpr std::size_t k_most_cpus = 8192;

unsigned cpus_of_affinity() {
  const std::unique_ptr<cpu_set_t, void (*)(cpu_set_t*)> set(
      CPU_ALLOC(k_most_cpus), [](cpu_set_t* it) { CPU_FREE(it); });
  const std::size_t bytes = CPU_ALLOC_SIZE(k_most_cpus);
  if (!set || ::sched_getaffinity(0, bytes, set.get()) != 0) return 1;
  return static_cast<unsigned>(CPU_COUNT_S(bytes, set.get()));
}

// A quota binds everything below it, so the smallest one on the way up counts.
void lower_to_quotas(const std::string& mount, std::string path, double* cpus) {
  while (true) {
    if (const auto text =
            read_file(mount + path + "/cpu.max", k_small_file_bytes)) {
      if (const auto quota = cpus_of_quota(*text)) {
        *cpus = std::min(*cpus, *quota);
      }
    }
    const auto quota =
        read_file(mount + path + "/cpu.cfs_quota_us", k_small_file_bytes);
    const auto period =
        read_file(mount + path + "/cpu.cfs_period_us", k_small_file_bytes);
    if (quota && period) {
      const std::string both = std::string(trim(*quota)) + " " + *period;
      if (const auto number = cpus_of_quota(both)) {
        *cpus = std::min(*cpus, *number);
      }
    }
    if (path.empty() || path == "/") return;
    path.resize(path.find_last_of('/'));
  }
}

}  // namespace

unsigned usable_cpu_count() {
  double cpus = cpus_of_affinity();
  const std::string groups =
      read_file("/proc/self/cgroup", k_small_file_bytes).value_or("");
  // Lines are "ID:CONTROLLERS:PATH"; version 2 has no controllers.
  for (const std::string_view line : split(groups, '\n')) {
    const auto parts = split(line, ':');
    if (parts.size() < 3) continue;
    const std::string path(
        line.substr(static_cast<std::size_t>(parts[2].data() - line.data())));
    if (parts[1].empty()) lower_to_quotas("/sys/fs/cgroup", path, &cpus);
    for (const std::string_view controller : split(parts[1], ',')) {
      if (controller == "cpu")
        lower_to_quotas("/sys/fs/cgroup/cpu", path, &cpus);
    }
  }
  return std::max(1u, static_cast<unsigned>(std::ceil(cpus)));
}

std::string host_name() {
  char name[256] = {};
  if (::gethostname(name, sizeof name - 1) != 0) return "localhost";
  const std::string whole = to_lower(name);
  const std::string first = whole.substr(0, whole.find('.'));
  return first.empty() ? "localhost" : first;
}

bool is_administrator() { return ::geteuid() == 0; }

bool is_known_host(const std::string& host) {
  addrinfo* found = nullptr;
  const int failed = ::getaddrinfo(host.c_str(), nullptr, nullptr, &found);
  if (found != nullptr) ::freeaddrinfo(found);
  return failed == 0;
}

}  // namespace aitherzero
